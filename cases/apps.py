from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from access import slots
        from cases import jobs, today  # noqa: F401 - importing registers the jobs

        slots.today_jobs.fill(today.jobs_of)
