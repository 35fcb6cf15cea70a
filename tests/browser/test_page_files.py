"""The page's files: nothing parsed as HTML, nothing fetched from elsewhere, every import there."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "handlers" / "playground" / "static"
SCRIPTS = sorted(STATIC.glob("*.js"))
NEVER = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc|\beval\(|new Function"
)


def test_there_is_a_page() -> None:
    assert (STATIC / "index.html").is_file()
    assert len(SCRIPTS) > 10


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_turns_text_into_markup(script: Path) -> None:
    assert not NEVER.search(script.read_text(encoding="utf-8"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_imports_are_files_of_the_page(script: Path) -> None:
    for name in re.findall(
        r'^(?:import|} from).*?"(.+?)";', script.read_text(encoding="utf-8"), re.MULTILINE
    ):
        assert name.startswith("./"), name
        assert (STATIC / name).is_file(), name


def test_nothing_is_fetched_from_elsewhere() -> None:
    index = (STATIC / "index.html").read_text(encoding="utf-8")
    assert "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" in index
    assert not re.findall(r'(?:src|href)="(?!static/|#)[^"]*"', index)
    for name in re.findall(r'(?:src|href)="(static/[^"]+)"', index):
        assert (STATIC.parent / name).is_file(), name
    for sheet in STATIC.glob("*.css"):
        assert not re.search(r"@import|url\(", sheet.read_text(encoding="utf-8")), sheet.name
