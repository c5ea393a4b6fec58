#!/usr/bin/env python
"""Early Help from the command line. A bare command talks to the demo; EARLYHELP_ENV=production reads the environment."""

import os
import sys

from django.core.management import execute_from_command_line

# These change the schema or the demo's clock, which only the owner of the tables may do; the rest run as the web login.
OWNER_COMMANDS = {"migrate", "move_clock", "load_policy", "make_administrator", "check"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earlyhelp.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_LOGIN", "owner")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
