"""Dates as pages write them."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vm2graph.model import PartialDate
from vm2graph.reading.dates import agree, find_date, find_periods, is_year_range


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2013", "2013"),
        ("april 2008", "2008-04"),
        ("April, 2008", "2008-04"),
        ("02-11-2007", "2007-11-02"),
        ("2/11/2007", "2007-11-02"),
        ("14.09.2023", "2023-09-14"),
        ("2 november 2007", "2007-11-02"),
        ("2. März 2015", "2015-03-02"),
        ("March 3rd, 2015", "2015-03-03"),
        ("3 mrt. 2015", "2015-03-03"),
        ("2015-03-03T10:00:00", "2015-03-03"),
        ("2015-03", "2015-03"),
        ("03/2015", "2015-03"),
        ("2007, 2 november", "2007-11-02"),
        ("2020, September 3", "2020-09-03"),
        ("2011, maart", "2011-03"),
        ("2013a", "2013"),
        ("12/25/2015", "2015-12-25"),
        ("Verschenen in mei 2012 (tweede druk)", "2012-05"),
    ],
)
def test_forms(text, expected):
    found = find_date(text)
    assert found is not None
    assert found.value.isoformat() == expected


@pytest.mark.parametrize("text", ["", "onbekend", "z.d.", "31-02-2010", "12-13", "99999", "1.2013.4", "0031"])
def test_what_is_no_date(text):
    assert find_date(text) is None


def test_a_range_of_years_is_a_period_and_no_date():
    assert is_year_range("2008-2012")
    assert not is_year_range("2008")
    (found,) = find_periods("de monitor 2008-2012 van VM2")
    assert (found.value.start, found.value.end) == (PartialDate(2008), PartialDate(2012))
    assert list(find_periods("2012-2008, 12008-2012")) == []


def test_dates_agree_as_far_as_both_go():
    assert agree(PartialDate(2013), PartialDate(2013, 4, 2))
    assert not agree(PartialDate(2013, 5), PartialDate(2013, 4, 2))


@settings(deadline=None)
@given(st.dates(min_value=datetime.date(1900, 1, 1)))
def test_written_dates_are_read_back(day):
    if day.year < 2100:
        for form in ("%Y-%m-%d", "%d-%m-%Y", "%d %B %Y"):
            found = find_date(day.strftime(form))
            assert found is not None
            assert found.value == PartialDate(day.year, day.month, day.day)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_safe(text):
    if found := find_date(text):
        assert 0 <= found.start < found.end <= len(text)
