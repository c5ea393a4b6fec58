from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "earlyhelp.desk"

    def ready(self) -> None:
        from access import slots
        from earlyhelp.desk.promises import jobs_of

        slots.today_jobs.fill(jobs_of)
