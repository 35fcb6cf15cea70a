"""What the policies say. No cases, no Slack, no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.checklists.model import Checklists
    from knowledge.guidance import Guidance
    from knowledge.guidance.renewal import Held
    from knowledge.local import Local
    from knowledge.rules import RuleBook


@dataclass(frozen=True)
class Knowledge:
    """Rules, guidance, checklists and local settings, loaded and checked."""

    rules: RuleBook
    held: Held
    checklists: Checklists
    local: Local

    @property
    def guidance(self) -> Guidance:
        """The guidance as it is now: a new index of originals is taken up without a restart."""
        return self.held.current


def pack_ids(policies_dir: Path | None = None) -> list[str]:
    """The ids of the packs that lie in the folders, without loading them."""
    folders = [Path(__file__).parent / "packs", *([policies_dir] if policies_dir is not None else [])]
    return sorted({pack.parent.name for folder in folders for pack in folder.glob("*/pack.yaml")})


def load_knowledge(
    *,
    policies_dir: Path | None = None,
    documents: Path | None = None,
    index_path: Path | None = None,
    local_file: Path | None = None,
    keep: Path | None = None,
) -> Knowledge:
    """Load everything; refuses what can't be trusted, naming file, key and cure.

    `policies_dir` holds the authority's own packs beside the ones that ship, `documents` its originals; `keep` is a
    folder where prepared guidance is kept between starts.
    """
    from knowledge.checklist_packs import load_checklists
    from knowledge.guidance import load_guidance
    from knowledge.guidance.renewal import Held
    from knowledge.local import load_local
    from knowledge.rules import load_rules

    extra = (policies_dir,) if policies_dir is not None else ()
    return Knowledge(
        rules=load_rules(extra),
        held=Held(
            lambda: load_guidance(extra, documents=documents, index_path=index_path, keep=keep), index_path
        ),
        checklists=load_checklists(),
        local=load_local(local_file),
    )
