from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "retention"

    def ready(self) -> None:
        from access import slots
        from retention import jobs  # noqa: F401 - importing registers the jobs and the outbox's handlers
        from retention.operations import effects, evidence
        from retention.slots import closing_preview, disposal_line, jobs_of, keeping_tab

        slots.banner_lines.fill(disposal_line)
        slots.case_tabs.fill(keeping_tab)
        slots.closing_preview.fill(closing_preview)
        slots.today_jobs.fill(jobs_of)
        slots.setting_effects.fill(effects.effect)
        slots.evidence.fill(("period", evidence.period))
