"""The pages of evaluation, without JavaScript: from the council's decision to the frozen result."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ocop.evaluation import actions
from ocop.evaluation.models import Ballot, Council, ItemResult, Session
from ocop.evaluation.queries.paper import marks_made
from ocop.platform.accounts.models import User
from ocop.platform.files.storing import store_bytes
from tests import factories_evaluation as make

pytestmark = pytest.mark.usefixtures("places")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c633821"
    "27070002b6010534a675aa0000000049454e44ae426082"
)


def signed_in(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def page(client: Client, name: str, /, *numbers: int, status: int = 200) -> str:
    answer = client.get(reverse(f"evaluation:{name}", args=numbers))
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, name: str, /, *numbers: int, status: int = 302, **values):
    answer = client.post(reverse(f"evaluation:{name}", args=numbers), values)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer


@pytest.fixture
def seats():
    return make.panel(members=2)


def test_whole_session_by_forms_alone(seats):
    dossiers = [make.accepted_dossier("Mật ong"), make.accepted_dossier("Chè")]
    secretary = signed_in(seats.secretary)
    post(
        secretary, "plan", council=seats.council.pk, title="Phiên 1", form="meeting", held_on="16/11/2026", venue="Hội trường",
        dossiers=[dossier.pk for dossier in dossiers],
    )  # fmt: skip
    session = Session.objects.get()
    assert "Chè" in page(secretary, "session", session.pk)
    one, two = session.items.order_by("position")
    post(secretary, "order", session.pk, **{f"thu-tu-{one.pk}": "2", f"thu-tu-{two.pk}": "1"})
    assert list(session.items.order_by("position").values_list("product_name", flat=True)) == [
        "Chè",
        "Mật ong",
    ]
    post(secretary, "open", session.pk)
    for voter in seats.voters:
        client = signed_in(voter)
        assert "Mật ong" in page(client, "my-ballots", session.pk)
        for item in session.items.all():
            ballot = make.ballot_of(item, voter)
            assert "Khai báo" not in page(client, "my-ballots", session.pk)
            assert "Tôi không có lợi ích liên quan" in page(client, "ballot", ballot.pk)
            post(client, "declare", ballot.pk, interest="no")
            marks = {f"muc-{code}": level for code, level in make.picks().items()}
            version = make.ballot_of(item, voter).version
            post(client, "save-marks", ballot.pk, version=version, nhom="nhom-a-1", **marks)
            post(client, "complete-ballot", ballot.pk, version=version + 1)
    post(secretary, "attendance", session.pk, present=seats.member_ids())
    post(secretary, "end-scoring", session.pk)
    assert "100,00" in page(secretary, "session", session.pk)
    assert "So từng tiêu chí" in page(secretary, "item", one.pk)
    post(secretary, "close", session.pk)
    assert list(ItemResult.objects.values_list("star", "total_shown")) == [(5, "100.00"), (5, "100.00")]
    for name in ("session", "screen", "minutes"):
        assert "Mật ong" in page(secretary, name, session.pk)
    assert "100,00" in page(signed_in(seats.members[0]), "ranked")
    assert "Theo điểm tối thiểu" in page(secretary, "result", ItemResult.objects.first().pk)


def test_council_is_entered_by_its_form_and_a_refused_form_keeps_what_was_typed():
    officer = make.actor_for(make.person("province_officer"))
    chair, member = make.person("council_chair"), make.person("council_member")
    client = signed_in(officer)
    typed = {
        "name": "Hội đồng tỉnh", "decision_number": "12/QĐ-UBND", "decided_on": "16/11/2026",
        f"post-{chair.pk}": "", f"post-{member.pk}": "member", f"agency-{member.pk}": "Sở Công Thương",
    }  # fmt: skip
    refused = post(client, "establish", status=422, **typed).content.decode()
    assert "Hội đồng có đúng một Chủ tịch" in refused
    assert 'value="12/QĐ-UBND"' in refused
    assert 'value="Sở Công Thương"' in refused
    assert Council.objects.count() == 0
    post(client, "establish", **(typed | {f"post-{chair.pk}": "chair"}))
    assert list(Council.objects.get().members.values_list("post", "agency_name")) == [
        ("chair", ""),
        ("member", "Sở Công Thương"),
    ]


def test_the_office_ends_a_council_on_its_page_and_no_longer_chooses_it(seats):
    client, number = signed_in(seats.officer), seats.council.pk
    address = reverse("evaluation:end_council", args=[number])
    with time_machine.travel(make.NOON + timedelta(days=1), tick=False):
        assert address in page(client, "council", number)
        typed = {"document": "QĐ 210/QĐ-UBND", "ended_on": "18/11/2026"}
        refused = post(client, "end_council", number, status=422, **typed).content.decode()
        assert 'value="QĐ 210/QĐ-UBND"' in refused
        post(client, "end_council", number, **(typed | {"ended_on": "16/11/2026"}))
        shown = page(client, "council", number)
        assert "Hội đồng hoạt động đến hết ngày 16/11/2026 (QĐ 210/QĐ-UBND)." in shown
        assert address not in shown
        assert "Hoạt động đến hết ngày 16/11/2026" in page(client, "councils")
        assert "Cần nhập quyết định thành lập hội đồng" in page(client, "plan")


def test_one_tap_is_answered_with_the_totals_alone(seats):
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.chair)
    client = signed_in(seats.chair)
    answer = client.post(
        reverse("evaluation:save-marks", args=[ballot.pk]),
        {"version": "1", "muc-1.1": "2"},
        headers={"X-Ocop-Ballot": "1"},
    )
    text = answer.content.decode()
    assert (answer.status_code, "<html" in text, 'data-version="2"' in text, "<b>3</b>/100" in text) == (
        200,
        False,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("values", "status", "sentence"),
    [
        ({"version": "0", "muc-1.1": "1"}, 409, "Phiếu đã được sửa ở cửa sổ hoặc thiết bị khác"),
        ({"version": "1", "muc-1.1": "9"}, 422, "Tiêu chí 1.1 không có mức này"),
        ({"version": "1", "muc-1.1": "x"}, 422, "Tiêu chí 1.1 không có mức này"),
        ({"version": "1", "muc-99": "0"}, 422, "không có tiêu chí “99”"),
    ],
)
def test_refused_tap_says_why_in_plain_text(seats, values, status, sentence):
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.chair)
    answer = signed_in(seats.chair).post(
        reverse("evaluation:save-marks", args=[ballot.pk]), values, headers={"X-Ocop-Ballot": "1"}
    )
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert sentence in answer.content.decode()
    assert make.ballot_of(item, seats.chair).marks == {}


def test_refused_group_keeps_what_was_chosen_and_typed(seats):
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.chair)
    answer = signed_in(seats.chair).post(
        reverse("evaluation:save-marks", args=[ballot.pk]),
        {"version": "0", "muc-1.1": "2", "nhan-xet-1.1": "Thiếu hợp đồng", "nhom": "nhom-a-1"},
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Phiếu đã được sửa ở cửa sổ hoặc thiết bị khác" in text
    assert 'name="muc-1.1" value="2" checked' in text
    assert ">Thiếu hợp đồng</textarea>" in text


def test_incomplete_ballot_names_what_is_missing_with_links(seats):
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.chair)
    chosen = make.picks()
    del chosen["9"]
    actions.save_marks(ballot, picks=chosen, version=1, actor=seats.chair, at=make.NOON)
    answer = post(signed_in(seats.chair), "complete-ballot", ballot.pk, status=422, version=2)
    text = answer.content.decode()
    assert "Còn 1 tiêu chí chưa chấm: 9." in text
    assert '<nav class="ev-missing"' in text
    assert '<a href="#tc-9">9. Đảm bảo chất lượng sản phẩm</a>' in text


def test_declaration_without_a_choice_or_a_reason_is_asked_again(seats):
    item = make.opened(seats).items.get()
    ballot = make.ballot_of(item, seats.chair)
    client = signed_in(seats.chair)
    assert "Hãy chọn một trong hai." in post(client, "declare", ballot.pk, status=422).content.decode()
    refused = post(client, "declare", ballot.pk, status=422, interest="yes")
    assert "Hãy ghi lợi ích liên quan" in refused.content.decode()
    post(client, "declare", ballot.pk, interest="yes", reason="Cổ đông")
    assert "Bạn không tham gia đánh giá sản phẩm này" in page(client, "ballot", ballot.pk)


def test_recused_or_undeclared_member_reads_neither_dossier_nor_files(seats):
    item = make.opened(seats).items.get()
    member = seats.members[0]
    ballot = make.ballot_of(item, member)
    client = signed_in(member)
    for step in ("undeclared", "recused"):
        assert client.get(reverse("evaluation:ballot-dossier", args=[ballot.pk])).status_code == 403, step
        assert client.get(reverse("evaluation:ballot-evidence", args=[ballot.pk, 1])).status_code == 403, step
        if step == "undeclared":
            actions.declare_interest(ballot, has_interest=True, reason="Cổ đông", actor=member, at=make.NOON)


def test_dossier_is_read_without_the_representatives_personal_facts(seats):
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.chair)
    text = page(signed_in(seats.chair), "ballot-dossier", ballot.pk)
    assert "Quy cách" in text
    assert "BÍ-MẬT-CƯ-TRÚ" not in text + page(signed_in(seats.chair), "ballot", ballot.pk)


def test_evidence_is_served_inline_to_the_declared_member_and_to_nobody_else(seats):
    stored = store_bytes(PIXEL, at=make.NOON, allowed=("image/png",))
    dossier, other_dossier = (make.accepted_dossier(name, files=[stored]) for name in ("Mật ong", "Khác"))
    found, stranger = dossier.evidence.get(), other_dossier.evidence.get()
    session = actions.plan_session(
        seats.council,
        title="Phiên 1",
        held_on=make.TODAY,
        dossiers=[dossier],
        actor=seats.secretary,
        at=make.NOON,
    )
    item = actions.open_session(session, actor=seats.secretary, at=make.NOON).items.get()
    ballot = make.declared(item, seats.chair)
    client = signed_in(seats.chair)
    assert f"/hoi-dong/phieu/{ballot.pk}/minh-chung/{found.pk}/" in page(client, "ballot", ballot.pk)
    answer = client.get(reverse("evaluation:ballot-evidence", args=[ballot.pk, found.pk]))
    assert (answer.status_code, answer["Content-Disposition"].split(";")[0]) == (200, "inline")
    assert b"".join(answer) == PIXEL
    assert client.get(reverse("evaluation:ballot-evidence", args=[ballot.pk, stranger.pk])).status_code == 404
    for other in (seats.members[0], seats.secretary, seats.officer):
        answer = signed_in(other).get(reverse("evaluation:ballot-evidence", args=[ballot.pk, found.pk]))
        assert answer.status_code in (403, 404)


def test_ballots_and_sessions_of_others_are_not_found(seats):
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.chair)
    stranger = make.panel(members=2)
    for actor in (seats.members[0], stranger.chair):
        client = signed_in(actor)
        page(client, "ballot", ballot.pk, status=404)
        for name in ("save-marks", "complete-ballot", "declare"):
            post(client, name, ballot.pk, status=404, version=1, interest="no")
    outside = signed_in(stranger.chair)
    page(outside, "session", item.session_id, status=404)
    post(outside, "close", item.session_id, status=404)
    post(outside, "end-scoring", item.session_id, status=404)


def test_a_get_changes_nothing(seats):
    session = make.opened(seats)
    client = signed_in(seats.secretary)
    for name in (
        "open",
        "attendance",
        "end-scoring",
        "resume-scoring",
        "close",
        "cancel",
        "order",
        "add-items",
    ):
        assert client.get(reverse(f"evaluation:{name}", args=[session.pk])).status_code == 405
    session.refresh_from_db()
    assert session.state == "open"


def test_refused_act_comes_back_with_the_reason(seats):
    session = make.opened(seats)
    answer = signed_in(seats.secretary).post(
        reverse("evaluation:end-scoring", args=[session.pk]), follow=True
    )
    assert "Hãy điểm danh thành viên trước khi kết thúc chấm điểm." in answer.content.decode()
    session.refresh_from_db()
    assert session.state == "open"


def test_progress_is_for_those_who_conduct_and_shows_no_points(seats):
    session = make.opened(seats)
    make.scored(session.items.get(), seats.chair)
    text = page(signed_in(seats.secretary), "progress", session.pk)
    assert "1/1" in text
    assert "100" not in text
    assert (
        signed_in(seats.members[0]).get(reverse("evaluation:progress", args=[session.pk])).status_code == 403
    )


def test_ballot_is_read_as_paper_with_its_history_once_scoring_has_ended(seats):
    session = make.opened(seats)
    item = session.items.get()
    ballot = make.declared(item, seats.chair)
    for level in (0, 1, 2):
        actions.save_mark(
            ballot, code="1.1", level=level, version=ballot.version, actor=seats.chair, at=make.NOON
        )
    secretary = signed_in(seats.secretary)
    page(secretary, "paper", item.pk, ballot.pk, status=403)
    make.all_scored(session, seats)
    text = page(secretary, "paper", item.pk, ballot.pk)
    assert "Sử dụng nguyên liệu có nguồn gốc trong tỉnh từ 75% đến 100%" in text
    ballot.refresh_from_db()
    assert [(mark.code, mark.points) for mark in marks_made(ballot)][-3:] == [
        ("1.1", 3),
        ("1.1", 2),
        ("1.1", 1),
    ]
    page(signed_in(seats.members[0]), "paper", item.pk, ballot.pk, status=403)
    actions.reopen_ballot(make.ballot_of(item, seats.chair), reason="x", actor=seats.secretary, at=make.NOON)
    page(secretary, "paper", item.pk, ballot.pk, status=404)


def test_seal_that_no_level_opens_is_shown_as_such(seats):
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.chair)
    actions.save_mark(ballot, code="1.1", level=0, version=1, actor=seats.chair, at=make.NOON)
    ballot.seal_key = "0" * 32
    assert [mark.points for mark in marks_made(ballot)] == [None]


def test_ranked_list_is_narrowed_by_session_star_and_commune(seats):
    session = make.opened(seats, "Mật ong", "Chè")
    for item in session.items.all():
        chosen = make.picks() if item.product_name == "Chè" else make.picks(make.best, c2_2=0)
        for voter in seats.voters:
            make.scored(item, voter, chosen)
    make.attended(session, seats)
    actions.end_scoring(session, actor=seats.secretary, at=make.NOON)
    actions.close_session(session, actor=seats.secretary, at=make.NOON)
    client = signed_in(seats.officer)
    address = reverse("evaluation:ranked")
    place = ItemResult.objects.first().place_path

    def names(**query):
        return [row[2] for row in client.get(address, query).context["rows"]]

    assert names() == ["Chè", "Mật ong"]
    assert names(star="5") == ["Chè"]
    assert names(star="2") == ["Mật ong"]
    assert names(session=session.pk, place=place, star="") == ["Chè", "Mật ong"]
    assert names(star="3") == []


# Numbers of queries ----------------------------------------------------------------------------------------------


def queries_of(client: Client, address: str, **post) -> int:
    from django.db import connection  # noqa: PLC0415  counts on the connection of this test
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as seen:
        answer = client.post(address, post, headers={"X-Ocop-Ballot": "1"}) if post else client.get(address)
    assert answer.status_code == 200
    return len(seen)


def test_saving_one_mark_asks_the_database_ten_times_at_most(seats):
    item = make.opened(seats).items.get()
    ballot = make.declared(item, seats.chair)
    address = reverse("evaluation:save-marks", args=[ballot.pk])
    assert queries_of(signed_in(seats.chair), address, version="1", **{"muc-1.1": "2"}) <= 10


@pytest.mark.parametrize(
    "name", ["sessions", "session", "my-ballots", "ranked", "screen", "minutes", "ended", "councils"]
)
def test_number_of_queries_does_not_grow_with_the_rows(seats, name):
    found = []
    for products in (("A",), ("B", "C", "D")):
        session = make.opened(seats, *products)
        if name in ("ended", "ranked", "screen", "minutes"):
            session = make.all_scored(session, seats)
        if name in ("ranked", "screen", "minutes"):
            session = actions.close_session(session, actor=seats.secretary, at=make.NOON)
        actor = seats.chair if name == "my-ballots" else seats.secretary
        numbers = [] if name in ("sessions", "ranked", "councils") else [session.pk]
        address = reverse(f"evaluation:{'session' if name == 'ended' else name}", args=numbers)
        client = signed_in(actor)
        client.get(address)
        found.append(queries_of(client, address))
    assert found[0] == found[1]
    assert Ballot.objects.count() == 12
