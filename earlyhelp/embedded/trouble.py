"""What the person at the terminal is told when the demo cannot go on."""


class Trouble(Exception):
    """A sentence for the person who typed the command: what is wrong and what to do. Never shown as a traceback."""


class Stopped(Exception):
    """Somebody asked us to stop while we were still getting ready."""
