"""The product's tables as a plain project would have them: no row security, no history, no grants."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import models


class User(AbstractBaseUser):
    """An account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"

    class Meta:
        managed = False
        db_table = "access_user"


class Team(models.Model):
    """A team."""

    id = models.IntegerField(primary_key=True, db_column="group_id")
    name = models.CharField(max_length=120)

    class Meta:
        managed = False
        db_table = "access_team"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Who belongs to which team."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, db_column="group_id")

    class Meta:
        managed = False
        db_table = "access_membership"

    def __str__(self) -> str:
        return str(self.team)


class Case(models.Model):
    """A case."""

    STAGES = (("received", "Received"), ("open", "Open"))

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=12)
    stage = models.CharField(max_length=20, choices=STAGES)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    changed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "cases_case"

    def __str__(self) -> str:
        return self.reference
