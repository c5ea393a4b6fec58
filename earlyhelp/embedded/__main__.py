"""`python -m earlyhelp.embedded demo | setup | reset | code ROLE`, as the Makefile calls it.

COUNCIL, PORT, DATA, NOW and SCALE come from the environment; an empty one is one not given.
"""

import sys

from earlyhelp.embedded import folders, signins
from earlyhelp.embedded.progress import say
from earlyhelp.embedded.request import check_council, from_environment
from earlyhelp.embedded.setup import setup
from earlyhelp.embedded.stopping import Stop
from earlyhelp.embedded.supervisor import demo, reset
from earlyhelp.embedded.trouble import Stopped, Trouble


def main(arguments: list[str]) -> int:
    """The exit code: 0 also where somebody stopped a demo."""
    try:
        return _do(arguments)
    except Trouble as trouble:
        sys.stdout.flush()
        print(trouble, file=sys.stderr)
        return 1
    except Stopped:
        say("Stopped")
        return 0


def _do(arguments: list[str]) -> int:
    stop = Stop()
    match arguments:
        case ["demo"]:
            stop.listen()
            check_council(request := from_environment())
            demo(request, stop)
            say("Stopped")
        case ["setup"]:
            stop.listen()
            check_council(request := from_environment())
            setup(request, stop)
        case ["reset"]:
            request = from_environment()
            say(f"Forgotten: {request.wanted}" if reset(request) else f"There was nothing in {request.wanted}")
        case ["code", role]:
            say(signins.code_of(folders.followed(from_environment().wanted), role))
        case _:
            raise Trouble("Use: python -m earlyhelp.embedded demo | setup | reset | code ROLE")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
