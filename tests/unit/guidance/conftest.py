"""Two invented authorities, Harbour and Lake, with digests and originals that differ where it matters."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.guidance import Guidance, engine
from knowledge.guidance import load_guidance as load

HARBOUR = """Harbour Council

Seeing children at home

1 How often

Rhythm of amber plans:

- A child on a child protection plan is met at home once in nine working days, counted from the last meeting.
- A child in need is met at home once in 25 working days.

2 When nobody opens

If the door stays shut, knock again inside two working days and phone your team manager before you drive off.

3 Inside the home

Ask to be shown the room in which the child sleeps on each third visit. Look whether there is food in the kitchen.

Sit where the family offers you a seat; shoes come off where the family's do.

4 Writing it up

The note is on the case system inside 36 hours. It keeps what was seen apart from what you make of it.
"""

LAKE = """Lake Borough Council

Visiting standards

How often to visit

A child on a child protection plan is met at home once in 12 working days.

Closed doors

After a visit at which the child was missed, go back inside five working days.

Bedrooms

The place where the child sleeps is looked at when there is cause to.

Leaving cover

Before you go on leave, agree with your team manager who calls on your families meanwhile.
"""

HARBOUR_DIGEST = """---
document: harbour
title: "Seeing children at home"
---

## 1 How often

### cp-rhythm
cite: 2
topics: cp-visit-frequency
Children on a child protection plan: at home, at least once in 9 working days.

### cin-rhythm
cite: 3
topics: cin-visit-frequency
Children in need: at home, at least once in 25 working days.

## 2 When nobody opens

### shut-door
cite: 1
topics: failed-visit-retry
Nobody opens: a second try within 2 working days, and a call to the team manager before you leave.

## 3 Inside the home

### bedroom
cite: 1
topics: bedroom
See the child's bedroom on every third visit, and check for food.

### manners
cite: 2
topics: customs
Take the seat you are given, and take your shoes off if the family do.

## 4 Writing it up

### note
cite: 1
topics: recording-deadline
The record is on the case system within 36 hours, with fact and opinion apart.
"""

LAKE_DIGEST = """---
document: lake
title: "Visiting standards"
---

## How often to visit

### cp-rhythm
cite: 1
topics: cp-visit-frequency
A child with a child protection plan is seen at home once in 12 working days.

## Closed doors

### go-back
cite: 1
topics: failed-visit-retry
Missed the child? Return within 5 working days.

## Bedrooms

### bedroom
cite: 1
topics: bedroom
Look at where the child sleeps if there is a reason.

## Leaving cover

### cover
cite: 1
topics: cover-for-leave
Going on leave: settle with the team manager who visits your families.
"""

HARBOUR_ASKS = """
cp-rhythm:
  - CP rhythm
  - how many days till I must be back with a child on a protection plan
cin-rhythm:
  - CIN gap
  - s17 child, how regularly do I call round
shut-door:
  - rang the bell and no reply, when do I return
  - knocked and knocked, nobody there
bedroom:
  - bedroom rule
  - do I peek where the little one sleeps each time
manners:
  - do my boots stay on
  - which chair may I have
note:
  - how many hours until it has to be typed up
  - record on system deadline
"""

LAKE_ASKS = """
cp-rhythm:
  - CP gap
  - how regularly do I see a protection plan child
go-back:
  - missed the lad, when do I go again
bedroom:
  - look at the bedroom, how often
cover:
  - going on holiday, who sees my families
"""


def write_packs(folder: Path) -> Path:
    """The two digests as pack folders."""
    for name, digest in (("harbour", HARBOUR_DIGEST), ("lake", LAKE_DIGEST)):
        (folder / name).mkdir(parents=True)
        (folder / name / "digest.md").write_text(digest, encoding="utf-8")
    (folder / "harbour" / "asks.yaml").write_text(HARBOUR_ASKS, encoding="utf-8")
    (folder / "lake" / "asks.yaml").write_text(LAKE_ASKS, encoding="utf-8")
    (folder / "harbour" / "pack.yaml").write_text(
        "version: undated\ndated: null\nnotes:\n  - It carries no date.\n", encoding="utf-8"
    )
    (folder / "thesaurus.yaml").write_text(
        "groups: {}\ndocuments:\n  harbour: [harbour]\n  lake: [lake]\n", encoding="utf-8"
    )
    return folder


def write_originals(folder: Path) -> Path:
    """The two originals as text files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "lake.txt").write_text(LAKE, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_packs(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_originals(tmp_path_factory.mktemp("originals"))


@pytest.fixture(scope="session")
def quoting(packs: Path, originals: Path) -> Guidance:
    """Digests and originals of Harbour and Lake, and nothing else."""
    return load([packs], originals, only_documents=True)


@pytest.fixture(scope="session")
def passages_only(tmp_path_factory: pytest.TempPathFactory) -> engine.Guidance:
    """Originals that have no digest at all."""
    folder = write_originals(tmp_path_factory.mktemp("bare"))
    (folder / "harbour.txt").rename(folder / "harbour-council.txt")
    (folder / "lake.txt").rename(folder / "lake-borough.txt")
    return load([], folder, only_documents=True)


@pytest.fixture(scope="session")
def shipped() -> Guidance:
    """What the product ships: five digests."""
    return load()
