"""Decisions: drafted from results, issued in one act, with what each product becomes."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from ocop.dossiers.models import Dossier
from ocop.platform.audit.reading import exported, history_of
from ocop.platform.numbering.series import last_number
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.recognition import actions
from ocop.recognition.models import Certificate, Decision, DecisionLine
from ocop.recognition.queries import awaiting_results, proposed_number
from tests import factories_recognition as make
from tests.conftest import NOON, TODAY

pytestmark = pytest.mark.usefixtures("places")


def outcomes(decision: Decision) -> list[tuple[str, str]]:
    return list(decision.lines.order_by("position").values_list("product_name", "outcome"))


def issue(decision: Decision, **changes):
    facts = {
        "number": 123, "issued_on": TODAY, "signed_by_name": "Người Ký", "signed_by_post": "Chủ tịch",
        "actor": make.actor("province_leader"), "at": NOON,
    }  # fmt: skip
    return actions.issue_decision(decision, **(facts | changes))


def test_each_result_goes_the_way_the_rulebook_says():
    rows = [
        make.result(name="Một", total="29.99"),
        make.result(name="Năm", total="90"),
        make.result(name="Bốn", total=Fraction("89.99")),
        make.result(name="Chín mươi mà thiếu mức tối thiểu", total="92", star=4),
        make.result(name="Ba", total="50"),
        make.result(name="Hai", total="49.99"),
        make.result(name="Bị loại", total="95", star=0),
    ]
    assert outcomes(make.draft(*rows)) == [
        ("Chín mươi mà thiếu mức tối thiểu", "recognise"),
        ("Bốn", "recognise"),
        ("Ba", "recognise"),
        ("Năm", "forward"),
        ("Hai", "close"),
        ("Một", "close"),
        ("Bị loại", "close"),
    ]


def test_issuing_makes_a_certificate_for_what_is_recognised_and_moves_every_dossier_on():
    rows = [
        make.result(name="Ba", total="60"),
        make.result(name="Năm", total="93"),
        make.result(name="Hai", total="40"),
    ]
    decision = issue(make.draft(*rows))
    assert (decision.state, decision.number_text, decision.year) == ("issued", "123/QĐ-UBND", 2026)
    assert list(Certificate.objects.values_list("product_name", "star")) == [("Ba", 3)]
    states = Dossier.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["recognised", "forwarded", "not_recognised"]
    texts = list(Dossier.objects.order_by("pk").values_list("outcome_text", flat=True))
    assert texts[0] == "Ba (14-03646-1-2026)"
    assert "123/QĐ-UBND" in texts[1] and "Điều 4 khoản 1 điểm a" in texts[1]
    assert "40,00 điểm, đạt hạng 2 sao" in texts[2] and len(texts[2]) < 300
    assert awaiting_results("14") == []


def test_issuing_is_recorded_with_who_and_in_what_capacity():
    decision = issue(make.draft(make.result(name="Ba", total="60")))
    event = history_of(decision)[0]
    assert (event.verb, event.before, event.after) == ("recognition.issue_decision", "draft", "issued")
    assert event.mandate == "Chủ tịch Ủy ban nhân dân cấp tỉnh, 14"
    assert event.facts["lines"] == [{"product": "Ba", "outcome": "recognise", "star": 3, "total": "60.00"}]
    verbs = [entry["verb"] for entry in exported()]
    assert verbs == [
        "recognition.draft_decision",
        "recognition.issue_decision",
        "dossiers.recognise",
        "recognition.issue_decision",
    ]


def test_a_token_never_stands_in_the_audit():
    certificate = make.certificate()
    assert certificate.token not in str(list(exported()))


def test_a_second_click_is_refused_and_makes_no_second_certificate():
    decision = make.draft(make.result())
    issue(decision)
    with pytest.raises(WrongState, match="Đã ban hành"):
        issue(decision, number=124)
    assert Certificate.objects.count() == 1


def test_a_result_is_in_one_draft_only_until_that_is_discarded():
    row = make.result()
    first = make.draft(row)
    with pytest.raises(Invalid, match="không còn chờ quyết định"):
        make.draft(row)
    assert awaiting_results("14") == []
    actions.discard_decision(first, actor=make.actor("province_officer"), at=NOON)
    assert [found.result.result_id for found in awaiting_results("14")] == [row.pk]
    second = make.draft(row)
    assert issue(second).state == "issued"
    assert DecisionLine.objects.filter(result=row).count() == 2


def test_a_draft_can_be_changed_and_a_discarded_one_cannot():
    one, two = make.result(name="Một sản phẩm", total="60"), make.result(name="Hai sản phẩm", total="70")
    decision = make.draft(one)
    change = {
        "title": "Về việc công nhận",
        "proposer_name": "",
        "actor": make.actor("province_officer"),
        "at": NOON,
    }
    changed = actions.change_draft(decision, result_ids=[two.pk, one.pk], **change)
    assert outcomes(changed) == [("Hai sản phẩm", "recognise"), ("Một sản phẩm", "recognise")]
    actions.discard_decision(decision, actor=make.actor("province_officer"), at=NOON)
    with pytest.raises(WrongState):
        actions.change_draft(decision, result_ids=[one.pk], **change)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": 0}, "number"),
        ({"issued_on": TODAY + timedelta(days=1)}, "issued_on"),
        ({"issued_on": TODAY - timedelta(days=1)}, "issued_on"),
        ({"signed_by_name": "  "}, "signed_by_name"),
    ],
    ids=["no number", "a day to come", "before the council closed", "nobody signs"],
)
def test_what_cannot_be_issued_is_refused_and_leaves_no_trace(changes, field):
    decision = make.draft(make.result())
    before = len(list(exported()))
    with pytest.raises(Invalid) as refused:
        issue(decision, **changes)
    assert refused.value.field == field
    decision.refresh_from_db()
    assert (decision.state, decision.number) == ("draft", None)
    assert Certificate.objects.count() == 0
    assert len(list(exported())) == before
    assert last_number("product/14/03646") == 0


def test_a_number_is_used_once_a_year():
    make.issued(make.result(), number=7)
    assert proposed_number("14", 2026) == 8
    assert proposed_number("14", 2027) == 1
    with pytest.raises(Invalid, match="Số 07/QĐ-UBND đã dùng") as refused:
        issue(make.draft(make.result()), number=7)
    assert refused.value.field == "number"


def test_a_decision_needs_something_to_decide():
    officer = make.actor("province_officer")
    low = make.result(total="40")
    for chosen, sentence in (([], "Hãy chọn ít nhất một"), ([low.pk], "Kết thúc không công nhận")):
        with pytest.raises(Invalid, match=sentence):
            actions.draft_decision(
                make.place("14"), result_ids=chosen, authority_name=make.AUTHORITY, actor=officer, at=NOON
            )
    assert Decision.objects.count() == 0


def test_products_below_three_stars_are_closed_without_a_decision():
    low, high = make.result(total="40"), make.result(total="60")
    leader = make.actor("province_leader")
    with pytest.raises(Invalid):
        actions.close_results("14", result_ids=[low.pk, high.pk], actor=leader, at=NOON)
    with pytest.raises(NotAllowed):
        actions.close_results("14", result_ids=[low.pk], actor=make.actor("province_officer"), at=NOON)
    assert set(Dossier.objects.values_list("state", flat=True)) == {"evaluated"}
    [closed] = actions.close_results("14", result_ids=[low.pk], actor=leader, at=NOON)
    assert closed.state == "not_recognised"
    assert [row.result.result_id for row in awaiting_results("14")] == [high.pk]


def test_another_province_sees_and_drafts_nothing():
    row = make.result()
    assert awaiting_results("15") == []
    with pytest.raises(NotAllowed):
        actions.draft_decision(
            make.place("14"), result_ids=[row.pk], authority_name=make.AUTHORITY,
            actor=make.actor("province_officer", "15"), at=NOON,
        )  # fmt: skip


def test_the_office_drafts_and_the_chairman_issues():
    decision = make.draft(make.result())
    with pytest.raises(NotAllowed, match="Chỉ Chủ tịch Ủy ban nhân dân của cấp ra quyết định"):
        issue(decision, actor=make.actor("province_officer"))
    assert issue(decision).issued_by == "Người giữ vai province_leader"


def test_follow_up_runs_after_the_commit(django_capture_on_commit_callbacks):
    seen: list[str] = []
    decision = make.draft(make.result())
    with django_capture_on_commit_callbacks(execute=True):
        issue(decision, then=[lambda issued: seen.append(issued.number_text)])
        assert seen == []
    assert seen == ["123/QĐ-UBND"]


def test_the_code_carries_the_year_of_the_evaluation_not_of_the_decision():
    row = make.result(held_on=date(2026, 11, 10))
    decision = issue(make.draft(row), issued_on=date(2026, 11, 16))
    assert Certificate.objects.get().product_code == "14-03646-1-2026"
    assert decision.issued_on == date(2026, 11, 16)
