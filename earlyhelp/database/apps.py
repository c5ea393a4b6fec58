from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DatabaseConfig(AppConfig):
    """Roles, walls, history and the clock: what the database itself holds, brought in line after every migrate."""

    name = "earlyhelp.database"
    label = "database"

    def ready(self) -> None:
        from earlyhelp.database import checks, install, other_versions  # noqa: F401 - registers the deploy check

        pre_migrate.connect(lambda using, **_: other_versions.refuse_another_version(using), sender=self, weak=False)
        post_migrate.connect(lambda using, **_: install.install(using), sender=self, weak=False)
