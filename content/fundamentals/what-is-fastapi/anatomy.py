from importlib.metadata import distribution

from fastapi import FastAPI

package = distribution("fastapi")
needed = [line for line in package.requires or [] if "extra ==" not in line]

print("Python  ", package.metadata["Requires-Python"])
print("FastAPI ", " < ".join(f"{c.__module__}.{c.__name__}" for c in FastAPI.__mro__))
print("needs   ", *needed, sep="\n  ")
