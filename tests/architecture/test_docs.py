"""What the documents say is what the code says."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import re
from pathlib import Path

from ocop_rules import rulebooks

PROJECT = Path(__file__).resolve().parents[2]


def load_tool(name: str):
    loader = importlib.machinery.SourceFileLoader(f"tool_{name}", str(PROJECT / "tools" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_flow_page_is_fresh():
    assert (PROJECT / "docs/flow.md").read_text(encoding="utf-8") == load_tool("flow").page()


def test_the_readme_is_short_and_its_links_lead_somewhere():
    for name in ("README.md", "README.vi.md", "ARCHITECTURE.md", "CONTRIBUTING.md"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert text.count("\n") <= 150
        if name.startswith("README"):
            assert text.count("\n") <= 80
        dead = [
            link
            for link in re.findall(r"\]\(([^)#]+)\)", text)
            if not link.startswith("http") and not (PROJECT / link).exists()
        ]
        assert dead == []


def test_every_stage_and_platform_package_says_what_it_is_for():
    folders = [
        path.parent
        for path in [
            *PROJECT.glob("src/ocop/*/__init__.py"),
            *PROJECT.glob("src/ocop/platform/*/__init__.py"),
        ]
        if path.parent.name not in {"platform", "formats"}
    ]
    bare = [
        str(folder.relative_to(PROJECT))
        for folder in folders
        if not (folder / "README.md").exists()
        and not (folder / "__init__.py").read_text(encoding="utf-8").startswith('"""')
    ]
    assert bare == []


def test_every_instrument_that_a_rulebook_names_has_its_page():
    lacking = []
    for rulebook in rulebooks.all_rulebooks():
        for number, year in re.findall(r"QĐ (\d+)(?:/(\d{4}))?/QĐ-TTg", rulebook.instrument):
            page = PROJECT / "docs/law" / f"qd-{'-'.join(filter(None, (number, year)))}.md"
            if not page.exists() or f"`{rulebook.id}`" not in page.read_text(encoding="utf-8"):
                lacking.append((rulebook.id, page.name))
    assert lacking == []
