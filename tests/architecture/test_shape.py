"""The shape of the code that the import linter cannot see: relations, access declarations, owned tables, lifecycles, sizes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from ocop.directory.roles import ROLES
from ocop.platform.access import capabilities_with_policy
from ocop.platform.workflow import OwnedByActions
from ocop_rules.lifecycle import LIFECYCLES

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src"
ORDER = [
    "platform",
    "directory",
    "programme",
    "registration",
    "dossiers",
    "evaluation",
    "recognition",
    "portal",
    "workspace",
]
# Tables that something other than an action writes, each with the reason.
FREE = {
    "accounts.User": "sign-up and password changes belong to the account library",
    "audit.Entry": "written by the act itself, under the chain's lock",
    "audit.Head": "the chain's lock",
    "files.StoredFile": "content-addressed: the row says only that the content is there",
    "numbering.Series": "a counter locked inside the act that uses it",
}


def stage_of(label: str) -> str:
    name = apps.get_app_config(label).name
    return name.removeprefix("ocop.").split(".")[0]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("ocop.")]


def test_every_relation_points_to_the_same_or_an_earlier_stage():
    backwards = []
    for model in own_models():
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or not field.related_model:
                continue
            target = field.related_model
            if not isinstance(target, type) or not target.__module__.startswith("ocop."):
                continue
            if ORDER.index(stage_of(target._meta.app_label)) > ORDER.index(stage_of(model._meta.app_label)):
                backwards.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert backwards == []


def test_every_table_is_owned_by_actions_or_named_free_with_a_reason():
    undeclared = [
        model._meta.label
        for model in own_models()
        if not issubclass(model, OwnedByActions) and model._meta.label not in FREE
    ]
    assert undeclared == []
    assert [name for name in FREE if name not in {model._meta.label for model in own_models()}] == []


def walk(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_view_of_ours_declares_who_may_call_it():
    silent = []
    for address, view in walk(get_resolver().url_patterns):
        module = getattr(getattr(view, "view_class", view), "__module__", "")
        if not hasattr(view, "ocop_access") and not module.startswith(settings.OCOP_OPEN_MODULES):
            silent.append(address)
    assert silent == []


def test_every_capability_that_a_view_or_a_role_names_has_a_policy():
    get_resolver().url_patterns  # noqa: B018  loads every view, action and policy
    known = capabilities_with_policy()
    named = {capability for role in ROLES for capability in role.capabilities}
    for _address, view in walk(get_resolver().url_patterns):
        declared = getattr(view, "ocop_access", None)
        named |= set(declared.capabilities if declared else ())
    assert sorted(named - known) == []


def test_every_step_of_a_lifecycle_has_an_action_of_its_name_and_a_policy():
    get_resolver().url_patterns  # noqa: B018
    known = capabilities_with_policy()
    missing = []
    for lifecycle in LIFECYCLES:
        for step in lifecycle.steps:
            if lifecycle.capability(step.verb) not in known:
                missing.append(f"policy {lifecycle.capability(step.verb)}")
            if step.verb not in functions_of(SOURCE / "ocop" / lifecycle.stage):
                missing.append(f"action {lifecycle.stage}.{step.verb}")
    assert missing == []


def functions_of(stage: Path) -> set[str]:
    files = [stage / "actions.py", *(stage / "actions").glob("*.py")]
    names: set[str] = set()
    for file in files:
        if file.exists():
            names |= {
                node.name
                for node in ast.walk(ast.parse(file.read_text()))
                if isinstance(node, ast.FunctionDef)
            }
    return names


def test_every_state_column_has_the_constraint_of_its_lifecycle():
    states = {frozenset(lifecycle.states) for lifecycle in LIFECYCLES}
    bare = []
    for model in own_models():
        if "state" not in {field.name for field in model._meta.get_fields()}:
            continue
        checked = {
            frozenset(child[1])
            for constraint in model._meta.constraints
            if isinstance(constraint, models.CheckConstraint)
            for child in constraint.condition.children
            if isinstance(child, tuple) and child[0] == "state__in"
        }
        if not checked & states:
            bare.append(model._meta.label)
    assert bare == []


def test_a_moment_and_its_person_stand_together():
    alone = []
    for model in own_models():
        names = {field.name for field in model._meta.get_fields()}
        alone += [
            f"{model._meta.label}.{name}"
            for name in names
            if name.endswith("_by") and f"{name[:-3]}_at" not in names
        ]
    assert alone == []


@pytest.mark.parametrize(
    ("pattern", "limit"),
    [("**/*.py", 500), ("**/templates/**/*.html", 250), ("**/*.js", 160), ("**/*.css", 500)],
)
def test_no_source_file_is_too_long_to_hold(pattern, limit):
    long = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.glob(pattern)
        if "vendor" not in path.parts
        and "migrations" not in path.parts
        and "static_built" not in path.parts
        and not path.name.startswith("app.")
        and (lines := path.read_text(encoding="utf-8").count("\n")) > limit
    }
    assert long == {}


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")|\bstyle=\"|<style|\son[a-z]+=\"",
    re.IGNORECASE,
)


def page_templates() -> list[Path]:
    return [path for path in SOURCE.rglob("templates/**/*.html") if "documents" not in path.parts]


def test_no_page_has_an_inline_script_style_or_handler():
    # Documents (certificates, decisions) are rendered to PDF, where a style sheet inside the file is how it is done.
    found = [
        str(path.relative_to(SOURCE))
        for path in page_templates()
        if INLINE.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_is_marked_safe():
    pattern = re.compile(r"mark_safe|SafeString|\|\s*safe\b|autoescape off")
    found = [
        str(path.relative_to(SOURCE))
        for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_include_or_extends_reaches_into_another_stage():
    found = []
    shared = {"ui", "django", "account", "mfa", "allauth", "documents", "cotton"}
    for path in SOURCE.rglob("templates/**/*.html"):
        owner = path.relative_to(SOURCE / "ocop").parts[0]
        for name in re.findall(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"", path.read_text(encoding="utf-8")):
            first = name.split("/")[0]
            if first not in shared and owner != "platform" and first != owner:
                found.append(f"{path.relative_to(SOURCE)} → {name}")
    assert found == []


def test_no_template_is_unused():
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *PROJECT.glob("tests/**/*.py")]
    )
    unused = []
    for path in SOURCE.rglob("templates/**/*.html"):
        name = path.relative_to(
            next(parent for parent in path.parents if parent.name == "templates")
        ).as_posix()
        if name.split("/")[0] in {"account", "mfa", "allauth", "django"} or name in {
            "400.html",
            "403.html",
            "404.html",
            "500.html",
        }:
            continue
        if name.startswith("cotton/"):
            component = name.removeprefix("cotton/").removesuffix(".html").replace("_", "-").replace("/", ".")
            if f"<c-{component}" not in sources:
                unused.append(name)
        elif f'"{name}"' not in sources and f"'{name}'" not in sources:
            unused.append(name)
    assert unused == []
