"""Sealed values: unreadable without the key, bound to their place, readable after a key was rotated."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cipher import Cipher, UnreadableSecret, cipher_for, new_key

CIPHER = Cipher([b"k" * 32])


@given(st.text(max_size=300))
def test_what_is_sealed_opens_again(text: str) -> None:
    sealed = CIPHER.seal(text, "outcomes.note")
    assert CIPHER.open(sealed, "outcomes.note") == text
    if len(text) > 3:
        assert text not in sealed


def test_a_value_moved_to_another_place_does_not_open() -> None:
    sealed = CIPHER.seal("private", "outcomes.note")
    with pytest.raises(UnreadableSecret):
        CIPHER.open(sealed, "feedback.comment")


def test_an_old_key_still_opens_and_a_missing_one_is_named() -> None:
    old, new = os.urandom(32), os.urandom(32)
    sealed = Cipher([old]).seal("private", "x")
    assert Cipher([new, old]).open(sealed, "x") == "private"
    with pytest.raises(UnreadableSecret, match="not configured"):
        Cipher([new]).open(sealed, "x")


def test_a_key_file_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, made = cipher_for("", tmp_path / "a.db")
    assert made == tmp_path / "a.key"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    second, again = cipher_for("", tmp_path / "a.db")
    assert again is None
    assert second.open(first.seal("x", "y"), "y") == "x"


def test_the_setting_wins_over_the_file(tmp_path: Path) -> None:
    key = new_key()
    _, made = cipher_for(key, tmp_path / "a.db")
    assert made is None
    assert not (tmp_path / "a.key").exists()
