from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        from access import slots
        from consent.forms.told import QUESTIONS
        from consent.operations import consents, evidence
        from consent.slots import (
            concerns_of,
            concerns_open,
            days_worked,
            due_of,
            not_told_or_agreed,
            telling_of,
        )

        slots.referral_questions.fill(QUESTIONS)
        slots.explicit_consent.fill(consents.explicit_in_force)
        slots.banner_lines.fill(not_told_or_agreed)
        slots.due_work.fill(due_of)
        slots.case_tabs.fill(privacy_tab)
        slots.family_told.fill(telling_of)
        slots.activity.fill(telling_of)
        slots.activity.fill(concerns_of)
        slots.days_worked.fill(days_worked)
        slots.today_jobs.fill(concerns_open)
        slots.evidence.fill(("consent", evidence.consent))
        slots.evidence.fill(("told", evidence.told))


def privacy_tab(case: object) -> tuple[str, str]:
    return "Privacy", "consent:privacy"
