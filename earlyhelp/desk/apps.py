from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "earlyhelp.desk"

    def ready(self) -> None:
        from access import slots
        from earlyhelp.desk.families.paper import who_answers
        from earlyhelp.desk.promises import jobs_of

        slots.on_paper.fill(who_answers)
        slots.today_jobs.fill(jobs_of)
