"""
The house: imports go one way, in no circle, and each wrapped library has one door.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import missionsim

SOURCE = Path(missionsim.__file__).parent
# Each may import those that stand before it, and itself.
FLOORS = (
    ("errors",),
    ("record",),
    ("plain",),
    ("replay",),
    ("whatif",),
    ("answers", "check"),
    ("scenario",),
    ("files",),
    ("show", "testing"),
    ("cli",),
)
LEVEL = {part: level for level, parts in enumerate(FLOORS) for part in parts}
MODULES = {
    ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
}


def imported(module: str) -> Iterator[str]:
    """
    Names of all that a module imports, wherever in it, also for type checkers only.
    """
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def home(name: str) -> str | None:
    """
    The module of this package that an imported name comes from.
    """
    while name not in MODULES and "." in name:
        name = name.rpartition(".")[0]
    return name if name in MODULES else None


def part(module: str) -> str:
    """
    The folder, or the module at the top, that a module belongs to; empty for the front door.
    """
    return module.split(".")[1] if "." in module else ""


GRAPH = {
    module: {there for name in imported(module) if (there := home(name)) not in (None, module, "missionsim")}
    for module in MODULES
}


@pytest.mark.parametrize("module", [module for module in MODULES if module != "missionsim"])
def test_imports_go_down(module: str) -> None:
    """
    A module imports from its own folder and from those below it only.
    """
    here = part(module)

    assert here in LEVEL
    assert [there for there in GRAPH[module] if part(there) != here and LEVEL[part(there)] >= LEVEL[here]] == []


def test_no_module_imports_itself_by_a_detour() -> None:
    """
    The modules import each other without a circle; a folder's face that hands on names is no detour for what is in it.
    """
    graph = {
        module: {there for there in targets if not module.startswith(f"{there}.")}
        for module, targets in GRAPH.items()
        if module != "missionsim"
    }

    assert set(TopologicalSorter(graph).static_order()) == set(graph)


@pytest.mark.parametrize(
    ("library", "doors"),
    [
        ("transitions", ("replay.machines",)),
        ("hypothesis", ("testing",)),
        ("cattrs", ("plain",)),
        ("cyclopts", ("cli",)),
        ("rich", ("cli", "show")),
    ],
)
def test_a_wrapped_library_has_one_door(library: str, doors: tuple[str, ...]) -> None:
    """
    A library that is wrapped is known to one module or folder only.
    """
    users = {module for module in MODULES if any(name.split(".")[0] == library for name in imported(module))}

    assert users
    assert [user for user in users if not user.removeprefix("missionsim.").startswith(doors)] == []
