"""Codes that no text seen says how to make: dossiers of QĐ 148 as amended, registered where there is no district."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.recognition import actions
from ocop.recognition.models import Certificate, Decision
from ocop.recognition.queries.coding import lines_to_code
from tests import factories_recognition as make
from tests.conftest import NOON, TODAY

pytestmark = pytest.mark.usefixtures("places")
CODE = "14-116-03646-12-2025"


def drafted(*names: str) -> Decision:
    """Return a draft over products of QĐ 148 as amended, and one of QĐ 26, whose code the rules make."""
    old = [make.result(name=name, total="60", rulebook_id="148-2025") for name in names]
    return make.draft(*old, make.result(name="Theo quy định mới", total="70"))


def written(decision: Decision, *codes: str, **changes) -> Decision:
    typed = {line.pk: code for line, code in zip(lines_to_code(decision), codes, strict=True)}
    return actions.write_codes(
        decision, typed, **({"actor": make.actor("province_officer"), "at": NOON} | changes)
    )


def issue(decision: Decision) -> Decision:
    return actions.issue_decision(
        decision, number=7, issued_on=TODAY, signed_by_name="Người Ký", signed_by_post="Chủ tịch",
        actor=make.actor("province_leader"), at=NOON,
    )  # fmt: skip


def test_only_products_whose_code_nobody_knows_how_to_make_ask_for_one():
    decision = drafted("Mật ong", "Trà xanh")
    assert {line.product_name for line in lines_to_code(decision)} == {"Mật ong", "Trà xanh"}
    assert lines_to_code(make.draft(make.result(name="Mới", total="70"))) == []


def test_nothing_is_issued_before_the_code_is_written_and_then_it_stands_as_written():
    decision = drafted("Mật ong")
    with pytest.raises(Invalid, match="ghi mã của “Mật ong” vào dự thảo trước khi ban hành"):
        issue(decision)
    assert not Certificate.objects.exists()
    written(decision, " 14 - 116-03646 -12-2025 ")
    issue(decision)
    assert {one.product_name: one.product_code for one in Certificate.objects.all()} == {
        "Mật ong": CODE,
        "Theo quy định mới": "14-03646-1-2026",
    }
    assert [event.facts["codes"] for event in history_of(decision) if "codes" in event.facts] == [
        {CODE: "Mật ong"}
    ]


@pytest.mark.parametrize("bad", ["14", "14-116-03646-mười hai-2025", "14/116/03646/12/2025", "1" * 40])
def test_what_is_no_code_is_refused_at_its_box(bad):
    decision = drafted("Mật ong")
    with pytest.raises(Invalid, match="Mã gồm các nhóm chữ số") as refused:
        written(decision, bad)
    assert refused.value.field == f"code_{lines_to_code(decision)[0].pk}"


def test_a_code_is_not_given_twice_nor_taken_from_another_product():
    decision = drafted("Mật ong", "Trà xanh")
    with pytest.raises(Invalid, match="đã có ở sản phẩm khác"):
        written(decision, CODE, CODE)
    make.earlier(product_code=CODE)
    with pytest.raises(Invalid, match="đã có ở sản phẩm khác"):
        written(decision, CODE, "14-116-03646-13-2025")
    assert [line.code_text for line in lines_to_code(decision)] == ["", ""]


def test_a_code_in_another_draft_is_taken_until_that_is_discarded():
    first, second = drafted("Mật ong"), drafted("Trà xanh")
    written(first, CODE)
    with pytest.raises(Invalid, match="đã có ở sản phẩm khác"):
        written(second, CODE)
    actions.discard_decision(first, actor=make.actor("province_officer"), at=NOON)
    assert [line.code_text for line in lines_to_code(written(second, CODE))] == [CODE]


def test_a_code_that_another_product_got_meanwhile_is_refused_when_the_decision_is_issued():
    decision = written(drafted("Mật ong"), CODE)
    make.earlier(product_code=CODE)
    with pytest.raises(Invalid, match="đã có ở sản phẩm khác"):
        issue(decision)
    assert Certificate.objects.filter(product_code=CODE).count() == 1


def test_a_made_code_never_repeats_one_that_was_entered():
    make.earlier(product_code="14-03646-1-2026")
    make.issued(make.result(name="Mới", total="70"))
    assert Certificate.objects.get(product_name="Mới").product_code == "14-03646-2-2026"


def test_a_written_code_is_taken_back_by_an_empty_box_and_kept_when_the_draft_changes():
    decision = drafted("Mật ong", "Trà xanh")
    written(decision, CODE, "14-116-03646-13-2025")
    kept = {line.product_name: line.code_text for line in lines_to_code(decision)}
    changed = actions.change_draft(
        decision, result_ids=[line.result_id for line in lines_to_code(decision)], title="Khác",
        proposer_name="Sở", actor=make.actor("province_officer"), at=NOON,
    )  # fmt: skip
    assert {line.product_name: line.code_text for line in lines_to_code(changed)} == kept
    written(changed, "", "14-116-03646-13-2025")
    assert sorted(line.code_text for line in lines_to_code(changed)) == ["", "14-116-03646-13-2025"]


def test_only_the_office_that_drafts_writes_codes_and_only_into_a_draft():
    decision = drafted("Mật ong")
    with pytest.raises(NotAllowed):
        written(decision, CODE, actor=make.actor("province_leader"))
    with pytest.raises(NotAllowed):
        written(decision, CODE, actor=make.actor("province_officer", "01"))
    actions.discard_decision(decision, actor=make.actor("province_officer"), at=NOON)
    with pytest.raises(WrongState):
        written(decision, CODE)


@pytest.mark.django_db
def test_the_office_writes_codes_on_the_drafts_page_and_the_chairman_reads_them(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    decision = drafted("Mật ong")
    box = f"code_{lines_to_code(decision)[0].pk}"
    address = reverse("recognition:decision", args=[decision.pk])
    client.force_login(make.person("province_officer"))
    assert f'name="{box}"' in client.get(address).content.decode()
    send = reverse("recognition:write_codes", args=[decision.pk])
    refused = client.post(send, {box: "mười hai"})
    assert refused.status_code == 422
    assert "Mã gồm các nhóm chữ số" in refused.content.decode() and "mười hai" in refused.content.decode()
    assert client.post(send, {box: CODE}).status_code == 302
    client.force_login(make.person("province_leader"))
    seen = client.get(address).content.decode()
    assert CODE in seen and f'name="{box}"' not in seen
    assert client.post(send, {box: ""}).status_code == 403
