"""Runs the programs of the answers and records what they did."""
