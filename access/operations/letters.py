"""Letters about signing in, written by the worker: a new password by e-mail, and what somebody should know of their own account.

For a new password an unknown address, a known one and one that may not sign in take the same way until the worker looks: the page
writes one row and one message whoever asked for whom. Only the worker's job, whose time nobody sees, knows who gets a letter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from access import outbox
from access.labels import worded
from access.models import Letter, User

ASKED = "letter.asked"
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Text:
    """What a letter says; {link} stands where its link comes, and the service is called as the council calls it. It names nobody."""

    subject: str
    words: str
    link: Callable[[User], str]


def _sessions(user: User) -> str:
    return reverse("access:sessions")


def _new_password(user: User) -> str:
    place = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=place)


TEXTS: dict[str, Text] = {
    "reset": Text(
        "Set a new password for {Service}",
        """Somebody asked to set a new password for your {Service} account.

If it was you, open this link within an hour:

{link}

If it was not you, do nothing: your password stays as it is. Tell your user administrator if it happens again.
""",
        _new_password,
    ),
    "new_browser": Text(
        "You have signed in to {Service} from another browser",
        """Your account has just been used to sign in to {Service} from a browser that it was not used in before.

If that was you, do nothing. If not, tell your user administrator at once, and end that session here:

{link}
""",
        _sessions,
    ),
    "changed": Text(
        "How you sign in to {Service} has changed",
        """The password or a second factor of your {Service} account has just changed. You are signed out everywhere else.

If that was you, do nothing. If not, tell your user administrator at once. Where you are signed in:

{link}
""",
        _sessions,
    ),
}


def ask(kind: str, user: User | None) -> None:
    """Note, in the transaction at hand, that a letter is to be written. `user` is None for an address that is nobody's."""
    letter = Letter(user=user, kind=kind, asked_at=timezone.now())
    letter.save(force_insert=True)
    outbox.leave(ASKED, letter.pk)


@transaction.atomic
def ask_for_reset(email: str) -> None:
    """Somebody asked for a new password. Says nothing about whether there is such an account."""
    ask("reset", User.objects.filter(email=email.lower()).first())


@outbox.handles(ASKED)
def send(key: UUID | None) -> None:
    """Write to somebody active who signs in with a password. Whoever has none yet is invited; whoever signs in with the council
    has none. Repeating it sends a link to the same end.
    """
    assert key is not None  # whoever asks for a letter names it
    letter = Letter.objects.select_related("user").filter(pk=key).first()
    if letter is None or letter.user is None or not letter.user.is_active:
        return
    if letter.kind == "reset" and not letter.user.has_usable_password():
        return
    text = TEXTS[letter.kind]
    link = settings.SERVICE_URL + text.link(letter.user)
    send_mail(worded(text.subject), worded(text.words, link=link), None, [letter.user.email])


def forget_old() -> int:
    """Remove letters written long ago. Returns how many."""
    old, _ = Letter.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
    return old
