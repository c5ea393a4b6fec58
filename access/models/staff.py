"""Who works here: accounts (sign-in facts), and beside them the records of staff, teams and organisations."""

from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models

from access.at_work import at_work
from access.records import Record, RecordQuerySet
from access.roles import ROLES, Role, who_may


class UserManager(BaseUserManager["User"]):
    """Makes accounts. There is no create_superuser: a superuser would open no family's record, so we issue none."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def robot(self, login: str) -> "User":
        """The account that a database login writes as, such as `earlyhelp_worker`."""
        return self.get(robot=login)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: what sign-in needs. Django and allauth write it; what the person may do stands in Staff."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    robot = models.CharField(max_length=40, blank=True, default="", help_text="the database login that writes as this")
    is_active = models.BooleanField(default=True)
    groups = models.ManyToManyField(  # type: ignore[assignment]  # the same relation, through a record with a history
        Group, through="access.Membership", related_name="user_set", related_query_name="user", blank=True
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Organisation(Record):
    """The council, or a partner: its kind is a recipient kind of the policy, or 'council'."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60, help_text="a recipient kind of the policy, or council")
    country = models.CharField(max_length=2, default="GB", help_text="where it works with what it is told (ISO 3166)")
    is_active = models.BooleanField(default=True)
    terms = models.DateField(
        null=True, blank=True, help_text="day of the text accepted for a partner (access/terms.py)"
    )
    terms_accepted_by = models.CharField(max_length=120, blank=True, help_text="who accepted it, for the partner")
    terms_accepted_as = models.CharField(max_length=80, blank=True, help_text="that person's job there")
    terms_accepted_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_council(self) -> bool:
        return self.kind == "council"


class Team(Record):
    """A team that can hold cases. Its key is that of the group whose grants guardian's tables keep."""

    id = None  # type: ignore[assignment]  # the group is the key
    group = models.OneToOneField(Group, primary_key=True, on_delete=models.PROTECT, related_name="team")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80, unique=True)
    services = ArrayField(models.CharField(max_length=60), default=list, blank=True, help_text="services of the policy")
    is_hub = models.BooleanField(default=False, help_text="holds referrals from sending to allocation")

    def __str__(self) -> str:
        return self.name


class StaffQuerySet(RecordQuerySet):
    def who_may(self, action: str) -> Self:
        """Those who have a role with this action, at work or not."""
        return self.filter(roles__overlap=who_may(action))

    def at_work(self) -> Self:
        """Those who may work now (access/at_work.py)."""
        return self.filter(at_work())


class Staff(Record):
    """A person at work: name, organisation, roles, and whether active. Every change has its version."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="staff")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff")
    job_title = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, help_text="how many families; empty: not agreed")
    news_by_email = models.BooleanField(
        default=True, help_text="an e-mail with a link, and nothing else, for each news"
    )
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = StaffQuerySet.as_manager()

    def __str__(self) -> str:
        return self.user.name

    @property
    def known_roles(self) -> list[Role]:
        """The roles held, in the order of the table in access/roles.py."""
        return [role for role in ROLES.values() if role.code in self.roles]

    @cached_property
    def teams(self) -> list[int]:
        """The teams that this person belongs to, asked once for as long as a page has this row."""
        return list(self.user.memberships.values_list("group_id", flat=True))


class Membership(Record):
    """A person's place in a team."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="one_place_in_a_team")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"
