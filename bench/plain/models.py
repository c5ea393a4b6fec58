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


class Family(models.Model):
    """A family."""

    id = models.UUIDField(primary_key=True)

    class Meta:
        managed = False
        db_table = "cases_family"

    def __str__(self) -> str:
        return str(self.id)


class Person(models.Model):
    """Somebody in a family."""

    id = models.UUIDField(primary_key=True)
    full_name = models.CharField(max_length=120)
    born = models.DateField(null=True)
    expected = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "cases_person"

    def __str__(self) -> str:
        return self.full_name


class Member(models.Model):
    """A person's place in a family."""

    id = models.UUIDField(primary_key=True)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    part = models.CharField(max_length=20)
    until = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "cases_member"

    def __str__(self) -> str:
        return str(self.person)


class Case(models.Model):
    """A case."""

    STAGES = (("received", "Received"), ("open", "Open"))

    id = models.UUIDField(primary_key=True)
    family = models.ForeignKey(Family, on_delete=models.CASCADE)
    reference = models.CharField(max_length=12)
    stage = models.CharField(max_length=20, choices=STAGES)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    changed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "cases_case"

    def __str__(self) -> str:
        return self.reference


class Staff(models.Model):
    """A person at work."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)

    class Meta:
        managed = False
        db_table = "access_staff"

    def __str__(self) -> str:
        return self.user.name


class Allocation(models.Model):
    """Who leads a case."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="allocations")
    worker = models.ForeignKey(Staff, on_delete=models.CASCADE)
    until = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "cases_allocation"

    def __str__(self) -> str:
        return str(self.worker)


class Review(models.Model):
    """A look at the plan."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    due_on = models.DateField()
    held_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "cases_review"

    def __str__(self) -> str:
        return str(self.due_on)
