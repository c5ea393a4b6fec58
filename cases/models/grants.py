"""Grants on cases, in guardian's direct-foreign-key tables: no orphan outlives a case."""

from django.db import models

from access.grants import GroupGrant, UserGrant
from cases.models.case import Case


class CameFrom(models.TextChoices):
    """What a single person's grant came from."""

    INVOLVEMENT = "involvement", "Involvement"
    COVER = "cover", "Standing in for somebody"
    RESTRICTION = "restriction", "On the list of a restriction"
    REQUEST = "request", "An answer to a request"
    BREAK_GLASS = "break_glass", "Break-glass"


class CaseUserGrant(UserGrant):
    """One person's grant on a case: to work on it, or to read it."""

    came_from = models.CharField(max_length=12, choices=CameFrom, default=CameFrom.INVOLVEMENT)
    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="user_grants")

    class Meta(UserGrant.Meta):
        pass


class CaseGroupGrant(GroupGrant):
    """A team's grant on a case."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="group_grants")

    class Meta(GroupGrant.Meta):
        # Every page asks for these (earlyhelp_granted): whoever belongs to fifty teams waited while 100,000 first grants were read.
        indexes = [models.Index(fields=["group"], name="second_teams", condition=models.Q(is_primary=False))]
