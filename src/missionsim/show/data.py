"""
Answers as plain data and rows, each with the sentence that tells it.
"""

from __future__ import annotations

from typing import Any

import missionsim.replay.plain_form
import missionsim.whatif.plain_form  # noqa: F401  so that all that is dumped is known
from missionsim.answers.differences import Difference, EntityDifference, EventDifference
from missionsim.answers.divergence import Divergence
from missionsim.answers.slack import Limit, Slack
from missionsim.plain import dump
from missionsim.show.answers_words import limit_words
from missionsim.show.words import link_words, summary


def divergence_data(divergence: Divergence) -> dict[str, Any]:
    """
    A divergence as plain data; the shape is documented with the command line.
    """
    return {
        "edits": [dump(edit) for edit in divergence.edits],
        "first_difference": _iso(divergence.first_difference),
        "entities": {each.id: _entity(each, divergence) for each in divergence.entities},
        "events": [_event(each, divergence) for each in divergence.events],
        "deadlines": [
            {
                "deadline": each.id,
                "before": _plain(each.before),
                "after": _plain(each.after),
                "margin_before": each.margins[0],
                "margin_after": each.margins[1],
                "lost": each.is_lost,
                "won": each.is_won,
                "causes": causes(each, divergence),
            }
            for each in divergence.deadlines
        ],
        "summary": summary(divergence),
    }


def causes(difference: Difference, divergence: Divergence) -> list[dict[str, str]]:
    """
    How the edits led to a difference, link by link.
    """
    return [
        {"kind": link.kind, "id": link.id, "text": link_words(link, divergence)}
        for link in divergence.links(difference)
    ]


def _entity(each: EntityDifference, divergence: Divergence) -> dict[str, Any]:
    return {
        "before": [_plain(spell) for spell in each.before],
        "after": [_plain(spell) for spell in each.after],
        "shifts": [
            {"state": (pair.after or pair.before or each.after[0]).state, "days": pair.days} for pair in each.pairs
        ],
        "causes": causes(each, divergence),
    }


def _event(each: EventDifference, divergence: Divergence) -> dict[str, Any]:
    before, after = each.before, each.after
    return {
        "event": each.id,
        "firing": each.firing,
        "before": _iso(None if before is None else before.date),
        "after": _iso(None if after is None else after.date),
        "days": each.days,
        "disposition": each.disposition,
        "disposition_before": getattr(before, "disposition", None),
        "outcome": each.outcome,
        "reason": _plain(getattr(after, "reason", None)),
        "causes": causes(each, divergence),
    }


def _plain(value: object) -> Any:  # noqa: ANN401  plain data
    return None if value is None else dump(value, whole=True)


def _iso(day: Any) -> str | None:  # noqa: ANN401  a day or none
    return None if day is None else str(day)


def divergence_rows(divergence: Divergence) -> list[dict[str, Any]]:
    """
    One flat row per difference, for any data-frame library: ``kind``, ``id``, ``before``, ``after``, ``days``,
    ``outcome`` and ``causes``.
    """
    return [
        {**_row(each), "causes": [link["text"] for link in causes(each, divergence)]} for each in divergence.differences
    ]


def _row(difference: Difference) -> dict[str, Any]:
    if isinstance(difference, EventDifference):
        before, after = difference.before, difference.after
        return {
            "kind": "event",
            "id": difference.id,
            "before": None if before is None else before.date,
            "after": None if after is None else after.date,
            "days": difference.days,
            "outcome": difference.outcome,
        }
    if isinstance(difference, EntityDifference):
        first, last = difference.ends
        outcome = "same end" if first == last else "another end"
        return {"kind": "entity", "id": difference.id, "before": first, "after": last, "days": None, "outcome": outcome}
    mine, other = difference.margins
    return {
        "kind": "deadline",
        "id": difference.id,
        "before": None if difference.before is None else difference.before.verdict,
        "after": None if difference.after is None else difference.after.verdict,
        "days": None if mine is None or other is None else mine - other,
        "outcome": "lost" if difference.is_lost else "won" if difference.is_won else "changed",
    }


def slack_data(slack: Slack) -> dict[str, Any]:
    """
    The slack of an event as plain data.
    """
    return {
        "event": slack.event,
        "day": slack.day.isoformat(),
        "later": [_limit(each) for each in slack.later],
        "earlier": [_limit(each) for each in slack.earlier],
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {"kind": limit.kind, "id": limit.id, "days": limit.days, "why": limit_words(limit)}
