"""`manage.py make_administrator EMAIL NAME`: the first user administrator, who then adds everybody else.

Runs as the owner of the tables: with nobody there yet, row security lets nobody in. The account has no password; the person is
written to, and sets one by the letter's link.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from access import notice
from access.jobs import robot
from access.models import Organisation, Staff, User
from access.operations import invitations
from access.roles import USER_ADMINISTRATOR

BECAUSE = "first user administrator"


class Command(BaseCommand):
    help = "Make the first user administrator of a new service."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if there := User.objects.filter(email=options["email"]).first():
            self._again(there)
            return
        if Staff.objects.filter(roles__contains=[USER_ADMINISTRATOR.code], is_active=True).exists():
            raise CommandError("There is a user administrator already: they can add another.")
        by = robot()
        council = self._council(by)
        user = User.objects.create_user(options["email"], None, name=options["name"])
        Staff(user=user, organisation=council, job_title="User administrator", roles=[USER_ADMINISTRATOR.code]).write(
            by=by, because=BECAUSE
        )
        invitations.send_for(user)
        self.stdout.write(
            f"{user.email} is written to, and can set a password by the letter’s link ({settings.COUNCIL})."
        )

    def _again(self, user: User) -> None:
        """The letter was lost, or its week is over: another one, as long as the person has not come in."""
        if invitations.has_come_in(user):
            self.stdout.write(f"{user.email} is there already.")
            return
        invitations.send_for(user)
        self.stdout.write(f"{user.email} is written to again.")

    def _council(self, by: User) -> Organisation:
        name = notice.base().council.name
        if there := Organisation.objects.filter(name=name).first():
            return there
        return Organisation(name=name, kind="council").write(by=by, because=BECAUSE)
