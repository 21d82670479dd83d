"""python -m tests.uploads [NAME …]: what each hostile file costs the page; a line of JSON each."""

import importlib
import sys

import django

if __name__ == "__main__":
    django.setup()
    importlib.import_module("tests.uploads.desk").main(*sys.argv[1:])
