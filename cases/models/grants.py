"""Grants on cases, in guardian's direct-foreign-key tables: no orphan outlives a case."""

from django.db import models

from access.grants import GroupGrant, UserGrant
from cases.models.case import Case


class CaseUserGrant(UserGrant):
    """One person's grant on a case."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="user_grants")

    class Meta(UserGrant.Meta):
        pass


class CaseGroupGrant(GroupGrant):
    """A team's grant on a case."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="group_grants")

    class Meta(GroupGrant.Meta):
        pass
