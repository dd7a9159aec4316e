"""
The front door and the structure behind it.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from importlib import import_module
from inspect import getdoc, getmembers, isclass, isfunction, isroutine
from pathlib import Path

import pytest

import missionsim

SOURCE = Path(missionsim.__file__).parent
MODULES = sorted(path.stem for path in SOURCE.glob("*.py") if path.stem != "__init__")


def _tree(module: str) -> ast.Module:
    return ast.parse((SOURCE / f"{module}.py").read_text(encoding="utf-8"))


def _imported(module: str, *, running: bool) -> set[str]:
    """
    Names of all modules that a module imports, wherever in it; those for type checkers only if not *running*.
    """
    tree = _tree(module)
    for node in ast.walk(tree):
        if running and isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "missionsim":
            found |= {f"missionsim.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def _fresh(code: str) -> str:
    """
    What a fresh interpreter prints.
    """
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip()


def test_all_is_sorted_and_equals_the_namespace() -> None:
    """
    What is imported for type checkers, what can be got, and ``__all__`` are the same names.
    """
    tree = _tree("__init__")
    declared = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("missionsim.")
        for alias in node.names
    ]

    assert missionsim.__all__ == sorted(missionsim.__all__)
    assert sorted(declared) == missionsim.__all__
    assert [name for name in dir(missionsim) if not name.startswith("_")] == missionsim.__all__


@pytest.mark.parametrize("name", missionsim.__all__)
def test_every_name_comes_from_where_it_is_declared(name: str) -> None:
    """
    A name of the front door is the very thing that its module defines.
    """
    homes = {
        alias.name: node.module
        for node in ast.walk(_tree("__init__"))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    home = import_module(str(homes[name]))

    assert getattr(missionsim, name) is getattr(home, name)
    assert getattr(missionsim, name).__module__ == home.__name__


def test_an_unknown_name_is_an_attribute_error() -> None:
    """
    A name that is not there is refused as by any module.
    """
    with pytest.raises(AttributeError, match=r"module 'missionsim' has no attribute 'lode'"):
        _ = missionsim.lode


def test_importing_is_light() -> None:
    """
    A fresh import loads no command line, no rich, no hypothesis, and no parser.
    """
    code = "import missionsim, sys; missionsim.Simulation; missionsim.load; print(*sys.modules)"
    loaded = set(_fresh(code).split())

    assert "missionsim.machines" in loaded
    assert not loaded & {"missionsim.cli", "missionsim.testing", "cyclopts", "rich", "hypothesis", "cattrs", "tomllib"}


def test_a_replay_needs_no_machine() -> None:
    """
    Loading and replaying a scenario does not import ``transitions``.
    """
    code = "import missionsim, sys; missionsim.load('iraq').replay(); print('transitions' in sys.modules)"

    assert _fresh(code) == "False"


def test_imports_point_one_way() -> None:
    """
    The modules import each other without a circle.
    """
    order = {
        module: {name.partition(".")[2] for name in _imported(module, running=True) if name.startswith("missionsim.")}
        for module in MODULES
    }

    assert set(TopologicalSorter(order).static_order()) == set(MODULES)
    assert order["errors"] == set()
    assert not any(top in imported for imported in order.values() for top in ("cli", "testing"))


@pytest.mark.parametrize(
    ("library", "home"),
    [("transitions", "machines"), ("hypothesis", "testing"), ("cattrs", "codec"), ("cyclopts", "cli"), ("rich", "cli")],
)
def test_one_module_each_imports_a_wrapped_library(library: str, home: str) -> None:
    """
    A library that is wrapped is known to one module only.
    """
    users = {
        module for module in MODULES if any(name.split(".")[0] == library for name in _imported(module, running=False))
    }

    assert users == {home}


def _public(module: str) -> list[tuple[str, object]]:
    """
    Everything public in a module: itself, its functions and classes, and their methods and properties.
    """
    loaded = import_module(f"missionsim.{module}")
    found: list[tuple[str, object]] = [(module, loaded)]
    for name, value in getmembers(loaded, lambda value: isclass(value) or isfunction(value)):
        if not name.startswith("_") and value.__module__ == loaded.__name__:
            found.append((f"{module}.{name}", value))
            found += [
                (f"{module}.{name}.{member}", getattr(value, member))
                for member, attribute in vars(value).items()
                if not member.startswith("_") and (isroutine(attribute) or isinstance(attribute, property))
            ]
    return found


@pytest.mark.parametrize("module", MODULES)
def test_every_public_thing_has_a_docstring(module: str) -> None:
    """
    Modules, classes, functions, methods and properties all say what they are.
    """
    undocumented = [name for name, value in _public(module) if not (getdoc(value) or "").strip()]

    assert undocumented == []


@pytest.mark.parametrize("module", MODULES)
def test_every_argument_of_a_value_is_described(module: str) -> None:
    """
    The docstring of every attrs class describes each of its public fields.
    """
    for name, value in _public(module):
        own = [field.name for field in getattr(value, "__attrs_attrs__", ()) if not field.inherited]
        for field in own:
            if not field.startswith("_"):
                assert f"    {field}: " in (value.__doc__ or ""), f"{name}.{field}"
