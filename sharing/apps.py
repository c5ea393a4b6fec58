from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "sharing"

    def ready(self) -> None:
        from access import slots
        from sharing.operations import begun, evidence
        from sharing.slots import (
            activity_of,
            days_worked,
            extracts_waiting,
            jobs_of,
            shared_about,
            sharing_tab,
            social_care_told,
        )

        slots.case_tabs.fill(sharing_tab)
        slots.today_jobs.fill(jobs_of)
        slots.today_jobs.fill(extracts_waiting)
        slots.due_work.fill(begun.due_of)
        slots.activity.fill(activity_of)
        slots.social_care_told.fill(social_care_told)
        slots.days_worked.fill(days_worked)
        slots.found_links.fill(shared_about)
        for kind in ("recipients", "purposes", "bases", "told"):
            slots.evidence.fill((kind, getattr(evidence, kind)))
