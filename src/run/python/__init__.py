"""Runs the programs of the answers in a page."""
