"""
Tests of imprecise dates and day arithmetic.
"""

from __future__ import annotations

import contextlib
import io
import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import assume, given

from missionsim import DateError, ImpreciseDate, Offset, Shifted, add_days, add_months
from missionsim.record.dates import ACCEPTED, first_day, last_day
from missionsim.testing import imprecise_dates

FORMS = [
    # text, kind, precision, earliest, latest
    ("2026-01-17", "instant", "day", "2026-01-17", "2026-01-17"),
    ("2024-02-29", "instant", "day", "2024-02-29", "2024-02-29"),
    ("2025-09", "instant", "month", "2025-09-01", "2025-09-30"),
    ("2024-02", "instant", "month", "2024-02-01", "2024-02-29"),
    ("1900-02", "instant", "month", "1900-02-01", "1900-02-28"),
    ("2025-09-XX", "instant", "month", "2025-09-01", "2025-09-30"),
    ("2025-09-0X", "instant", "month", "2025-09-01", "2025-09-09"),
    ("2025-09-1X", "instant", "month", "2025-09-10", "2025-09-19"),
    ("2025-09-3X", "instant", "month", "2025-09-30", "2025-09-30"),
    ("2024-02-2X", "instant", "month", "2024-02-20", "2024-02-29"),
    ("2014", "instant", "year", "2014-01-01", "2014-12-31"),
    ("0001", "instant", "year", "0001-01-01", "0001-12-31"),
    ("9999", "instant", "year", "9999-01-01", "9999-12-31"),
    ("2025-XX", "instant", "year", "2025-01-01", "2025-12-31"),
    ("2025-XX-XX", "instant", "year", "2025-01-01", "2025-12-31"),
    ("2025-0X", "instant", "year", "2025-01-01", "2025-09-30"),
    ("2025-0X-XX", "instant", "year", "2025-01-01", "2025-09-30"),
    ("2025-1X", "instant", "year", "2025-10-01", "2025-12-31"),
    ("201X", "instant", "decade", "2010-01-01", "2019-12-31"),
    ("201X-XX-XX", "instant", "decade", "2010-01-01", "2019-12-31"),
    ("20XX", "instant", "century", "2000-01-01", "2099-12-31"),
    ("2025-21", "instant", "season", "2025-03-01", "2025-05-31"),
    ("2025-22", "instant", "season", "2025-06-01", "2025-08-31"),
    ("2025-23", "instant", "season", "2025-09-01", "2025-11-30"),
    ("2023-24", "instant", "season", "2023-12-01", "2024-02-29"),
    ("2025-25", "instant", "season", "2025-03-01", "2025-05-31"),
    ("2025-26", "instant", "season", "2025-06-01", "2025-08-31"),
    ("2025-27", "instant", "season", "2025-09-01", "2025-11-30"),
    ("2025-28", "instant", "season", "2025-12-01", "2026-02-28"),
    ("2025-29", "instant", "season", "2025-09-01", "2025-11-30"),
    ("2025-30", "instant", "season", "2025-12-01", "2026-02-28"),
    ("2025-31", "instant", "season", "2025-03-01", "2025-05-31"),
    ("2025-32", "instant", "season", "2025-06-01", "2025-08-31"),
    ("2025-33", "instant", "quarter", "2025-01-01", "2025-03-31"),
    ("2025-34", "instant", "quarter", "2025-04-01", "2025-06-30"),
    ("2025-35", "instant", "quarter", "2025-07-01", "2025-09-30"),
    ("9999-36", "instant", "quarter", "9999-10-01", "9999-12-31"),
    ("2025-37", "instant", "third", "2025-01-01", "2025-04-30"),
    ("2025-38", "instant", "third", "2025-05-01", "2025-08-31"),
    ("9999-39", "instant", "third", "9999-09-01", "9999-12-31"),
    ("2025-40", "instant", "half", "2025-01-01", "2025-06-30"),
    ("9999-41", "instant", "half", "9999-07-01", "9999-12-31"),
    ("2025-09/2025-10", "span", "month", "2025-09-01", "2025-10-31"),
    ("2025-09-01/2025-09-30", "span", "day", "2025-09-01", "2025-09-30"),
    ("2025-09-15/2025", "span", "year", "2025-09-15", "2025-12-31"),
    ("2025-09/..", "span", "open", "2025-09-01", None),
    ("../2025-09", "span", "open", None, "2025-09-30"),
    ("2025-09/", "span", "open", "2025-09-01", None),
    ("/2025-09", "span", "open", None, "2025-09-30"),
    ("[..2025-09]", "bound", "open", None, "2025-09-30"),
    ("[2025-09..]", "bound", "open", "2025-09-01", None),
    ("[2025-09..2026-01-17]", "bound", "month", "2025-09-01", "2026-01-17"),
    ("[201X..20XX]", "bound", "century", "2010-01-01", "2099-12-31"),
]

QUALIFIED = [
    # text, approximate, uncertain
    ("2014", False, False),
    ("2014~", True, False),
    ("2014?", False, True),
    ("2014%", True, True),
    ("2025-0X~", True, False),
    ("2025-21?", False, True),
    ("2026-01-17%", True, True),
    ("2025-09~/2025-10", True, False),
    ("2025-09/2025-10?", False, True),
    ("2025-09~/2025-10?", True, True),
    ("2025-09%/..", True, True),
    ("[..2025-09~]", True, False),
    ("[2025-09..2025-10%]", True, True),
]

REFUSED = [
    ("", "is not a date"),
    ("soon", "is not a date"),
    ("17.01.2026", "is not a date"),
    ("2026-1-7", "is not a date"),
    ("２０２６", "is not a date"),  # noqa: RUF001  digits that look like others
    ("2026-01-17\n", "is not a date"),
    ("2026-01-17T12:00", "is not a date"),
    ("2026-01-17~?", "is not a date"),
    ("2025/2026/2027", "is not a date"),
    ("[2025..2026..2027]", "is not a date"),
    ("[....2025]", "is not a date"),
    ("2026-02-30", "has no day 30"),
    ("2026-02-3X", "has no day 3X"),
    ("2026-01-00", "has no day 00"),
    ("2026-13", "has no month 13"),
    ("2026-00", "has no month 00"),
    ("2026-42", "has no month 42"),
    ("2026-2X", "has no month 2X"),
    ("2026-21-01", "has no month 21"),
    ("0000", "has no year 0 in this calendar"),
    ("0000-21", "has no year 0 in this calendar"),
    ("000X", "has no year 0 in this calendar"),
    ("9999-24", "leaves the years 1 to 9999"),
    ("XXXX", "leaves the century open"),
    ("2XXX", "leaves the century open"),
    ("XX26", "leaves the century open"),
    ("2X26-05", "leaves the century open"),
    ("[2XXX..2026]", "leaves the century open"),
    ("2025/XXXX~", "leaves the century open"),
    ("20X5", "leaves open a digit before a known one"),
    ("201X-05", "leaves open a digit before a known one"),
    ("201X-21", "leaves open a digit before a known one"),
    ("2025-XX-01", "leaves open a digit before a known one"),
    ("2025-09-X1", "leaves open a digit before a known one"),
    ("[2025]", "is not a bound"),
    ("[]", "is not a bound"),
    ("[..]", "is not a bound"),
    ("[....]", "is not a bound"),
    ("[2025....]", "is not a bound"),
    ("/", "has neither a beginning nor an end"),
    ("../..", "has neither a beginning nor an end"),
    ("/..", "has neither a beginning nor an end"),
    ("2026/2025", "ends before it begins"),
    ("[2026-02..2026-01]", "ends before it begins"),
]

# Where the `edtf` package (5.0) says otherwise, or nothing; the texts are those of FORMS.
NOT_EDTF = {
    "2025-0X": "raises AttributeError",
    "2025-0X-XX": "raises",
    "2025-1X": "raises AttributeError",
    "2025-09-0X": "raises ValueError",
    "2025-09-1X": "raises ValueError",
    "2025-09-3X": "raises ValueError",
    "2024-02-2X": "raises ValueError",
    "2023-24": "ends the winter on 31 December",
    "2025-28": "ends the northern winter on 31 December",
    "2025-30": "ends the southern summer on 31 December",
    "2025-09/": "takes ten years for an unknown end",
    "/2025-09": "takes ten years for an unknown beginning",
    "[2025-09..2026-01-17]": "does not parse ends of different precision",
    "[201X..20XX]": "does not parse open digits in a bound",
}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(("text", "kind", "precision", "earliest", "latest"), FORMS)
def test_every_form_has_its_kind_its_precision_and_its_ends(
    text: str, kind: str, precision: str, earliest: str | None, latest: str | None
) -> None:
    """
    Every form of the subset is read as what it means.
    """
    when = ImpreciseDate.parse(text)

    assert (when.kind, when.precision) == (kind, precision)
    assert (when.earliest, when.latest) == (_day(earliest), _day(latest))


@pytest.mark.parametrize(("text", "approximate", "uncertain"), QUALIFIED)
def test_qualifiers_are_kept_and_widen_nothing(text: str, approximate: bool, uncertain: bool) -> None:
    """
    ``~ ? %`` are known of the whole date, and leave its ends where they are.
    """
    when = ImpreciseDate.parse(text)
    plain = ImpreciseDate.parse(re.sub("[~?%]", "", text))

    assert (when.approximate, when.uncertain) == (approximate, uncertain)
    assert (when.earliest, when.latest, when.kind) == (plain.earliest, plain.latest, plain.kind)


@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_a_text_outside_the_subset_is_refused_with_what_would_be_accepted(text: str, problem: str) -> None:
    """
    The message shows the whole text, what is wrong with it, and the forms there are.
    """
    with pytest.raises(DateError) as caught:
        ImpreciseDate.parse(text)

    assert str(caught.value) == f"{text!r} {problem}; accepted: {ACCEPTED}"


@given(imprecise_dates())
def test_a_date_prints_as_it_was_read(when: ImpreciseDate) -> None:
    """
    Reading what was printed gives the same date with the same text.
    """
    again = ImpreciseDate.parse(str(when))

    assert again == when
    assert str(again) == when.text
    assert hash(again) == hash(when)
    assert (again.earliest, again.latest, again.kind) == (when.earliest, when.latest, when.kind)


@given(imprecise_dates())
def test_no_date_ends_before_it_begins(when: ImpreciseDate) -> None:
    """
    Earliest comes first, and the number of days counts both ends.
    """
    if when.earliest is None or when.latest is None:
        assert when.days is None
        assert not when.is_precise
    else:
        assert when.earliest <= when.latest
        assert when.days == len(range(when.earliest.toordinal(), when.latest.toordinal() + 1))


@given(st.text("0123456789X-~?%/[].", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    """
    No text makes the reader fail in another way than it promises.
    """
    with contextlib.suppress(DateError):
        when = ImpreciseDate.parse(text)
        assert str(when) == text
        assert when.earliest is not None or when.latest is not None


@given(st.dates())
def test_a_day_is_precise(day: date) -> None:
    """
    A day is known exactly, however it is given.
    """
    when = ImpreciseDate.of(day)

    assert when.is_precise
    assert when.days == 1
    assert (when.earliest, when.latest) == (day, day)
    assert when == ImpreciseDate.of(day.isoformat()) == ImpreciseDate.of(when)
    assert first_day(day) == last_day(day) == day


@pytest.mark.parametrize("text", ["2026-01-17~", "2026-01-17?", "2026-01-17%", "2026-01", "[..2026-01-17]"])
def test_a_qualified_or_unknown_day_is_not_precise(text: str) -> None:
    """
    One day with a qualifier, several days, or an open side are not a known day.
    """
    assert not ImpreciseDate.parse(text).is_precise


def test_a_time_of_day_is_refused() -> None:
    """
    There is no clock, and the message says so.
    """
    with pytest.raises(DateError) as caught:
        ImpreciseDate.of(datetime(2026, 1, 17, 12, tzinfo=UTC))

    assert str(caught.value) == f"2026-01-17 12:00:00+00:00 has a time of day; accepted: {ACCEPTED}"


@pytest.mark.parametrize("value", [5, None, 20260117.0])
def test_what_is_no_date_is_refused(value: object) -> None:
    """
    Numbers and nothing are no dates, and the message shows them.
    """
    with pytest.raises(DateError) as caught:
        ImpreciseDate.of(value)  # type: ignore[arg-type]

    assert str(caught.value) == f"{value!r} is not a date; accepted: {ACCEPTED}"


# Order


@given(imprecise_dates(), imprecise_dates())
def test_certainly_before_is_stronger_than_possibly_before(one: ImpreciseDate, other: ImpreciseDate) -> None:
    """
    What is certainly before is possibly before, and the other is then not even possibly before it.
    """
    if one.certainly_before(other):
        assert one.possibly_before(other)
        assert not other.certainly_before(one)
        assert not other.possibly_before(one)


@given(imprecise_dates())
def test_nothing_is_certainly_before_itself(when: ImpreciseDate) -> None:
    """
    The order is irreflexive, and only what may take several days is possibly before its like.
    """
    assert not when.certainly_before(when)
    if when.is_precise:
        assert not when.possibly_before(when)


@given(imprecise_dates(), imprecise_dates(), imprecise_dates())
def test_certainly_before_is_transitive(one: ImpreciseDate, two: ImpreciseDate, three: ImpreciseDate) -> None:
    """
    What is over before something that is over before a third is over before the third.
    """
    if one.certainly_before(two) and two.certainly_before(three):
        assert one.certainly_before(three)


@given(st.dates(), st.dates())
def test_days_are_ordered_as_in_the_calendar(one: date, other: date) -> None:
    """
    For known days both questions have the calendar's answer.
    """
    mine, others = ImpreciseDate.of(one), ImpreciseDate.of(other)

    assert mine.certainly_before(others) == mine.possibly_before(others) == (one < other)


@pytest.mark.parametrize(
    ("one", "other", "certainly", "possibly"),
    [
        ("2025-09", "2025-10", True, True),
        ("2025-09", "2025-09-30", False, True),
        ("2025-09", "2025-09-01", False, False),
        ("2025-09/2025-10", "2025-10-15", False, True),
        ("2025-09/2025-10", "2025-10-01", False, False),
        ("2025-09/2025-10", "2025-11", True, True),
        ("2025-09-15/2025-09", "2025-09-15", False, False),
        ("2025-09-15/2025-09", "2025-09-16", False, True),
        ("2025-09-15", "2025-09/2025-09-15", False, False),
        ("2025-09-14", "2025-09/2025-09-15", False, True),
        ("[..2025-09]", "2025-10", True, True),
        ("[..2025-09]", "2025-01", False, True),
        ("2025-10", "[..2025-09]", False, False),
        ("2025-08", "[2025-09..]", True, True),
        ("[2025-09..]", "2025-12", False, True),
        ("[2025-09..]", "2025-09-01", False, False),
        ("2025-09/..", "2030", False, True),
        ("../2025-09", "2025-10", True, True),
        ("2025-09", "2025-10/", True, True),
        ("2025-07", "/2025-08", False, True),
        ("2025-09", "/2025-08", False, False),
        ("2025-09/..", "2025-08", False, False),
    ],
)
def test_before_is_asked_of_ends_and_beginnings(one: str, other: str, certainly: bool, possibly: bool) -> None:
    """
    A date is before another if it is over before that one begins: for certain, or on some reading.
    """
    mine, others = ImpreciseDate.parse(one), ImpreciseDate.parse(other)

    assert mine.certainly_before(others) is certainly
    assert mine.possibly_before(others) is possibly


def test_there_is_no_less_than() -> None:
    """
    Comparing imprecise dates by ``<`` is an error, not a guess.
    """
    with pytest.raises(TypeError):
        assert ImpreciseDate.parse("2025") < ImpreciseDate.parse("2026")


@given(st.lists(imprecise_dates()))
def test_listings_are_sorted_by_the_days_then_the_text(dates: list[ImpreciseDate]) -> None:
    """
    The sort key orders by earliest day, then latest, then text, with open sides first and last.
    """
    in_order = sorted(dates, key=lambda when: when.sort_key)

    for one, other in pairwise(in_order):
        mine, others = (one.earliest or date.min), (other.earliest or date.min)
        assert mine <= others
        assert mine < others or (one.latest or date.max) <= (other.latest or date.max)


def test_open_sides_come_first_and_last() -> None:
    """
    What begins nobody knows when comes first; what ends nobody knows when comes after its like.
    """
    texts = ["2025-09/..", "2025-09", "2025-09-01", "[..2025-09]"]
    in_order = sorted(map(ImpreciseDate.parse, texts), key=lambda when: when.sort_key)

    assert list(map(str, in_order)) == ["[..2025-09]", "2025-09-01", "2025-09", "2025-09/.."]


def test_dates_are_ordered_from_sharp_to_vague() -> None:
    """
    Fewer days are sharper; among as many, the finer unit, then the unqualified one; an open side is vaguest.
    """
    texts = [
        "2026-01-17",
        "2026-01-17~",
        "2026-01-17/2026-01-18",
        "2025-09-1X",
        "2025-09-01/2025-09-30",
        "2025-09",
        "2025-09?",
        "2025-33",
        "2025-21",
        "2025-37",
        "2025-40",
        "2025",
        "2025%",
        "201X",
        "20XX",
        "[..2025]",
        "[..2025~]",
    ]
    dates = [ImpreciseDate.parse(text) for text in texts]

    assert sorted(dates, key=lambda when: when.vagueness) == dates


# Agreement with the edtf package


@pytest.mark.parametrize("text", [form[0] for form in FORMS if form[0] not in NOT_EDTF])
def test_the_edtf_package_agrees(text: str) -> None:
    """
    Where the other reader is right, it reads the same days.
    """
    assert _by_edtf(text) == _ends(text)


@pytest.mark.parametrize("text", NOT_EDTF)
def test_the_edtf_package_still_disagrees_where_listed(text: str) -> None:
    """
    Every exception in the list is still one, so that none hides a fault of ours.
    """
    try:
        found = _by_edtf(text)
    except (AttributeError, ValueError, EDTFParseException):
        return
    assert found != _ends(text)


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y", "%Y-%m-XX", "%Y-XX"]), st.sampled_from(["", *"~?%"]))
def test_the_edtf_package_agrees_on_every_day_month_and_year(day: date, form: str, mark: str) -> None:
    """
    Both readers know the lengths of all months in all years.
    """
    text = form.replace("%Y", f"{day.year:04d}").replace("%m", f"{day.month:02d}").replace("%d", f"{day.day:02d}")
    assume(not (mark and "X" in text))  # the package reads these, but not as qualified

    assert _by_edtf(text + mark) == _ends(text + mark)


def _ends(text: str) -> tuple[date | None, date | None]:
    when = ImpreciseDate.parse(text)
    return when.earliest, when.latest


def _by_edtf(text: str) -> tuple[date | None, date | None]:
    with contextlib.redirect_stdout(io.StringIO()):  # it prints what it tries
        parsed = parse_edtf(text)
        ends = parsed.lower_strict(), parsed.upper_strict()
    first, last = (None if isinstance(end, float) else date(*end[:3]) for end in ends)
    return first, last


# Widening and shifting


def test_qualifiers_widen_a_date_by_what_is_asked() -> None:
    """
    ``~`` and ``?`` widen both sides by their days, ``%`` by the larger of the two, nothing by nothing.
    """
    asked = {"approximate": 3, "uncertain": 5}

    assert ImpreciseDate.parse("2026-01-17").widened(**asked) == (date(2026, 1, 17), date(2026, 1, 17))
    assert ImpreciseDate.parse("2026-01-17~").widened(**asked) == (date(2026, 1, 14), date(2026, 1, 20))
    assert ImpreciseDate.parse("2026-01-17?").widened(**asked) == (date(2026, 1, 12), date(2026, 1, 22))
    assert ImpreciseDate.parse("2026-01-17%").widened(**asked) == (date(2026, 1, 12), date(2026, 1, 22))
    assert ImpreciseDate.parse("2026-01-17%").widened() == (date(2026, 1, 17), date(2026, 1, 17))
    assert ImpreciseDate.parse("[..2026-01-17~]").widened(**asked) == (None, date(2026, 1, 20))
    assert ImpreciseDate.parse("2026-01-17~/..").widened(**asked) == (date(2026, 1, 14), None)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "shifted"),
    [
        ("[2026-01-10..2026-01-20~]", "2026-01-10", "2026-01-23", "[2026-01-20..2026-01-30~]"),
        ("[2026-01-10?..2026-01-20~]", "2026-01-05", "2026-01-23", "[2026-01-20?..2026-01-30~]"),
        ("2026-01-10%/2026-01-20", "2026-01-05", "2026-01-20", "2026-01-20%/2026-01-30"),
        ("2026-01~", "2025-12-29", "2026-02-03", "[2026-01-11~..2026-02-10~]"),
    ],
)
def test_a_qualifier_speaks_of_its_own_end(text: str, earliest: str, latest: str, shifted: str) -> None:
    """
    Of a span or a bound it widens the end that it stands at, and goes with that when the date is shifted.
    """
    when = ImpreciseDate.parse(text)

    assert when.widened(approximate=3, uncertain=5) == (date.fromisoformat(earliest), date.fromisoformat(latest))
    assert str(when.shifted(10)) == shifted


def test_only_whole_days_shift_and_only_text_is_read() -> None:
    """
    Anything else is refused as a date is.
    """
    with pytest.raises(DateError, match=r"1\.5 is not a number of days; accepted: a whole number"):
        ImpreciseDate.parse("2026").shifted(1.5)  # type: ignore[arg-type]
    with pytest.raises(DateError, match="5 is not a date; accepted: a date such as"):
        ImpreciseDate.parse(5)  # type: ignore[arg-type]
    with pytest.raises(DateError, match="5 is not a length of time"):
        Offset.parse(5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shifted"),
    [
        ("2026-01-17", "2026-01-27"),
        ("2026-01-17?", "2026-01-27?"),
        ("2025-09", "[2025-09-11..2025-10-10]"),
        ("2025-09%", "[2025-09-11%..2025-10-10%]"),
        ("2025-09-3X", "2025-10-10"),
        ("2025-09-01/2025-09-30", "2025-09-11/2025-10-10"),
        ("2025-09/2025-10~", "2025-09-11/2025-11-10~"),
        ("2025-09-01/2025-09-01", "2025-09-11/2025-09-11"),
        ("2025-09/..", "2025-09-11/.."),
        ("2025-09/", "2025-09-11/"),
        ("../2025-09", "../2025-10-10"),
        ("/2025-09", "/2025-10-10"),
        ("[..2025-09]", "[..2025-10-10]"),
        ("[2025-09..]", "[2025-09-11..]"),
        ("[2025-09..2025-10]", "[2025-09-11..2025-11-10]"),
    ],
)
def test_a_date_is_shifted_whole(text: str, shifted: str) -> None:
    """
    A day stays a day, a span a span, a bound a bound, and a month becomes the bound between its shifted ends.
    """
    assert str(ImpreciseDate.parse(text).shifted(10)) == shifted


@given(
    imprecise_dates(first=date(1000, 1, 1), last=date(8999, 12, 31)).filter(
        lambda when: when.kind != "instant" or when.days == 1
    ),
    st.integers(-100_000, 100_000),
)
def test_shifting_there_and_back_is_no_shift(when: ImpreciseDate, days: int) -> None:
    """
    Days, spans and bounds come back to where they were, qualifiers and all.
    """
    back = when.shifted(days).shifted(-days)

    assert (back.earliest, back.latest) == (when.earliest, when.latest)
    assert (back.approximate, back.uncertain) == (when.approximate, when.uncertain)
    assert back.kind == when.kind or when.days == 1


@given(imprecise_dates(first=date(1000, 1, 1), last=date(8999, 12, 31)), st.integers(-100_000, 100_000))
def test_shifting_moves_both_ends_alike(when: ImpreciseDate, days: int) -> None:
    """
    Every known end moves by the same number of days, and an open one stays open.
    """
    moved = when.shifted(days)

    assert moved.earliest == (when.earliest and when.earliest + timedelta(days=days))
    assert moved.latest == (when.latest and when.latest + timedelta(days=days))
    assert moved.days == when.days


# Arithmetic


@given(st.dates(), st.integers(-5_000_000, 5_000_000))
def test_adding_days_stays_in_the_calendar_or_is_refused(day: date, days: int) -> None:
    """
    The sum is the calendar's; where there is none, the message shows the day and the days.
    """
    if date.min.toordinal() <= day.toordinal() + days <= date.max.toordinal():
        assert add_days(day, days).toordinal() == day.toordinal() + days
    else:
        with pytest.raises(DateError, match=re.escape(f"{day} {days:+d} days leaves the years 1 to 9999")):
            add_days(day, days)


def test_a_number_of_days_beyond_any_calendar_is_refused() -> None:
    """
    So is one that no clock can count.
    """
    with pytest.raises(DateError, match=r"2026-01-17 \+10000000000000 days leaves the years 1 to 9999"):
        add_days(date(2026, 1, 17), 10**13)


@given(st.dates(), st.integers(-120_000, 120_000))
def test_adding_months_keeps_the_day_or_clips_it(day: date, months: int) -> None:
    """
    The day of the month stays, or becomes the last one where the month is too short, and that is said.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        with pytest.raises(DateError, match=re.escape(f"{day} {months:+d} months leaves the years 1 to 9999")):
            add_months(day, months)
        return
    found = add_months(day, months)
    last = monthrange(year, month + 1)[1]

    assert (found.day.year, found.day.month) == (year, month + 1)
    assert found.day.day == min(day.day, last)
    assert found.clipped == (day.day > last)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, Shifted(date(2026, 2, 28), clipped=True)),
        ("2024-01-31", 1, Shifted(date(2024, 2, 29), clipped=True)),
        ("2024-02-29", 12, Shifted(date(2025, 2, 28), clipped=True)),
        ("2026-03-31", -1, Shifted(date(2026, 2, 28), clipped=True)),
        ("2026-01-15", 14, Shifted(date(2027, 3, 15))),
        ("2026-01-15", -1, Shifted(date(2025, 12, 15))),
        ("2026-01-15", 0, Shifted(date(2026, 1, 15))),
    ],
)
def test_months_of_different_lengths(day: str, months: int, expected: Shifted) -> None:
    """
    31 January plus a month is the last day of February, and says that it was clipped.
    """
    assert add_months(date.fromisoformat(day), months) == expected


@pytest.mark.parametrize(
    ("text", "days", "months", "after"),
    [
        ("+135d", 135, 0, "2020-07-13"),
        ("0d", 0, 0, "2020-02-29"),
        ("2w", 14, 0, "2020-03-14"),
        ("-1d", -1, 0, "2020-02-28"),
        ("14m", 0, 14, "2021-04-29"),
        ("-14m", 0, -14, "2018-12-29"),
        ("1y", 0, 12, "2021-02-28"),
        ("0m", 0, 0, "2020-02-29"),
    ],
)
def test_an_offset_counts_days_or_calendar_months(text: str, days: int, months: int, after: str) -> None:
    """
    Weeks are seven days and years twelve months; the day it counts from is day zero.
    """
    offset = Offset.parse(text)

    assert (offset.days, offset.months, str(offset)) == (days, months, text)
    assert offset.after(date(2020, 2, 29)).day == date.fromisoformat(after)
    assert offset.after(date(2020, 2, 29)).clipped == (text == "1y")


@pytest.mark.parametrize("text", ["", "135", "d", "1.5d", "135 d", "12345678d", "1h", "--1d", "1d\n", "\u0661d"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    """
    The message shows the text and the units there are.
    """
    with pytest.raises(DateError) as caught:
        Offset.parse(text)

    assert str(caught.value) == f"{text!r} is not a length of time; accepted: +135d, 2w, -14m or 1y"


@pytest.mark.parametrize("text", ["9999999d", "9999999w", "-9999999m", "9999999y"])
def test_an_offset_does_not_leave_the_calendar(text: str) -> None:
    """
    The longest offsets lead nowhere, and say so.
    """
    with pytest.raises(DateError, match="leaves the years 1 to 9999"):
        Offset.parse(text).after(date(2026, 1, 17))


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        (date(2026, 1, 17), "2026-01-17", "2026-01-17"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        (ImpreciseDate.parse("2026"), "2026-01-01", "2026-12-31"),
        ("2025-09-01/2025-09-30", "2025-09-01", "2025-09-30"),
    ],
)
def test_a_question_means_the_first_or_the_last_day(value: date | str | ImpreciseDate, first: str, last: str) -> None:
    """
    "By September" includes its last day, "from September" its first.
    """
    assert first_day(value) == date.fromisoformat(first)
    assert last_day(value) == date.fromisoformat(last)


def test_an_open_side_has_no_day() -> None:
    """
    A question for a day that is not known is refused, and says which one.
    """
    with pytest.raises(DateError) as no_last:
        last_day("2025-09/..")
    with pytest.raises(DateError) as no_first:
        first_day("[..2025-09]")

    assert str(no_last.value) == "'2025-09/..' has no last day; accepted: a day, a month or a year"
    assert str(no_first.value) == "'[..2025-09]' has no first day; accepted: a day, a month or a year"
