"""Whose account it is that the council's directory speaks of, and whether what it says is enough."""

import time
from typing import Any, NoReturn

from allauth.account import app_settings
from django.conf import settings
from django.db import connection, transaction

from access import security
from access.errors import Refused
from access.grants import active_staff
from access.identity import look_as
from access.labels import worded
from access.models import Staff, User
from access.operations import invitations
from access.records import acting
from access.roles import ROLES

NO_FACTOR = "Your council’s sign-in did not say that you used a second factor, so nothing opens. Set one up in your work account, and try again."
NOBODY = (
    "There is no account for you here that is tied to your work account. Ask your user administrator for an invitation; "
    "if you have signed in here before, sign in as you did then."
)
NO_ROLE = "Your work account has no role in {service}. Ask your user administrator."
ANOTHER = "That was another person’s account. Sign in as yourself."
NOT_AGAIN = "Your council’s sign-in did not ask again who you are. Sign out there first, and try again."
BECAUSE = "roles as the council’s directory says"


@transaction.atomic
def admit(claims: dict[str, Any], *, known: User | None, looking: User | None) -> User:
    """The account that may sign in by these claims of an id token that was checked. `looking`: who asks to be confirmed.

    Raises Refused: without a second factor, without an invited staff record, or without a role.
    """
    if not used_a_second_factor(claims):
        _refused(known, "no second factor", NO_FACTOR)
    user = known or _invited(str(claims.get("email") or claims.get("preferred_username") or ""))
    if user is None or not user.is_active:
        _refused(user, "no account", NOBODY)
    if looking is not None:
        _check_it_is_still_them(claims, user, looking)
    look_as(user)
    staff = active_staff(user)
    if staff is None:
        _refused(user, "not at work", NOBODY)
    _take_roles(staff, claims)
    if invitations.waiting(user):
        invitations.come_in(user)
    return user


def used_a_second_factor(claims: dict[str, Any]) -> bool:
    """Whether `amr` or `acr` says what the council's settings ask for. Silence is a no."""
    amr = claims.get("amr")
    methods = set(amr) if isinstance(amr, list) else set()
    wanted = settings.OIDC_MFA
    return bool(methods & set(wanted["amr"])) or claims.get("acr") in wanted["acr"]


def _check_it_is_still_them(claims: dict[str, Any], user: User, looking: Any) -> None:
    """Showing again who one is: the same person, and a moment ago. Whoever is still signed in over there has shown nothing."""
    if looking != user:
        _refused(user, "another account", ANOTHER)
    if time.time() - float(claims.get("auth_time") or 0) > app_settings.REAUTHENTICATION_TIMEOUT:
        _refused(user, "not shown again", NOT_AGAIN)


def _invited(email: str) -> User | None:
    """Somebody with this address whom no other person of the directory is, and for whom an invitation waits.

    Never an account that has its own password or passkey and no invitation: an address is given to somebody else after a while, or
    to a namesake, and whose it is the directory alone says.
    """
    user = (
        User.objects.select_for_update(of=("self",)).filter(email=email.lower(), socialaccount=None).first()
        if email
        else None
    )
    return user if user and invitations.waiting(user) else None


def _take_roles(staff: Staff, claims: dict[str, Any]) -> None:
    wanted = _roles(claims.get("roles"), inside=staff.organisation.is_council)
    if not wanted:
        _refused(staff.user, "no role", worded(NO_ROLE))
    if sorted(wanted) != sorted(staff.roles):
        security.record("rights_changed", by=staff.user, about=staff.user, because=f"directory: {', '.join(wanted)}")
        with acting(staff.user, BECAUSE), connection.cursor() as cursor:
            cursor.execute("SELECT earlyhelp_take_roles(%s)", [wanted])


def _roles(said: Any, *, inside: bool) -> list[str]:
    """What the directory says, in our roles. A partner's people get a partner's at most."""
    named = {settings.OIDC_ROLES.get(one) for one in said if isinstance(one, str)} if isinstance(said, list) else set()
    return [code for code, role in ROLES.items() if code in named and (inside or role.partner)]


def _refused(user: User | None, because: str, sentence: str) -> NoReturn:
    security.record("sign_in", by=user, outcome="failed", because=f"directory: {because}")
    raise Refused(sentence)
