"""What browsers are given: vendored files as recorded, styles joined from their sources, small scripts."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[2]
UI = PROJECT / "src/ocop/platform/ui"
VENDOR = UI / "static/vendor"


def tool(name: str) -> ModuleType:
    """Load a script of tools/ as a module."""
    loader = SourceFileLoader(f"tools_{name}", str(PROJECT / "tools" / name))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", [VENDOR, PROJECT / "tests/vendor"])
def test_every_vendored_file_is_as_recorded(folder):
    assert tool("vendor").check(folder) == []


def test_a_changed_a_missing_and_an_unlisted_file_are_each_told(tmp_path):
    (tmp_path / "manifest.json").write_text(
        json.dumps({"packages": [{"files": {"a.js": "0" * 64, "gone.js": "0" * 64}}]}), encoding="utf-8"
    )
    (tmp_path / "a.js").write_text("changed", encoding="utf-8")
    (tmp_path / "extra.js").write_text("new", encoding="utf-8")
    assert tool("vendor").check(tmp_path) == ["missing: gone.js", "not listed: extra.js", "changed: a.js"]


def test_the_manifests_hold_the_pinned_versions_and_licences():
    pinned = {
        (package["name"], package["version"], package["licence"])
        for package in tomllib.loads((PROJECT / "tools/vendor.toml").read_text("utf-8"))["package"]
    }
    recorded = {
        (package["name"], package["version"], package["licence"])
        for folder in (VENDOR, PROJECT / "tests/vendor")
        for package in json.loads((folder / "manifest.json").read_text("utf-8"))["packages"]
    }
    assert recorded == pinned


def test_pages_name_only_vendored_files_that_are_there():
    named = set()
    for path in [*UI.rglob("*.html"), *UI.rglob("templatetags/*.py"), *(UI / "static/ui").glob("*.css")]:
        named |= set(re.findall(r"vendor/[a-z-]+-[\d.]+/[\w.-]+", path.read_text("utf-8")))
    assert named
    assert [name for name in sorted(named) if not (UI / "static" / name).exists()] == []


def test_no_vendored_file_points_to_a_source_map():
    found = [
        path.name
        for path in VENDOR.rglob("*")
        if path.suffix in {".js", ".css"} and b"sourceMappingURL" in path.read_bytes()
    ]
    assert found == []


@pytest.mark.parametrize("name", ["app.css", "public.css"])
def test_a_joined_style_sheet_is_that_of_its_sources(name):
    assert (UI / "static/ui" / name).read_text("utf-8") == tool("styles").outputs()[name], "run tools/styles"


def test_the_public_style_sheet_is_light():
    assert len((UI / "static/ui/public.css").read_bytes()) <= 12 * 1024


def test_a_working_page_is_light():
    loaded = [
        *VENDOR.glob("bootstrap-5*/*.css"),
        *VENDOR.glob("htmx-*/*.js"),
        *VENDOR.glob("*/sprite.svg"),
        *(UI / "static/ui/js").glob("*.js"),
        UI / "static/ui/app.css",
    ]
    text = sum(len(gzip.compress(path.read_bytes())) for path in loaded)
    fonts = sum(path.stat().st_size for path in VENDOR.glob("be-vietnam-pro-*/*-[46]00.woff2"))
    assert text + fonts <= 150 * 1024


def test_no_gradient_and_no_decorative_shadow():
    found = []
    for path in [*(UI / "css").rglob("*.css")]:
        text = path.read_text("utf-8")
        # An inset shadow or one without blur is a line or a shape; a blurred one would be decoration.
        found += [
            f"{path.name}: {shadow}"
            for shadow in re.findall(r"gradient\(|box-shadow: 0 \d+px \d+px[^;]*", text)
        ]
    assert found == []


def test_every_script_is_a_small_module():
    long = {
        path.name: lines
        for path in (UI / "static/ui/js").glob("*.js")
        if (lines := path.read_text("utf-8").count("\n")) > 60
    }
    assert long == {}
