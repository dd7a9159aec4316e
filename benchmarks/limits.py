"""
What is measured in a process of its own: on a clean heap, and ended where it takes too long.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any, TypeVar

START_UP = 3.0

T = TypeVar("T")


class TooLongError(Exception):
    """
    It took longer than it may.
    """


class FailedError(Exception):
    """
    It ended with an error.
    """


def within(seconds: float, measure: Callable[..., T], *given: object) -> T:
    """
    What a function of a module gives in a new process.

    Raises:
        TooLongError: If that takes longer, besides a few seconds to start; the process is ended then.

        FailedError: If it fails.
    """
    context = get_context("spawn")
    mine, other = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(other, measure, given))
    process.start()
    other.close()
    try:
        if not mine.poll(seconds + START_UP):
            raise TooLongError
        failure, found = mine.recv()
    except EOFError:
        raise FailedError("it ended without an answer") from None
    finally:
        process.kill()
        process.join()
    if failure:
        raise FailedError(failure)
    result: T = found
    return result


def _answer(to: Connection, measure: Callable[..., Any], given: tuple[object, ...]) -> None:
    try:
        answer = ("", measure(*given))
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        answer = (f"{type(error).__name__}: {error}", None)
    to.send(answer)


def repeated(measure: Callable[[], T], rounds: int, enough: float = 10.0) -> list[T]:
    """
    What a few rounds give; fewer once that took *enough* seconds.
    """
    since, found = perf_counter(), [measure()]
    while len(found) < rounds and perf_counter() - since < enough:
        found.append(measure())
    return found
