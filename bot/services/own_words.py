"""The authority's own words over the shipped summaries: reworded statements, and approval of a whole summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.desk import LapsedWording, Passage
from bot.storage.transaction import Transaction
from bot.storage.wordings import Approval, Wording
from knowledge.guidance.digests import NOT_APPROVED
from knowledge.results import FoundPassage


def fingerprint(shipped: str) -> str:
    """A text that changes whenever a shipped statement does."""
    return sha256(shipped.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the authority said of the summaries: its wording by document and statement, documents it approved."""

    wordings: Mapping[tuple[str, str], Wording]
    approved: Mapping[str, Approval]

    @classmethod
    def of(cls, deps: Deps, tx: Transaction) -> OwnWords:
        """As it stands now; an approval of a summary that has changed since counts no longer."""
        guidance = deps.knowledge.guidance
        approvals = tx.wordings.approvals()
        holding = {d: a for d, a in approvals.items() if a.fingerprint == guidance.fingerprint(d)}
        return cls(tx.wordings.all(), holding)

    def holding(self, document: str, statement: str, shipped: str) -> Wording | None:
        """The own wording of a statement; None where there is none, or it was written for another shipped text."""
        own = self.wordings.get((document, statement))
        return own if own is not None and own.fingerprint == fingerprint(shipped) else None

    def texts(self, deps: Deps, document: str) -> Mapping[tuple[str, str], str]:
        """The own texts of a document that hold, by document and statement."""
        units = {key: deps.knowledge.guidance.statement(*key) for key in self.wordings if key[0] == document}
        return {
            key: self.wordings[key].text
            for key, unit in units.items()
            if unit is not None and self.holding(*key, unit.text)
        }

    def lapsed(self, deps: Deps) -> tuple[LapsedWording, ...]:
        """The wordings whose shipped text has changed or gone since: shown to nobody until someone looks at them."""
        found = []
        for (document, statement), own in sorted(self.wordings.items()):
            unit = deps.knowledge.guidance.statement(document, statement)
            if unit is not None and own.fingerprint == fingerprint(unit.text):
                continue
            pack = deps.knowledge.rules.policies.get(document)
            name = pack.short_title if pack is not None else document
            section, shipped = (unit.section, unit.text) if unit is not None else ("", "")
            found.append(LapsedWording(Passage(document, name, section, statement, shipped), own.text))
        return tuple(found)

    def applied(self, passage: FoundPassage) -> FoundPassage:
        """A passage as the authority words it, with the badge that says so."""
        badges = passage.badges
        if passage.document in self.approved:
            badges = tuple(badge for badge in badges if badge != NOT_APPROVED)
        own = self.holding(passage.document, passage.statement_id, passage.text)
        if own is None:
            return replace(passage, badges=badges)
        said = f"Worded by your authority, {london(own.at):%d %B %Y}."
        badges = (said, *(badge for badge in badges if badge != NOT_APPROVED))
        return replace(passage, text=own.text, badges=badges)
