"""python -m tests.benchmarks MODULE …: set Django up, then run a module's main."""

import importlib
import sys

import django

if __name__ == "__main__":
    django.setup()
    module, *arguments = sys.argv[1:]
    importlib.import_module(f"tests.benchmarks.{module}").main(*arguments)
