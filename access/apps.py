from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "access"

    def ready(self) -> None:
        from earlyhelp.govuk.sentences import speak_plainly

        speak_plainly()  # first: a form takes its sentences when its module is read

        from access import checks, mail, nightly, security, session_events, slots  # noqa: F401 - importing registers checks, handlers, jobs and receivers
        from access.operations import council_settings, evidence, invitations, letters  # noqa: F401 - handlers

        slots.today_jobs.fill(council_settings.jobs_of)
        slots.evidence.fill(("places", evidence.places))
        post_migrate.connect(store_the_notice, sender=self)


def store_the_notice(sender: AppConfig, **kwargs: Any) -> None:
    """After every migrate: the notice in force as rows, so that foreign keys hold disclosures to it."""
    from access import notice

    if kwargs.get("plan") is None or not any(backwards for _, backwards in kwargs["plan"]):
        notice.store(notice.base())
