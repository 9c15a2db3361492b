"""Periods, against cases worked out by hand from Regulation 1182/71, and properties that hold for every date."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from crm_offboarding.core import dates, evidence, holidays
from crm_offboarding.core.dates import Period
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

at = dt.datetime.fromisoformat
CHRISTMAS = [dt.date(2026, 12, day) for day in (24, 25, 26)]


@pytest.mark.parametrize(
    ("served", "zone", "period", "holidays", "last", "ends"),
    [
        # Thirty days from 28 January 2024: 27 February, a Tuesday; the leap day is not reached.
        ("2024-01-28 09:00", "Europe/Vilnius", Period(30), [], "2024-02-27", "2024-02-27 22:00"),
        # A month from 31 January 2024: the leap day, a Thursday.
        ("2024-01-31 09:00", "Europe/Riga", Period(1, "month"), [], "2024-02-29", "2024-02-29 22:00"),
        # The same in 2026: the 28th is a Saturday, so Monday 2 March.
        ("2026-01-31 09:00", "Europe/Riga", Period(1, "month"), [], "2026-03-02", "2026-03-02 22:00"),
        # Twelve months from the leap day: 28 February 2025, a Friday.
        ("2024-02-29 09:00", "UTC", Period(12, "month"), [], "2025-02-28", "2025-03-01 00:00"),
        # 24 days from 30 November 2026: Christmas Eve, then a holiday, a Saturday, a Sunday: Monday the 28th.
        ("2026-11-30 09:00", "Europe/Vilnius", Period(24), CHRISTMAS, "2026-12-28", "2026-12-28 22:00"),
        # Half past eleven at night in London is already the next day in Vilnius.
        ("2026-03-02 23:30", "Europe/Vilnius", Period(7), [], "2026-03-10", "2026-03-10 22:00"),
        ("2026-03-02 23:30", "Europe/London", Period(7), [], "2026-03-09", "2026-03-10 00:00"),
        # The clocks go forward on 29 March 2026: the day ends an hour earlier in UTC.
        ("2026-03-16 09:00", "Europe/Vilnius", Period(14), [], "2026-03-30", "2026-03-30 21:00"),
        # At the far ends of the world.
        ("2026-03-02 11:00", "Pacific/Kiritimati", Period(1), [], "2026-03-04", "2026-03-04 10:00"),
        ("2026-03-02 11:00", "Pacific/Pago_Pago", Period(1), [], "2026-03-03", "2026-03-04 11:00"),
    ],
)
def test_notice(served, zone, period, holidays, last, ends):
    given_ = dates.notice(dt.datetime.fromisoformat(served), period, zone, holidays)
    assert (given_.last_day, given_.ends_at) == (dt.date.fromisoformat(last), dt.datetime.fromisoformat(ends))


MOMENTS = st.datetimes(at("1990-01-01"), at("2090-01-01"))
ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Vilnius",
        "Europe/Riga",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Asia/Kathmandu",
        "America/St_Johns",
    ]
)
PERIODS = st.builds(Period, st.integers(1, 400), st.sampled_from(dates.UNITS))
HOLIDAYS = st.sets(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), max_size=30)


@given(MOMENTS, PERIODS, ZONES, HOLIDAYS)
def test_never_over_before_it_is_served(served, period, zone, holidays):
    found = dates.notice(served, period, zone, holidays)
    # A whole day of the customer's lies between the letter and the end, whatever the zone.
    assert found.ends_at > served
    assert found.last_day > served.replace(tzinfo=dt.timezone.utc).astimezone(ZoneInfo(zone)).date()
    assert found.last_day.weekday() < 5
    assert found.last_day not in holidays
    # By a second way: the end is midnight where the customer is.
    local = found.ends_at.replace(tzinfo=dt.timezone.utc).astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (0, 0)
    assert local.date() == found.last_day + dt.timedelta(days=1)


@given(MOMENTS, PERIODS, ZONES, st.integers(0, 10**7), st.integers(0, 10**7))
def test_an_appeal_never_shortens(served, period, zone, after, lasted):
    found = dates.notice(served, period, zone)
    paused = served + dt.timedelta(seconds=after)
    longer = dates.after_pause(found, paused, paused + dt.timedelta(seconds=lasted), zone)
    assert longer.last_day > found.last_day
    assert longer.ends_at - found.ends_at >= dt.timedelta(seconds=lasted) - dt.timedelta(hours=2)  # clock change


def test_an_appeal_cannot_end_before_it_began():
    found = dates.notice(at("2026-03-02"), Period(5), "UTC")
    with pytest.raises(dates.DateError):
        dates.after_pause(found, at("2026-03-04"), at("2026-03-03"), "UTC")


def test_shortened():
    found = dates.notice(at("2026-03-02 09:00"), Period(30), "UTC")
    today = dt.date(2026, 3, 3)
    assert dates.shortened(found, today, "UTC", today).ends_at == at("2026-03-04")
    for day in (dt.date(2026, 3, 2), dt.date(2026, 3, 1), found.last_day):
        with pytest.raises(dates.DateError):
            dates.shortened(found, day, "UTC", dt.date(2026, 3, 1))
    # Over when it is granted, a Saturday, a holiday.
    for day, on, free in (
        (today, dt.date(2026, 3, 4), ()),
        (dt.date(2026, 3, 7), today, ()),
        (dt.date(2026, 3, 11), today, {dt.date(2026, 3, 11)}),
    ):
        with pytest.raises(dates.DateError):
            dates.shortened(found, day, "UTC", on, free)


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        # One day in Vilnius, as Odoo's calendar of public holidays writes it.
        ("2026-02-15 22:00", "2026-02-16 21:59:59", ["2026-02-16"]),
        # An afternoon off is no day off.
        ("2026-12-31 11:00", "2026-12-31 21:59:59", []),
        # Two days and a half.
        ("2026-12-23 11:00", "2026-12-25 22:00", ["2026-12-24", "2026-12-25"]),
        # The clocks go forward on 29 March.
        ("2026-03-28 22:00", "2026-03-29 20:59:59", ["2026-03-29"]),
    ],
)
def test_whole_days(begin, end, days):
    found = dates.whole_days(at(begin), at(end), "Europe/Vilnius")
    assert sorted(map(str, found)) == days


@given(st.integers(1900, 2200))
def test_easter(year):
    """Against the library that Odoo brings along."""
    assert holidays.easter(year) == easter(year)


@pytest.mark.parametrize(
    ("country", "day", "free"),
    [
        # Easter Monday of 2026; Good Friday is a working day in Lithuania and none in Latvia and Estonia.
        ("LT", "2026-04-06", True),
        ("LT", "2026-04-03", False),
        ("LV", "2026-04-03", True),
        ("EE", "2026-04-03", True),
        ("EE", "2026-04-06", False),
        # 18 November 2023 was a Saturday, 4 May 2025 a Sunday: the Monday after is off in Latvia.
        ("LV", "2023-11-20", True),
        ("LV", "2025-05-05", True),
        ("LV", "2024-11-19", False),
        ("LT", "2024-11-18", False),
        ("LT", "2024-02-29", False),
        ("LT", "2026-11-02", True),
        ("FR", "2026-07-14", False),
    ],
)
def test_public_holidays(country, day, free):
    found = dt.date.fromisoformat(day)
    assert (found in holidays.public_holidays(country, found.year)) is free


@pytest.mark.parametrize(("number", "unit"), [(0, "day"), (-1, "month"), (3661, "day"), (1, "week")])
def test_no_period(number, unit):
    with pytest.raises(dates.DateError):
        Period(number, unit)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
VALUES = st.dictionaries(st.text(max_size=5), PLAIN, max_size=4)


@given(st.lists(VALUES, min_size=1, max_size=6), st.data())
def test_a_chain_shows_every_change(rows, data):
    digests = []
    for row in rows:
        digests.append(evidence.digest(row, digests[-1] if digests else ""))
    steps = list(zip(rows, digests, strict=True))
    assert evidence.first_broken(steps) is None
    position = data.draw(st.integers(0, len(rows) - 1))
    changed = [*steps]
    changed[position] = ({**rows[position], "changed": "x"}, digests[position])
    assert evidence.first_broken(changed) == position
    if len(rows) > 1 and position < len(rows) - 1:
        assert evidence.first_broken(steps[:position] + steps[position + 1 :]) == position


@given(VALUES)
def test_order_of_keys_does_not_matter(values):
    assert evidence.digest(values) == evidence.digest(dict(reversed(list(values.items()))))
