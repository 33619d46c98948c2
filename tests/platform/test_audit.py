"""The audit chain: what is appended, what the database refuses, and what the verifier finds."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from ocop.platform.access import Actor, Grant
from ocop.platform.accounts.models import User
from ocop.platform.audit.chain import GENESIS, digest, verify
from ocop.platform.audit.models import Entry, Head
from ocop.platform.audit.reading import exported, history_of, verify_database
from ocop.platform.workflow import act, note

pytestmark = pytest.mark.django_db


def person() -> Actor:
    grant = Grant(
        role="commune_officer",
        role_title="Cán bộ xã",
        place_path="14/03646",
        place_name="Phường Tô Hiệu",
        agency="UBND phường Tô Hiệu",
        reach="place",
        capabilities=frozenset({"dossiers.view"}),
    )
    return Actor(user_id=7, name="Cán bộ phường", grants=(grant,), request_number="abc")


@pytest.fixture
def subject():
    return User.objects.create(username="0900000001", full_name="Chủ thể thử")


def write(subject, at, *verbs):
    for index, verb in enumerate(verbs):
        note(
            verb,
            subject,
            actor=person(),
            at=at + timedelta(seconds=index),
            facts={"n": index},
            place_path="14/03646",
        )


def test_an_act_writes_its_entries_with_name_mandate_and_agency_as_text(subject, noon):
    write(subject, noon, "dossiers.view")
    entry = Entry.objects.get()
    assert (
        entry.number,
        entry.actor_name,
        entry.mandate,
        entry.agency,
        entry.subject_label,
        entry.facts,
    ) == (
        1,
        "Cán bộ phường",
        "Cán bộ xã, Phường Tô Hiệu",
        "UBND phường Tô Hiệu",
        "Chủ thể thử",
        {"n": 0},
    )
    assert entry.previous == GENESIS
    assert entry.digest == Head.objects.get().digest == digest(GENESIS, entry.as_covered())


def test_entries_chain_in_the_order_of_the_acts(subject, noon):
    write(subject, noon, "a.one", "a.two", "a.three")
    assert list(Entry.objects.order_by("number").values_list("number", "verb")) == [
        (1, "a.one"),
        (2, "a.two"),
        (3, "a.three"),
    ]
    assert verify_database().intact
    assert [event.verb for event in history_of(subject)] == ["a.three", "a.two", "a.one"]


def test_an_act_that_fails_leaves_no_entry(subject, noon):
    with pytest.raises(ZeroDivisionError), act():
        note("a.one", subject, actor=person(), at=noon)
        raise ZeroDivisionError
    assert Entry.objects.count() == 0
    assert Head.objects.get().number == 0


def test_secrets_in_facts_are_masked(subject, noon):
    note("a.one", subject, actor=person(), at=noon, facts={"token": "t0p", "star": 4})
    assert Entry.objects.get().facts == {"token": "•••", "star": 4}


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor_name = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_delete_an_entry(subject, noon, statement):
    write(subject, noon, "a.one")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().actor_name == "Cán bộ phường"


def chain(subject, noon):
    write(subject, noon, "a.one", "a.two", "a.three")
    return list(exported())


@pytest.mark.parametrize("field", ["actor_name", "verb", "facts", "at", "subject_id", "after"])
def test_a_changed_entry_is_named(subject, noon, field):
    entries = chain(subject, noon)
    entries[1][field] = "khác"
    found = verify(entries)
    assert (found.intact, found.entries) == (False, 1)
    assert "entry 2 was changed" in found.fault


def test_a_missing_entry_is_named(subject, noon):
    entries = chain(subject, noon)
    del entries[1]
    assert "entry 2 is missing" in verify(entries).fault


def test_swapped_entries_are_found(subject, noon):
    entries = chain(subject, noon)
    entries[0], entries[1] = entries[1], entries[0]
    assert not verify(entries).intact


def test_a_chain_that_was_cut_short_is_found_by_a_head_noted_before(subject, noon):
    entries = chain(subject, noon)
    head = (3, entries[2]["digest"])
    assert verify(entries, expected_head=head).intact
    assert "ends at 2" in verify(entries[:2], expected_head=head).fault


def test_a_chain_rewritten_from_the_start_is_found_by_a_head_noted_before(subject, noon):
    entries = chain(subject, noon)
    head = (2, entries[1]["digest"])
    previous = GENESIS
    for entry in entries:
        entry["actor_name"] = "kẻ khác"
        entry["previous"] = previous
        previous = entry["digest"] = digest(previous, entry)
    assert verify(entries).intact
    assert "not the one that was noted" in verify(entries, expected_head=head).fault


def test_the_verifier_command_reads_an_exported_file_without_the_database(subject, noon, tmp_path, capsys):
    write(subject, noon, "a.one", "a.two")
    file = tmp_path / "audit.jsonl"
    call_command("export_audit", file)
    capsys.readouterr()
    call_command("verify_audit", "--file", str(file), "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"intact": True, "entries": 2, "head": Head.objects.get().digest, "fault": ""}

    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0].replace("a.one", "a.six"), lines[1]]))
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_audit", "--file", str(file))
    assert stopped.value.code == 1
    assert "CAN THIỆP" in capsys.readouterr().out
