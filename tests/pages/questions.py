"""How many questions each page asks of the database: pages opened in a process of their own, on a running demo's database.

`python -m tests.pages.questions` takes a list of [name, e-mail, address, what is typed there] and answers with the questions by name.
"""

import json
import os
import subprocess
import sys
import time
from typing import Any

OF_THE_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def asked(
    demo: Any, pages: dict[str, tuple[str, str]], typed: dict[str, dict[str, str]] | None = None
) -> dict[str, dict[str, Any]]:
    """The `questions` that each page asks, and the `seconds` that it takes on the server: name to (role, address), opened as the
    web login does, beside the running demo. What is `typed` on one of them is sent, and the page that it leads to is counted with it.
    Seconds are processor time, and the database's: what else the machine does is not the page's.
    """
    ours = ("EARLYHELP", "DATABASE", "COUNCIL", "DJANGO")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    wanted = [[name, demo.people[role][0], address, (typed or {}).get(name)] for name, (role, address) in pages.items()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.pages.questions"],
        input=json.dumps(wanted),
        env=environment
        | {
            "EARLYHELP_DATA": str(demo.data),
            "COUNCIL": demo.council,
            "DATABASE_LOGIN": "web",
            "DJANGO_SETTINGS_MODULE": "earlyhelp.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def _signed_in(email: str) -> Any:
    """A browser in which this person has shown both factors."""
    from django.test import Client

    from access.models import User

    client = Client(headers={"host": "127.0.0.1"})
    user = User.objects.get(email=email)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": name, "at": time.time()} for name in ("password", "mfa")]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _asked_by(client: Any, address: str, typed: dict[str, str] | None) -> dict[str, Any]:
    """The questions of one page, and how long it takes. Opened once before, for what is asked only once a minute or once a process."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def opened() -> Any:
        return client.get(address) if typed is None else client.post(address, typed, follow=True)

    opened()
    began = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        answer = opened()
    seconds = time.process_time() - began + sum(float(one["time"]) for one in captured)
    assert answer.status_code == 200, (address, answer.status_code)
    questions = [one["sql"] for one in captured if not one["sql"].startswith(OF_THE_TRANSACTION)]
    return {"questions": questions, "seconds": seconds}


def _answer() -> None:
    import django

    django.setup()
    clients: dict[str, Any] = {}
    found = {}
    for name, email, address, typed in json.load(sys.stdin):
        if email not in clients:
            clients[email] = _signed_in(email)
        found[name] = _asked_by(clients[email], address, typed)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _answer()
