#!/usr/bin/env python
"""Django's command line for the portal."""

import sys

from django.core.management import execute_from_command_line

from portal import environment

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(
            errors="backslashreplace"
        )  # a terminal without Cyrillic stops no command
    environment.name_settings()
    execute_from_command_line(sys.argv)
