from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from access import slots
        from cases import jobs  # noqa: F401 - importing registers the jobs
        from cases.operations import effects, evidence, restrictions  # noqa: F401 - restrictions registers its handler
        from cases.slots import due_of, jobs_of, sees, shortcuts_of

        slots.today_jobs.fill(jobs_of)
        slots.due_work.fill(due_of)
        slots.sees_case.fill(sees)
        slots.shortcuts.fill(shortcuts_of)
        slots.setting_effects.fill(effects.effect)
        slots.evidence.fill(("bases", evidence.bases))
        slots.evidence.fill(("categories", evidence.categories))
