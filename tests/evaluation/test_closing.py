"""Closing a session: quorum, ballots, gaps, the rules core, and what is frozen."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction

from ocop.dossiers.models import Dossier
from ocop.evaluation import actions
from ocop.evaluation.models import Ballot, ItemResult
from ocop.evaluation.queries import (
    comparison_of,
    gaps_between,
    quorum_of,
    results_awaiting_decision,
    totals_of,
)
from ocop.platform.audit.reading import history_of, recent
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop.programme.models import Regulation
from ocop_rules import grading, rulebooks
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")


def close(session, actor):
    return actions.close_session(session, actor=actor, at=make.NOON)


def test_result_is_what_the_rules_core_makes_of_the_ballots():
    seats = make.panel(members=2)
    chosen = [make.picks(make.best), make.picks(make.best, c1_1=0), make.picks(make.best, c2_2=0, c2_3=0)]
    session = make.all_scored(make.opened(seats), seats, chosen)
    item = session.items.get()
    expected = grading.grade(
        rulebooks.get("26-2026"), make.sheet_of(),
        ballots={str(number): make.points_of(picks) for number, picks in enumerate(chosen)},
    )  # fmt: skip
    assert close(session, seats.secretary).state == "closed"
    result = ItemResult.objects.get(item=item)
    assert Fraction(result.total_exact) == expected.total
    assert (result.band_star, result.minimum_star, result.star) == (
        expected.band_star, expected.minimum_star, expected.star,
    )  # fmt: skip
    assert result.total_shown == grading.shown(expected.total)
    assert result.total_hundredths == expected.total * 100 // 1
    assert {code: Fraction(mean) for code, mean in result.means.items()} == expected.criterion_means
    assert [(m["criterion"], m["star"], m["needs"], Fraction(m["got"])) for m in result.missed] == [
        (m.criterion, m.star, m.needs, m.got) for m in expected.missed
    ]
    assert [member["total"] for member in result.members] == [
        sum(make.points_of(picks).values()) for picks in chosen
    ]
    assert result.rulebook_digest == rulebooks.get("26-2026").digest
    dossier = Dossier.objects.get(pk=item.dossier_id)
    assert (dossier.state, dossier.result_total, dossier.result_star) == (
        "evaluated",
        result.total_shown,
        result.star,
    )


def test_missed_minimum_is_named_with_what_it_needs_and_got():
    seats = make.panel(members=2)
    low = make.picks(make.best, c2_2=0)
    session = make.all_scored(make.opened(seats), seats, [low, low, make.picks(make.best)])
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    criterion = make.sheet_of().criterion("2.2")
    got = Fraction(2 * criterion.levels[0].points + criterion.max, 3)
    assert (result.band_star, result.minimum_star, result.star) == (5, 2, 2)
    assert result.missed[0] == {
        "criterion": "2.2", "name": criterion.name, "star": 3, "needs": 2, "got": str(got), "got_shown": grading.shown(got),
    }  # fmt: skip


def test_no_level_reached_counts_nothing_and_misses_the_minimum_on_the_lowest_level():
    seats = make.panel(members=2)
    none = make.picks(make.best, c3_5=len(make.sheet_of().criterion("3.5").levels))
    session = make.all_scored(make.opened(seats), seats, [none])
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    assert (result.means["3.5"], result.total_shown, result.star) == ("0", "97.00", 2)
    assert {(missed["criterion"], missed["star"], missed["got_shown"]) for missed in result.missed} == {
        ("3.5", 3, "0.00"), ("3.5", 4, "0.00"),
    }  # fmt: skip


def test_closing_twice_is_refused_and_changes_nothing():
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    close(session, seats.secretary)
    with pytest.raises(WrongState, match="Đã chốt"):
        close(session, seats.chair)
    assert ItemResult.objects.count() == 1
    assert [event.verb for event in history_of(session)].count("evaluation.close_session") == 1


def test_scoring_must_have_ended_before_the_session_is_closed():
    seats = make.panel(members=2)
    session = make.opened(seats)
    with pytest.raises(WrongState):
        close(session, seats.secretary)
    assert ItemResult.objects.count() == 0


@pytest.mark.parametrize(
    ("absent", "reason"),
    [
        ((1, 2), "Chưa đủ số thành viên: có mặt 3 trên 5, quy chế yêu cầu ít nhất 4 (3/4)."),
        ((0,), "Chủ tịch Hội đồng vắng mặt; quy chế yêu cầu Chủ tịch có mặt."),
    ],
)
def test_session_without_its_quorum_is_not_closed(absent, reason):
    seats = make.panel(members=4)
    session = make.opened(seats)
    item = session.items.get()
    present = [voter for number, voter in enumerate(seats.voters) if number not in absent]
    for voter in present:
        make.scored(item, voter)
    make.attended(session, seats, *present)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    before = len(recent())
    with pytest.raises(Invalid) as refused:
        close(session, seats.secretary)
    assert str(refused.value) == f"Chưa chốt được phiên họp. {reason}"
    session.refresh_from_db()
    assert (session.state, ItemResult.objects.count(), len(recent())) == ("scoring_ended", 0, before)


def test_absent_member_is_not_counted_even_with_a_completed_ballot():
    seats = make.panel(members=3)
    session = make.opened(seats)
    item = session.items.get()
    for voter in seats.voters[:3]:
        make.scored(item, voter)
    make.scored(item, seats.voters[3], make.picks(make.least))
    make.attended(session, seats, *seats.voters[:3])
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    assert (result.total_exact, [member["name"] for member in result.members]) == (
        "100", ["Chủ tịch Hội đồng", "Ủy viên 1", "Ủy viên 2"],
    )  # fmt: skip


def test_recused_member_is_neither_counted_nor_part_of_the_quorum_of_the_product():
    seats = make.panel(members=3)
    session = make.opened(seats)
    item = session.items.get()
    for voter in seats.voters[:3]:
        make.scored(item, voter)
    last = seats.voters[3]
    actions.declare_interest(
        make.ballot_of(item, last), has_interest=True, reason="Cổ đông", actor=last, at=make.NOON
    )
    make.attended(session, seats)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    assert [member["name"] for member in result.members] == ["Chủ tịch Hội đồng", "Ủy viên 1", "Ủy viên 2"]
    assert [(row["name"], row["reason"]) for row in result.recused] == [("Ủy viên 3", "Cổ đông")]


def test_product_with_too_few_members_without_an_interest_has_to_wait():
    seats = make.panel(members=3)
    session = make.opened(seats, "Mật ong", "Chè")
    item = session.items.get(product_name="Chè")
    for voter in seats.voters[2:]:
        actions.declare_interest(
            make.ballot_of(item, voter), has_interest=True, reason="Cổ đông", actor=voter, at=make.NOON
        )
    for voter in seats.voters:
        make.scored(session.items.get(product_name="Mật ong"), voter)
    for voter in seats.voters[:2]:
        make.scored(item, voter)
    make.attended(session, seats)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    with pytest.raises(Invalid, match="“Chè”: chỉ có 2 phiếu được tính, quy chế yêu cầu ít nhất 3"):
        close(session, seats.secretary)
    actions.postpone_item(item, reason="Không đủ thành viên", actor=seats.secretary, at=make.NOON)
    close(session, seats.secretary)
    assert [result.product_name for result in ItemResult.objects.all()] == ["Mật ong"]
    assert Dossier.objects.get(pk=item.dossier_id).state == "accepted"


def test_unfinished_ballot_of_someone_present_keeps_the_session_open():
    seats = make.panel(members=2)
    session = make.opened(seats)
    item = session.items.get()
    for voter in seats.voters[:2]:
        make.scored(item, voter)
    make.declared(item, seats.voters[2])
    make.attended(session, seats)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    with pytest.raises(Invalid, match="Ủy viên 2 chưa hoàn thành phiếu"):
        close(session, seats.secretary)


def test_reopened_ballot_keeps_the_session_open_until_it_is_completed():
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    item = session.items.get()
    actions.reopen_ballot(
        make.ballot_of(item, seats.chair), reason="Xem lại", actor=seats.secretary, at=make.NOON
    )
    with pytest.raises(Invalid, match="phiếu của Chủ tịch Hội đồng đang mở lại"):
        close(session, seats.secretary)
    ballot = make.ballot_of(item, seats.chair)
    actions.complete_ballot(ballot, version=ballot.version, actor=seats.chair, at=make.NOON)
    assert close(session, seats.secretary).state == "closed"


def test_gap_over_the_limit_asks_for_a_discussion_or_a_second_look():
    seats = make.panel(members=2)
    low = make.picks(
        make.best, **{f"c{code.replace('.', '_')}": 0 for code in ("1.4", "4.1", "5.1", "7", "9")}
    )
    gap = 100 - sum(make.points_of(low).values())
    assert gap > 10
    session = make.all_scored(make.opened(seats), seats, [make.picks(), make.picks(), low])
    item = session.items.get()
    _members, (row,) = totals_of(session)
    assert [(found.lower, found.points) for found in row.gaps] == [("Ủy viên 2", gap), ("Ủy viên 2", gap)]
    assert [cell.is_extreme for cell in row.cells].count(True) == 2
    with pytest.raises(Invalid, match=f"chênh {gap} điểm, quá 10 điểm"):
        close(session, seats.secretary)
    actions.write_discussion(item, text="Hội đồng thống nhất giữ điểm.", actor=seats.secretary, at=make.NOON)
    assert close(session, seats.secretary).state == "closed"


@pytest.mark.parametrize(("difference", "found"), [(9, 0), (10, 0), (11, 1)])
def test_gap_is_too_wide_only_above_the_limit(difference, found):
    assert len(gaps_between({"A": 70, "B": 70 + difference}, max_gap_points=10)) == found


def test_comparison_puts_first_the_criteria_where_members_differ_most():
    seats = make.panel(members=2)
    low = make.picks(make.best, c5_1=0, c1_1=1)
    session = make.all_scored(make.opened(seats), seats, [make.picks(), make.picks(), low])
    comparison = comparison_of(session.items.get())
    assert [(row.code, row.points, row.spread) for row in comparison.rows][:3] == [
        ("5.1", (5, 5, make.sheet_of().criterion("5.1").levels[0].points), 5),
        ("1.1", (3, 3, 2), 1),
        ("1.2", (2, 2, 2), 0),
    ]
    assert len(comparison.rows) == 34


def test_ballot_opened_again_shows_no_total_until_it_is_completed():
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    item = session.items.get()
    actions.reopen_ballot(
        make.ballot_of(item, seats.members[0]), reason="Xem lại", actor=seats.secretary, at=make.NOON
    )
    _members, (row,) = totals_of(session)
    assert [(cell.state, cell.total) for cell in row.cells] == [
        ("done", 100),
        ("reopened", None),
        ("done", 100),
    ]
    assert len(comparison_of(item).members) == 2


def test_excluded_product_gets_no_star_and_needs_no_ballots():
    seats = make.panel(members=2)
    session = make.opened(seats, "Mật ong", "Chè")
    spoiled = session.items.get(product_name="Chè")
    actions.disqualify_item(
        spoiled, code="forged", reason="Phiếu kiểm nghiệm giả", actor=seats.secretary, at=make.NOON
    )
    for voter in seats.voters:
        make.scored(session.items.get(product_name="Mật ong"), voter)
    make.attended(session, seats)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    close(session, seats.secretary)
    result = ItemResult.objects.get(item=spoiled)
    assert (result.star, result.total_shown, result.members) == (0, "0.00", [])
    assert [ground["code"] for ground in result.disqualified] == ["forged"]


def test_excluded_product_keeps_the_total_it_was_given():
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    actions.disqualify_item(
        session.items.get(),
        code="forged",
        reason="Phiếu kiểm nghiệm giả",
        actor=seats.secretary,
        at=make.NOON,
    )
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    assert (result.star, result.band_star, result.total_shown) == (0, 5, "100.00")


def test_closed_session_takes_no_mark_and_the_database_refuses_changes():
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    close(session, seats.secretary)
    ballot = make.ballot_of(session.items.get(), seats.chair)
    assert ballot.frozen
    with pytest.raises(WrongState, match="đã chốt"):
        actions.save_mark(
            ballot, code="1.1", level=0, version=ballot.version, actor=seats.chair, at=make.NOON
        )
    for change in (
        lambda: Ballot.objects.filter(pk=ballot.pk).update(total_points=1),
        lambda: ItemResult.objects.update(star=5),
    ):
        with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic(), act():
            change()
    for act_on in (actions.resume_scoring, actions.cancel_session):
        with pytest.raises(WrongState):
            act_on(session, reason="x", actor=seats.secretary, at=make.NOON)


def test_log_keeps_the_figures_and_a_digest_of_every_ballot_once_closed():
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    (event,) = history_of(result)
    assert (event.facts["total"], event.facts["star"]) == ("100", 5)
    assert set(event.facts["ballots"]) == {str(pk) for pk in Ballot.objects.values_list("pk", flat=True)}
    assert event.mandate == "Thư ký Hội đồng đánh giá, Tỉnh Sơn La"


def test_member_may_not_close_the_session():
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    for actor in (seats.members[0], seats.officer, make.panel().chair):
        with pytest.raises(NotAllowed):
            close(session, actor)
    assert ItemResult.objects.count() == 0


def test_results_await_a_decision_best_first_and_only_within_the_place():
    seats = make.panel(members=2)
    session = make.opened(seats, "Mật ong", "Chè")
    for item in session.items.all():
        chosen = make.picks(make.best) if item.product_name == "Chè" else make.picks(make.best, c1_1=1)
        for voter in seats.voters:
            make.scored(item, voter, chosen)
    make.attended(session, seats)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    assert results_awaiting_decision("14") == []
    close(session, seats.secretary)
    rows = results_awaiting_decision("14")
    assert [(row.product_name, row.total_shown, row.star, row.place_name) for row in rows] == [
        ("Chè", "100.00", 5, rows[0].place_name),
        ("Mật ong", "99.00", 5, rows[0].place_name),
    ]
    assert results_awaiting_decision("1") == results_awaiting_decision("01") == []


@pytest.mark.parametrize(("voting", "needed"), [(4, 3), (5, 4), (8, 6), (9, 7), (11, 9)])
def test_quorum_rounds_the_share_up(voting, needed):
    seats = make.panel(members=voting - 1)
    session = make.opened(seats)
    make.attended(session, seats)
    quorum = quorum_of(session)
    assert (quorum.voting, quorum.needed, quorum.is_met) == (voting, needed, True)


def decided(**values: str) -> None:
    with act():
        for key, value in values.items():
            Regulation(key=key, value=value, place_path="14", valid_from=date(2026, 1, 1), document="QĐ 643/QĐ-UBND",
                       added_at=make.NOON, added_by="t").save()  # fmt: skip


@pytest.mark.parametrize(("rule", "star"), [("cap", 2), ("fail", 0)])
def test_missed_minimum_caps_or_fails_as_the_province_has_decided(rule, star):
    decided(on_missed_minimum=rule)
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats, [make.picks(make.best, c2_2=0)])
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    assert (result.band_star >= 4, result.minimum_star, result.star) == (True, 2, star)


def test_product_failed_for_a_minimum_is_shown_without_a_star_and_not_as_excluded(client):
    decided(on_missed_minimum="fail")
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats, [make.picks(make.best, c2_2=0)])
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    client.force_login(seats.users[seats.secretary.user_id])
    pages = [
        client.get(address).content.decode()
        for address in (
            f"/hoi-dong/ket-qua/{result.pk}/",
            f"/hoi-dong/phien/{session.pk}/",
            f"/hoi-dong/phien/{session.pk}/bien-ban/",
        )
    ]
    assert ["Không xếp hạng" in page for page in pages] == [True] * 3
    assert ["Bị loại" in page for page in pages] == [False] * 3
    assert "Kết luận: không đề nghị công nhận vì thiếu điểm tối thiểu." in pages[2]
    officer = make.person("province_officer")
    client.force_login(officer)
    drafts = client.get("/cong-nhan/quyet-dinh/").content.decode()
    assert ("Không xếp hạng" in drafts, "Bị loại" in drafts) == (True, False)


def test_product_that_misses_nothing_of_its_own_star_is_not_failed():
    decided(on_missed_minimum="fail")
    seats = make.panel(members=2)
    session = make.all_scored(make.opened(seats), seats)
    close(session, seats.secretary)
    result = ItemResult.objects.get()
    assert result.star == result.band_star


def test_product_that_misses_a_minimum_is_sent_back_where_the_province_has_decided_so():
    decided(on_missed_minimum="return")
    seats = make.panel(members=2)
    session = make.opened(seats, "Cà phê rang", "Trà xanh")
    low, good = session.items.order_by("position")
    for item, chosen in ((low, make.picks(make.best, c2_2=0)), (good, make.picks(make.best))):
        for voter in seats.voters:
            make.scored(item, voter, chosen)
    make.attended(session, seats)
    session = actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    with pytest.raises(Invalid) as refused:
        close(session, seats.secretary)
    assert refused.value.field == f"item-{low.pk}"
    assert str(refused.value) == (
        "“Cà phê rang” thiếu điểm tối thiểu ở tiêu chí 2.2; quy chế yêu cầu để lại phiên sau "
        "cho chủ thể hoàn thiện. Hãy để sản phẩm lại phiên sau rồi chốt."
    )
    assert ItemResult.objects.count() == 0
    actions.postpone_item(low, reason="Hoàn thiện bao bì", actor=seats.secretary, at=make.NOON)
    close(session, seats.secretary)
    assert list(ItemResult.objects.values_list("product_name", flat=True)) == ["Trà xanh"]


def test_gap_of_any_width_needs_no_discussion_where_the_province_sets_no_limit():
    decided(max_gap_points="0")
    seats = make.panel(members=2)
    chosen = [make.picks(make.best), make.picks(make.least), make.picks(make.best)]
    session = make.all_scored(make.opened(seats), seats, chosen)
    assert [row.gaps for row in totals_of(session)[1]] == [()]
    assert close(session, seats.secretary).state == "closed"


def test_minutes_state_every_rule_that_was_used_and_which_of_them_are_defaults(client):
    decided(quorum_share="2/3", averaging="criteria")
    seats = make.panel(members=2)
    session = close(make.all_scored(make.opened(seats), seats), seats.secretary)
    with act():
        Regulation.objects.update(value="1/2", document="QĐ khác")
    client.force_login(seats.users[seats.secretary.user_id])
    page = client.get(f"/hoi-dong/phien/{session.pk}/bien-ban/").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert (
        "Theo mặc định: Thông lệ các tỉnh (chưa có trong QĐ 26/2026/QĐ-TTg): Hội đồng có 9 thành viên chấm điểm. "
        "Phải có mặt Chủ tịch Hội đồng. Điểm hai thành viên chênh quá 10 điểm thì thảo luận, chấm lại. "
        "Theo QĐ 643/QĐ-UBND: Họp khi có mặt ít nhất 2/3 số thành viên chấm điểm. "
        "Điểm sản phẩm là tổng của điểm trung bình từng tiêu chí trên các phiếu được tính. "
        "Theo mặc định: Quy định quốc gia áp dụng cho hồ sơ: "
        "Đánh giá lại được lấy ý kiến bằng văn bản theo quy định quốc gia. Không tổ chức đợt đánh giá bổ sung. "
        "Mọi kết quả đủ điểm theo quy định quốc gia đều gửi lên cấp trên. "
        "Theo mặc định: Câu chữ Điều 3 khoản 3 (QĐ 26/2026/QĐ-TTg không nêu cách làm tròn): "
        "Điểm trung bình giữ chính xác, không làm tròn. "
        "Theo mặc định: Cách hiểu dấu sao ở Phụ lục II (QĐ 26/2026/QĐ-TTg không nêu hậu quả): "
        "Sản phẩm thiếu điểm tối thiểu chỉ được đề nghị hạng cao nhất mà nó đạt đủ điểm tối thiểu."
    ) in text
    assert "Hội đồng có 3 thành viên chấm điểm; số thành viên là 9 (mặc định: Thông lệ các tỉnh" in text
    assert "QĐ khác" not in text
