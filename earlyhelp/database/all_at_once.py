"""Many tables made in one step of a migration."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AllAtOnce(Operation):
    """Tables that are rendered as models once, when all of them are known (docs/decisions/0022).

    Django renders whatever points at a model anew for each operation. Two hundred tables point at one another here, so that a first
    installation took a minute. Only new tables may stand in it, each after those that it points at.
    """

    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        if others := [one.describe() for one in operations if not isinstance(one, CreateModel)]:
            raise TypeError(f"AllAtOnce makes tables; a migration does this beside it: {others}")
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # a cached property: rendered when it is asked for again, with all of them
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """In words, for `migrate --plan`."""
        return f"Make {len(self.operations)} tables at once"
