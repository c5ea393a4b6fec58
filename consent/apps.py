from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        from access import slots
        from consent.slots import QUESTIONS, activity_of, not_told

        slots.referral_questions.fill(QUESTIONS)
        slots.banner_lines.fill(not_told)
        slots.case_tabs.fill(privacy_tab)
        slots.activity.fill(activity_of)


def privacy_tab(case: object) -> tuple[str, str]:
    return "Privacy", "consent:privacy"
