from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        from access import slots
        from consent.operations import evidence
        from consent.slots import QUESTIONS, activity_of, due_of, not_agreed, not_told

        slots.referral_questions.fill(QUESTIONS)
        slots.banner_lines.fill(not_told)
        slots.banner_lines.fill(not_agreed)
        slots.due_work.fill(due_of)
        slots.case_tabs.fill(privacy_tab)
        slots.activity.fill(activity_of)
        slots.evidence.fill(("consent", evidence.consent))
        slots.evidence.fill(("told", evidence.told))


def privacy_tab(case: object) -> tuple[str, str]:
    return "Privacy", "consent:privacy"
