"""Typed answers: what is taken as which answer, and the sentence where it isn't."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.checklist_packs import Checklist, Kind, Step, load_checklists
from knowledge.checklists.moments import Unreadable, read_date, read_number, read_time
from knowledge.checklists.reading import TEXT_LIMIT, How, read

TUESDAY = date(2026, 11, 24)
ALL = load_checklists()
BEFORE, AFTER = ALL["before-visit"], ALL["after-visit"]


def step(name: str) -> Step:
    found = BEFORE.step(name) or AFTER.step(name)
    assert found is not None
    return found


def taken(name: str, typed: str | list[str]) -> tuple[tuple[str, ...], How]:
    reading = read(step(name), BEFORE.words, typed, TUESDAY)
    assert reading.text == ""
    return reading.values, reading.how


def refused(name: str, typed: str | list[str]) -> str:
    with pytest.raises(Unreadable) as caught:
        read(step(name), BEFORE.words, typed, TUESDAY)
    sentence = str(caught.value)
    assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "“"
    assert sentence[-1] in ".?"
    assert len(sentence) <= 400
    return sentence


@pytest.mark.parametrize(
    ("name", "typed", "values", "how"),
    [
        ("purpose", "statutory", ("statutory",), How.CHOSEN),
        ("purpose", "Statutory visit", ("statutory",), How.TYPED),
        ("purpose", "  STAT   VISIT. ", ("statutory",), How.TYPED),
        ("purpose", "statutry visit", ("statutory",), How.NEAR),
        ("purpose", "Assesment", ("assessment",), How.NEAR),
        ("purpose", "direct wrok", ("direct_work",), How.NEAR),
        ("purpose", "getting to know", ("relationship",), How.NEAR),
        ("manager_told", "yeah", ("yes",), How.TYPED),
        ("manager_told", "yse", ("yes",), How.TYPED),
        ("manager_told", "Yes, we have!", ("yes",), How.TYPED),
        ("manager_told", "haven't yet", ("no",), How.TYPED),
        ("manager_told", "haven’t yet", ("no",), How.TYPED),
        ("manager_told", "Nope", ("no",), How.TYPED),
        ("together", "in the car", ("meeting",), How.TYPED),
        ("who", "child alone, mum", ("child_alone", "parent"), How.TYPED),
        ("who", "mum and siblings", ("siblings", "parent"), How.TYPED),
        ("who", "mum; dad; siblngs", ("siblings", "parent", "father"), How.NEAR),
        ("told", "nobody yet", ("nobody",), How.TYPED),
        ("safe_by", "two of us", ("joint",), How.TYPED),
        ("safe_by", "half past four pm", ("16:30",), How.TYPED),
        ("who", "my mum and the siblings", ("siblings", "parent"), How.TYPED),
        ("who", "the child alone", ("child_alone",), How.TYPED),
        ("safe_by", "4.30pm", ("16:30",), How.TYPED),
        ("reflect", "ok", ("done",), How.TYPED),
        ("promises", "nothing", ("none_made",), How.TYPED),
        ("done_by", "friday", ("2026-11-27",), How.TYPED),
        ("minutes", "45 mins", ("45",), How.TYPED),
    ],
)
def test_an_answer_is_read(name: str, typed: str, values: tuple[str, ...], how: How) -> None:
    assert taken(name, typed) == (values, how)


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("purpose", "", "nothing in that answer"),
        ("purpose", "   \n ", "nothing in that answer"),
        ("purpose", "👍", "emoji"),
        ("purpose", ":thumbsup::skin-tone-2:", "emoji"),
        ("purpose", "?!…", "emoji or a sign"),
        ("purpose", "banana", "“Statutory visit”"),
        ("purpose", ["statutory", "assessment"], "one answer only"),
        ("purpose", ["gone_since"], "any more"),
        ("purpose", [], "Nothing was chosen"),
        ("told", ["nobody", "parent"], "can't go together"),
        ("told", "the child and nobody", "can't go together"),
        ("told", "parents and the moon", "“the moon”"),
        ("manager_told", "no idea", "“Yes” or “Not yet”"),
        ("manager_told", "yes and no", "“Yes” or “Not yet”"),
        ("safe_by", "later", "time"),
        ("approach", "x" * (TEXT_LIMIT + 1), "3,001 characters"),
        ("purpose", "x" * 10_000, "10,000 characters"),
        ("approach", "🙂🙂", "emoji"),
    ],
)
def test_a_refusal_says_what_to_do(name: str, typed: str | list[str], says: str) -> None:
    assert says in refused(name, typed)


def test_a_negation_is_never_taken_for_a_slip() -> None:
    """“known” and “not known” differ by little to a machine and by everything to a child."""
    assert "tap or type" in refused("orders", "I've not read it")
    assert "tap or type" in refused("history", "no, all of it")
    assert "date" in refused("next_date", "now agreed yet")
    assert taken("orders", "read it") == (("read_it",), How.NEAR)
    assert taken("next_date", "not agred yet") == (("not_agreed",), How.NEAR)


def test_free_text_is_kept_to_the_letter() -> None:
    typed = "Ask about <!channel> & bedtimes.\nShe likes *football* 🙂"
    reading = read(step("approach"), BEFORE.words, typed, TUESDAY)
    assert (reading.text, reading.values) == (typed, ())
    assert read(step("approach"), BEFORE.words, "é" * TEXT_LIMIT, TUESDAY).text == "é" * TEXT_LIMIT


def test_own_words_are_a_note_where_the_question_takes_them() -> None:
    reading = read(step("contingency"), BEFORE.words, "gran two doors down has a key", TUESDAY)
    assert reading.text == "gran two doors down has a key"
    assert reading.how is How.OWN_WORDS
    assert step("contingency").note


def test_control_characters_are_dropped() -> None:
    assert read(step("approach"), BEFORE.words, "bed\x00time\x07 \ud800ok", TUESDAY).text == "bedtime ok"


@pytest.mark.parametrize("checklist", [BEFORE, AFTER], ids=lambda c: c.id)
def test_every_label_and_synonym_reads_back_as_its_own_choice(checklist: Checklist) -> None:
    for one in checklist.every_step():
        for choice in one.choices:
            for form in (choice.id, choice.label, choice.label.upper(), *choice.synonyms):
                reading = read(one, BEFORE.words, form, TUESDAY)
                assert reading.values == (choice.id,), f"{one.id}: {form}"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-11-24"),
        ("Tomorrow", "2026-11-25"),
        ("friday", "2026-11-27"),
        ("Fri", "2026-11-27"),
        ("weds", "2026-11-25"),
        ("tuesday", "2026-12-01"),
        ("2026-12-03", "2026-12-03"),
        ("3/12", "2026-12-03"),
        ("3.12.26", "2026-12-03"),
        ("03/12/2026", "2026-12-03"),
        ("3rd December", "2026-12-03"),
        ("3 dec", "2026-12-03"),
        ("Dec 3", "2026-12-03"),
        ("the 3rd of december", None),
        ("Thursday 3 December", "2026-12-03"),
        ("thurs 3rd dec 2026", "2026-12-03"),
        ("2 january", "2027-01-02"),
        ("29 sept 2027", "2027-09-29"),
    ],
)
def test_a_coming_day_is_read(typed: str, day: str | None) -> None:
    if day is None:
        with pytest.raises(Unreadable, match="24 November"):
            read_date(typed, TUESDAY, "future")
    else:
        assert read_date(typed, TUESDAY, "future").isoformat() == day


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("31 February", "There is no 31 February"),
        ("30/2/2027", "There is no 30 February 2027"),
        ("12/24/2026", "no month 24"),
        ("next friday", "27 November or 4 December"),
        ("yesterday", "has passed"),
        ("24/11/2025", "has passed"),
        ("Monday 3 December", "Thursday"),
        ("3 December 2062", "long way off"),
        ("soon", "couldn't read “soon”"),
        ("ma 3", "couldn't read"),
    ],
)
def test_a_day_that_cannot_be_is_asked_again(typed: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_date(typed, TUESDAY, "future", 92)


def test_a_past_day_looks_back() -> None:
    assert read_date("friday", TUESDAY, "past") == date(2026, 11, 20)
    assert read_date("25 november", TUESDAY, "past") == date(2025, 11, 25)
    assert read_date("29 february", date(2028, 3, 1), "past") == date(2028, 2, 29)
    with pytest.raises(Unreadable, match="still to come"):
        read_date("tomorrow", TUESDAY, "past")


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("15:30", "15:30"),
        ("1530", "15:30"),
        ("3.30pm", "15:30"),
        ("3:30 p.m.", "15:30"),
        ("3pm", "15:00"),
        ("noon", "12:00"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("by 16:00", "16:00"),
        ("08:15", "08:15"),
        ("9.15", "09:15"),
        ("half past 4pm", "16:30"),
        ("half four pm", "16:30"),
        ("three pm", "15:00"),
        ("half past", None),
        ("quarter to 5 pm", "16:45"),
        ("0930hrs", "09:30"),
        ("17h30", "17:30"),
    ],
)
def test_a_time_is_read(typed: str, time: str | None) -> None:
    if time is None:
        with pytest.raises(Unreadable):
            read_time(typed)
    else:
        assert read_time(typed).strftime("%H:%M") == time


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("3.30", "03:30 in the morning or 15:30"),
        ("half four", "04:30 in the morning or 16:30"),
        ("4", "04:00 in the morning or 16:00"),
        ("midnight", "23:59"),
        ("24:00", "23:59"),
        ("25:00", "There is no 25:00"),
        ("15pm", "There is no 15pm"),
        ("soonish", "couldn't read"),
        ("15:75", "couldn't read"),
    ],
)
def test_an_unclear_time_is_asked_again(typed: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("4", "from 5 to 480"),
        ("481", "from 5 to 480"),
        ("-10", "from 5 to 480"),
        ("45.5", "whole number"),
        ("an hour", "figures only"),
        ("1 hour", "figures only"),
        ("99999999999999999999", "figures only"),
    ],
)
def test_a_number_out_of_reach_is_asked_again(typed: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_number(typed, 5, 480, "minutes")


def test_every_kind_of_step_is_used_or_tested() -> None:
    used = {one.kind for checklist in (BEFORE, AFTER) for one in checklist.every_step()}
    assert set(Kind) - used == {Kind.TEXT}
