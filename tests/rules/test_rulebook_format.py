"""docs/rulebook-format.md names exactly the keys that the loader takes, and the example of the other page is a rulebook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ocop_rules import rulebooks
from ocop_rules.loading import load_rulebook
from ocop_rules.loading.fields import Keys as TableKeys
from ocop_rules.loading.fields import keys_asked_for

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rulebook-format.md"
ADOPTING = ROOT / "docs" / "adopting-a-new-decision.md"
DRILL = ROOT / "tests" / "library" / "next_decision" / "27-2027"

Place = tuple[str, str]  # a file and the path of a table in it
Keys = dict[Place, dict[str, bool]]  # key → whether it must always be there


def on_the_page() -> Keys:
    keys: Keys = {}
    place = ("", "")
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"## `(.+)`", line):
            place = (found[1], "")
        elif found := re.fullmatch(r"### `\[+(.+?)\]+`", line):
            place = (place[0], found[1])
        elif place[0] and (found := re.fullmatch(r"\| `(\w+)` \| ([^|]+) \| [^|]+ \| [^|]+ \|", line)):
            assert found[1] not in keys.setdefault(place, {}), f"{place}: {found[1]} stands there twice"
            keys[place][found[1]] = found[2] == "yes"
    return keys


def asked_for() -> Keys:
    """Return the keys that the loader asked for when it read every rulebook there is: all ways of writing a table are
    in use somewhere. A key must be there where every table of its kind needs it.
    """
    with keys_asked_for() as tables:
        for rulebook_id in rulebooks.known_ids():
            load_rulebook(rulebooks.FOLDER / rulebook_id)
        load_rulebook(DRILL, lambda rulebook_id: rulebooks.FOLDER / rulebook_id)
    alike: dict[Place, list[TableKeys]] = {}
    for table in tables:
        alike.setdefault((table.file, table.path), []).append(table)
    return {
        place: {
            key: all(key in table.must for table in found)
            for key in frozenset[str]().union(*(table.may for table in found))
        }
        for place, found in alike.items()
    }


def test_the_page_names_exactly_the_keys_that_are_taken() -> None:
    page, asked = on_the_page(), asked_for()
    assert len(page) > 30
    assert {place: sorted(keys) for place, keys in page.items()} == {
        place: sorted(keys) for place, keys in asked.items()
    }
    assert page == asked


def test_the_loader_notes_the_keys_only_while_it_is_asked_to() -> None:
    with keys_asked_for() as first:
        load_rulebook(rulebooks.FOLDER / "148-2025")
    count = len(first)
    load_rulebook(rulebooks.FOLDER / "148-2025")
    assert len(first) == count > 0


@pytest.mark.usefixtures("the_four")
def test_the_least_rulebook_of_the_other_page_can_be_adopted_as_it_stands(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(id = .*?)```", ADOPTING.read_text(encoding="utf-8"), re.DOTALL)
    clause = re.findall(
        r"```toml\n(\[\[transition_limit\]\].*?)```", ADOPTING.read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(clause) == 1
    (tmp_path / "28-2027").mkdir()
    (tmp_path / "28-2027" / "rulebook.toml").write_text(example + clause[0], encoding="utf-8")
    rulebooks.use(tmp_path)
    assert rulebooks.faults() == ()
    assert [clause.code for clause in rulebooks.get("28-2027").transition] == ["old_dossiers"]
