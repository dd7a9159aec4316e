"""
The command line: a thin skin over the public API.

Exit codes: 0; 1 where a file is invalid, a strict replay meets a refusal or a goal can't be reached; 2 where the call
itself is wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import StringIO

from cyclopts import CycloptsError

from missionsim.cli.program import COMMANDS, app
from missionsim.errors import MissionsimError, RefusedError, ScenarioError, visible_lines


def run(arguments: Sequence[str]) -> int:
    """
    Run the command line.

    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout is None:
        sys.stdout = StringIO()  # it was closed: nobody reads what is printed
    try:
        if not arguments or arguments[0] not in (*COMMANDS, *app.version_flags):
            app.resolved_commands()  # what tells of all commands reads their docstrings
        code = app(list(arguments), exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except (ScenarioError, RefusedError) as error:
        return _complain(error, 1)
    except MissionsimError as error:
        return _complain(error, 2)
    except CycloptsError as error:
        return _complain(MissionsimError(str(error).replace("\n", " ")), 2)
    except OSError as error:
        # Nothing more can be written, and Python must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Whoever closed a pipe has seen enough; a full disk is news.
        return 1 if isinstance(error, BrokenPipeError) else _complain(error, 1)
    return code if isinstance(code, int) else 0


def main(arguments: Sequence[str] | None = None) -> None:
    """
    Run the command line and leave with its exit code.

    Args:
        arguments: What follows the program's name; those of the process unless given.
    """
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def _complain(error: Exception, code: int) -> int:
    sys.stdout.flush()
    print(visible_lines(str(error)), file=sys.stderr)  # noqa: T201  a command line prints
    return code
