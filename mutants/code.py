"""Changes of Python: mutmut's own, inside decorated functions too, and every step that can be left out.

mutmut itself passes over a function with a decorator, and all operations here have one (`transaction.atomic`); and it reads a copy of
the whole tree through trampolines. So its operators are taken, and the changed function's code is put into the function that is there.
"""

import gc
import types
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation import mutators
from mutmut.mutation.file_mutation import deep_replace

from mutants.changes import Mutant, numbered, shortened

ROOT = Path(__file__).resolve().parent.parent
# All of mutmut's but those of words, because what a person reads has tests of its own, and those that put None where a value is
# needed, because that falls over wherever it runs: a score looks better for it, and no check is any better held.
WITHOUT = (
    *(mutators.operator_string, mutators.operator_dict_arguments),
    *(mutators.operator_arg_removal, mutators.operator_assignment),
)
OPERATORS: list[tuple[Any, Any]] = [
    (kind, change) for kind, change in mutators.mutation_operators if change not in WITHOUT
]
LEFT_ALONE = (cst.Annotation, cst.Decorator, cst.Parameters)
CONDITIONS = {"filter", "exclude", "get", "Q"}
QUIET_CALLS = {
    "len",
    "isinstance",
    "cast",
    "debug",
    "info",
    "warning",
    "bind_contextvars",
}  # what is logged decides nothing
Node = cst.CSTNode


def code_word(node: cst.SimpleString) -> Iterable[Node]:
    """A code ("work_case") becomes another; sentences stay."""
    words = node.evaluated_value
    if isinstance(words, str) and words.isprintable() and words and not set(words) & set(" %"):
        yield node.with_changes(value=repr(f"XX{words}XX"))


def left_out(node: cst.SimpleStatementLine) -> Iterable[Node]:
    """A step that is called for what it does is not taken: `require(by, …)`."""
    if len(node.body) == 1 and isinstance(node.body[0], cst.Expr) and isinstance(node.body[0].value, cst.Call):
        yield node.with_changes(body=[cst.Pass()])


def not_named(node: cst.Call) -> Iterable[Node]:
    """One condition of a filter less."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value not in CONDITIONS:
        return
    for i, one in enumerate(node.args):
        if not one.star and (one.keyword or node.func.attr.value != "get"):
            rest = [*node.args[:i], *node.args[i + 1 :]]
            yield node.with_changes(
                args=[*rest[:-1], rest[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if rest else []
            )


def not_asked(node: cst.If) -> Iterable[Node]:
    """What is guarded is never done: `if not may(…): raise` lets everybody by."""
    yield node.with_changes(test=cst.Name("False"))


OURS: list[tuple[Any, Any]] = [
    (cst.SimpleString, code_word),
    (cst.Call, not_named),
    (cst.SimpleStatementLine, left_out),
    (cst.If, not_asked),
]


class _Found(cst.CSTVisitor):
    """Every node in a function or method that an operator changes, with what it becomes."""

    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.functions: list[cst.FunctionDef] = []
        self.found: list[tuple[str, Node, Node, set[int], set[int]]] = []

    def on_visit(self, node: Node) -> bool:
        if isinstance(node, LEFT_ALONE) or _is_quiet(node) or _is_docstring(node):
            return False
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            if not self.functions:
                self.names.append(node.name.value)
            if isinstance(node, cst.FunctionDef):
                self.functions.append(node)
        elif self.functions:
            self._change(node)
        return True

    def on_leave(self, original_node: Node) -> None:
        if isinstance(original_node, cst.FunctionDef):
            self.functions.pop()
        if isinstance(original_node, cst.ClassDef | cst.FunctionDef) and not self.functions:
            self.names.pop()

    def _change(self, node: Node) -> None:
        for kind, change in [*OPERATORS, *OURS]:
            if isinstance(node, kind):
                for changed in change(node):
                    at = self._lines(node.test if isinstance(node, cst.If) else node)
                    self.found.append((".".join(self.names), node, changed, at, self._lines(self.functions[0].body)))

    def _lines(self, node: Node) -> set[int]:
        position = self.get_metadata(PositionProvider, node, None)
        return set(range(position.start.line, position.end.line + 1)) if position else set()


def _is_quiet(node: Node) -> bool:
    if not isinstance(node, cst.Call):
        return False
    called = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return isinstance(called, cst.Name) and called.value in QUIET_CALLS


def _is_docstring(node: Node) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)


def path_of(module: str) -> Path:
    return ROOT / (module.replace(".", "/") + ".py")


def mutants_of(module: str, only: tuple[str, ...] = ()) -> list[Mutant]:
    """Every change of a module's functions; of those that are named, where some are."""
    path = path_of(module)
    wrapper = MetadataWrapper(cst.parse_module(path.read_text()))
    visitor = _Found()
    wrapper.visit(visitor)
    made, known = [], set()
    for function, node, changed, lines, around in visitor.found:
        if only and not function.startswith(only):
            continue
        text = partial(wrapper.module.code_for_node)
        said = shortened(text(node), text(changed))
        if (same := (id(node), text(changed))) in known:
            continue  # two operators that do the same
        known.add(same)
        made.append(
            Mutant(
                place=f"{module}.{function}",
                said=said,
                swap=partial(_swap, path, function, wrapper.module, node, changed),
                lines={str(path): lines},
                around={str(path): around},
            )
        )
    return numbered(made)


def _swap(path: Path, function: str, module: cst.Module, node: Node, changed: Node) -> None:
    """Put the changed function's code into every function that was made from the unchanged one: decorated or not, imported or not."""
    source = deep_replace(module, node, changed)
    assert isinstance(source, cst.Module)
    new = _codes(compile(source.code, str(path), "exec"))[function]
    there = functions_there().get((str(path), function))
    if not there:
        raise LookupError(f"{function} of {path} is nowhere in this process")
    for one in there:
        one.__code__ = new


@cache
def functions_there() -> dict[tuple[str, str], list[types.FunctionType]]:
    """Every function of this process by file and qualified name. Looked for once, before the processes fork that change one each."""
    found: dict[tuple[str, str], list[types.FunctionType]] = {}
    for one in gc.get_objects():
        if type(one) is types.FunctionType:
            found.setdefault((one.__code__.co_filename, one.__code__.co_qualname), []).append(one)
    return found


def _codes(code: types.CodeType) -> dict[str, types.CodeType]:
    """Qualified name to code of everything that a module defines. Of two with one name (a property and its setter) the first."""
    found: dict[str, types.CodeType] = {}
    for one in _inside(code):
        found.setdefault(one.co_qualname, one)
    return found


def _inside(code: types.CodeType) -> Iterator[types.CodeType]:
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield one
            yield from _inside(one)
