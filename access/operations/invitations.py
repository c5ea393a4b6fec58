"""Bringing a new person in: a link by e-mail, good once and for a week, by which they set a password.

The link is the signed key of its row and stands nowhere, so that neither the database nor a log opens an account. Whatever is
wrong with a link, the answer is the same: a stranger learns from none whether there is such a person.
"""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.mail import send_mail
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from access import outbox, security
from access.errors import Refused
from access.grants import require
from access.labels import worded
from access.models import Invitation, Staff, User

GOOD_FOR = timedelta(days=7)  # machine time, like everything of signing in
MADE = "invitation.made"
SUBJECT = "Your invitation to {Service}"
TEXT = """You are invited to {Service}. Set a password by this link, and then a second factor:

{link}

The link works once, and for a week. This message says nothing more, so that nobody else learns anything from it. Please do not
reply to it. If you did not expect it, do nothing.
"""
_signer = Signer(salt="access.invitations")


@transaction.atomic
def invite(staff: Staff, *, by: User) -> Invitation:
    """Send somebody who has never signed in a link. One that was sent before stops working.

    Where the council's directory signs people in, whoever came in otherwise can be invited too: for as long as the invitation waits
    their work account may be tied to this one. They get no link: their password stays theirs.
    """
    require(by, "access.manage_staff")
    user = User.objects.select_for_update().get(pk=staff.user_id)
    if not (staff.is_active and user.is_active):
        raise Refused("This person may not work here, so they cannot be invited.")
    if not may_be_invited(user):
        raise Refused("This person has signed in before. They can set a new password from the sign-in page.")
    security.record("invited", by=by, about=user)
    return send_for(user)


def send_for(user: User) -> Invitation:
    """A new link for somebody, and the message to send it; the one before stops working. Whoever calls has asked who may."""
    _end(user, "replaced")
    moment = timezone.now()
    invitation = Invitation(user=user, made_at=moment, expires_at=moment + GOOD_FOR)
    invitation.save(force_insert=True)
    if not has_come_in(user):
        outbox.leave(MADE, invitation.pk)
    return invitation


@transaction.atomic
def withdraw(staff: Staff, *, by: User) -> None:
    """The link that is on its way stops working. Repeating it is harmless."""
    require(by, "access.manage_staff")
    if _end(staff.user, "withdrawn"):
        security.record("invitation_withdrawn", by=by, about=staff.user)


def has_come_in(user: User) -> bool:
    """Whether the account can be signed in to already, or has been."""
    return user.has_usable_password() or user.last_login is not None


def may_be_invited(user: User) -> bool:
    """Whoever has not come in yet, or came in otherwise than by the council's directory where there is one."""
    return not has_come_in(user) or bool(
        settings.OIDC_SERVER_URL and not SocialAccount.objects.filter(user=user).exists()
    )


def waiting(user: User) -> Invitation | None:
    """The invitation that is on its way and still good."""
    return user.invitations.filter(ended_at=None, expires_at__gt=timezone.now()).first()


def good(token: str) -> Invitation | None:
    """The invitation of a link, or None: forged, used, withdrawn, replaced, too old, or of somebody who may not work here."""
    try:
        key = UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    found = Invitation.objects.select_for_update(of=("self",)).select_related("user").filter(pk=key).first()
    return found if found and _opens(found, timezone.now()) else None


@transaction.atomic
def accept(token: str, password: str) -> User:
    """Set the invited person's password. The link is used up; the second factor is asked for next, before anything opens."""
    invitation = good(token)
    if invitation is None:
        raise Refused("This link does not work any more. Ask your user administrator for another.")
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    _end(user, "accepted")
    security.record("invitation_accepted", by=user)
    return user


def come_in(user: User) -> None:
    """Somebody has come in another way, by the council's own sign-in: the link has nothing left to do."""
    if _end(user, "accepted"):
        security.record("invitation_accepted", by=user)


def link(key: UUID) -> str:
    return str(settings.SERVICE_URL + reverse("access:invited", args=[_signer.sign(str(key))]))


@outbox.handles(MADE)
def send(key: UUID | None) -> None:
    """Write to the invited person, unless the link has ended meanwhile. Repeating it sends the same link."""
    assert key is not None  # whoever invites names it
    found = Invitation.objects.select_related("user").filter(pk=key).first()
    if found and _opens(found, timezone.now()):
        send_mail(worded(SUBJECT), worded(TEXT, link=link(found.pk)), None, [found.user.email])


def _opens(invitation: Invitation, moment: datetime) -> bool:
    in_time = invitation.ended_at is None and invitation.expires_at > moment
    return in_time and invitation.user.is_active and not has_come_in(invitation.user)


def _end(user: User, outcome: str) -> int:
    return user.invitations.filter(ended_at=None).update(ended_at=timezone.now(), outcome=outcome)
