"""A supervisor whose programs are stand-ins: `standin.py ROOT DATA PORT [dying-worker] [failing-chore] [setup]`."""

import sys
from pathlib import Path

from earlyhelp.embedded.plan import Chore, Part, Plan
from earlyhelp.embedded.request import Request
from earlyhelp.embedded.setup import setup
from earlyhelp.embedded.stopping import Stop
from earlyhelp.embedded.supervisor import demo
from earlyhelp.embedded.trouble import Stopped, Trouble

WEB = """
import http.server, os, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["EARLYHELP_DATA"].encode())
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""
WORKER = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
DYING = "import sys; sys.exit('the broker is not there')"
INVENT = """
import os, pathlib, psycopg
from earlyhelp.database.roles import conninfo
data = pathlib.Path(os.environ["EARLYHELP_DATA"])
lines = dict(line.split("=", 1) for line in (data / "environment").read_text().splitlines())
with psycopg.connect(conninfo(lines["DATABASE_OWNER_URL"])) as owner:
    owner.execute("CREATE TABLE families (name text); INSERT INTO families VALUES ('Invented')")
(data / "sign-ins.tsv").write_text("dpo\\tdpo@demo.example\\tinvented words\\tJBSWY3DPEHPK3PXP\\n")
"""
COUNT = """
import os, pathlib, psycopg
from earlyhelp.database.roles import conninfo
lines = dict(line.split("=", 1) for line in pathlib.Path(os.environ["EARLYHELP_DATA"], "environment").read_text().splitlines())
with psycopg.connect(conninfo(lines["DATABASE_OWNER_URL"])) as owner:
    print("families:", owner.execute("SELECT count(*) FROM families").fetchone()[0], flush=True)
import time
time.sleep(600)
"""


def planner(request: Request, data: Path) -> Plan:
    python, odd = (sys.executable, "-c"), set(sys.argv[4:])
    return Plan(
        schema=[Chore("migrate", "Migrating", (*python, "print('one table')"))],
        invent=[Chore("invent", "Inventing", (*python, INVENT + DYING * ("failing-chore" in odd)))],
        parts=[
            Part("web", (*python, WEB, str(request.port))),
            Part("worker", (*python, DYING if "dying-worker" in odd else WORKER)),
            Part("counter", (*python, COUNT)),
        ],
    )


if __name__ == "__main__":
    root, data, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    council = next((word.removeprefix("council=") for word in sys.argv[4:] if word.startswith("council=")), "one")
    request = Request(root, data, council=council, port=port)
    stop = Stop()
    stop.listen()
    try:
        (setup if "setup" in sys.argv else demo)(request, stop, planner)
    except Trouble as trouble:
        sys.exit(str(trouble))
    except Stopped:
        pass
