"""
The front door, and what is said about all that is public.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from inspect import getdoc, getmembers, isclass, isfunction, isroutine
from pathlib import Path

import pytest

import missionsim

SOURCE = Path(missionsim.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(SOURCE).with_suffix("").parts) for path in SOURCE.rglob("*.py") if path.stem != "__init__"
)


def _front_door() -> ast.Module:
    return ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))


def _fresh(code: str) -> str:
    """
    What a fresh interpreter prints.
    """
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip()


def test_all_is_sorted_and_equals_the_namespace() -> None:
    """
    What is imported for type checkers, what can be got, and ``__all__`` are the same names.
    """
    tree = _front_door()
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
    A name of the front door is the very thing that its module defines, or one of the modules of its package, which
    hands it on.
    """
    homes = {
        alias.name: node.module
        for node in ast.walk(_front_door())
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    home = import_module(str(homes[name]))

    assert getattr(missionsim, name) is getattr(home, name)
    declared_in = getattr(missionsim, name).__module__
    assert declared_in == home.__name__ or (hasattr(home, "__path__") and declared_in.startswith(f"{home.__name__}."))


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

    assert "missionsim.replay.simulation" in loaded
    assert not loaded & {"missionsim.cli", "missionsim.testing", "cyclopts", "rich", "hypothesis", "cattrs", "tomllib"}


def test_a_replay_needs_no_machine() -> None:
    """
    Loading and replaying a scenario does not import ``transitions``.
    """
    code = "import missionsim, sys; missionsim.load('iraq').replay(); print('transitions' in sys.modules)"

    assert _fresh(code) == "False"


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
