from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        from access import slots
        from consent.slots import QUESTIONS, not_told

        slots.referral_questions.fill(QUESTIONS)
        slots.banner_lines.fill(not_told)
        slots.case_tabs.fill(privacy_tab)


def privacy_tab(case: object) -> tuple[str, str]:
    return "Privacy", "consent:privacy"
