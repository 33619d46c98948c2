"""Mandates: who may grant and end them, what they allow on which day, and what is recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from ocop.directory import queries
from ocop.directory.actions import create_agency, end_mandate, grant_mandate, rename_agency
from ocop.directory.models import Agency, Mandate
from ocop.directory.policy import visible_mandates
from ocop.directory.roles import ROLES, all_capabilities, role_of
from ocop.platform.access import Actor, capabilities_with_policy, system_actor, verdict
from ocop.platform.accounts.models import User
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop.platform.workflow.owned import WrittenOutsideAct

pytestmark = pytest.mark.usefixtures("places")

TODAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
SYSTEM = system_actor(
    "thiết lập", {"directory.grant_mandate", "directory.revoke_mandate", "directory.edit_agency"}
)


def person(username: str, name: str = "Người dùng") -> User:
    return User.objects.create(username=username, full_name=f"{name} {username}")


def actor_for(user: User, on: date = TODAY) -> Actor:
    return Actor(user_id=user.pk, name=user.full_name, grants=queries.grants_for(user, on))


def give(
    user: User, role: str, code: str | None, *, starts_on: date = TODAY, ends_on: date | None = None
) -> Mandate:
    place = queries.place_on(code, TODAY) if code else None
    return grant_mandate(
        user, role=role, place=place, starts_on=starts_on, ends_on=ends_on, actor=SYSTEM, at=NOON
    )


@pytest.fixture
def officer() -> User:
    return person("0900000001", "Cán bộ")


@pytest.fixture
def administrator() -> Actor:
    user = person("0900000009", "Quản trị")
    give(user, "administrator", "14")
    return actor_for(user)


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2026, 11, 15), False),
        (date(2026, 11, 16), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_mandate_holds_from_its_first_day_to_its_last(officer, on, holds):
    mandate = give(officer, "commune_officer", "03646", ends_on=date(2026, 12, 31))
    grants = queries.grants_for(officer, on)
    assert [grant.mandate_id for grant in grants] == ([mandate.pk] if holds else [])
    assert mandate.in_force_on(on) is holds


def test_a_mandate_without_a_last_day_holds_until_it_is_ended(officer):
    give(officer, "commune_officer", "03646")
    assert len(queries.grants_for(officer, date(2099, 12, 31))) == 1


def test_a_grant_says_role_place_agency_and_capabilities(officer):
    place = queries.place_on("03646", TODAY)
    agency = create_agency(
        name="Ủy ban nhân dân phường Tô Hiệu",
        kind="ubnd",
        level="commune",
        place=place,
        actor=SYSTEM,
        at=NOON,
    )
    mandate = grant_mandate(
        officer, role="commune_officer", place=place, agency=agency, starts_on=TODAY, actor=SYSTEM, at=NOON
    )
    [grant] = queries.grants_for(officer, TODAY)
    role = role_of("commune_officer")
    assert (grant.role, grant.role_title, grant.place_path, grant.place_name, grant.agency, grant.reach) == (
        "commune_officer", str(role.title), "14/03646", "Phường Tô Hiệu, tỉnh Sơn La", agency.name, "below",
    )  # fmt: skip
    assert (grant.capabilities, grant.mandate_id) == (role.capabilities, mandate.pk)
    assert grant.covers("14/03646")
    assert not grant.covers("14/03670")


def test_grants_take_one_query_however_many_there_are(officer, django_assert_num_queries):
    give(officer, "commune_officer", "03646")
    with django_assert_num_queries(1):
        assert len(queries.grants_for(officer, TODAY)) == 1
    give(officer, "council_member", "14")
    give(officer, "producer", None)
    with django_assert_num_queries(1):
        assert len(queries.grants_for(officer, TODAY)) == 3


def test_a_role_since_dropped_allows_nothing(officer):
    mandate = give(officer, "commune_officer", "03646")
    with act():
        Mandate.objects.filter(pk=mandate.pk).update(role="dropped")
    assert queries.grants_for(officer, TODAY) == ()


@pytest.mark.parametrize(
    ("role", "code", "starts_on", "ends_on", "field"),
    [
        ("no_such_role", "14", TODAY, None, "role"),
        ("commune_officer", None, TODAY, None, "place"),
        ("commune_officer", "14", TODAY, None, "place"),
        ("province_officer", "03646", TODAY, None, "place"),
        ("province_officer", "14", date(2025, 6, 30), None, "place"),
        ("province_officer", "14", TODAY, TODAY - timedelta(days=1), "ends_on"),
    ],
)
def test_a_mandate_that_does_not_suit_is_refused_at_its_field(officer, role, code, starts_on, ends_on, field):
    with pytest.raises(Invalid) as refused:
        give(officer, role, code, starts_on=starts_on, ends_on=ends_on)
    assert refused.value.field == field
    assert list(Mandate.objects.all()) == []


def test_a_mandate_may_begin_and_end_on_the_same_day(officer):
    assert give(officer, "commune_officer", "03646", ends_on=TODAY).ends_on == TODAY


def test_the_same_role_twice_in_overlapping_days_is_refused_and_one_after_the_other_is_not(officer):
    give(officer, "council_member", "14", ends_on=date(2026, 12, 31))
    with pytest.raises(Invalid, match="đã có nhiệm vụ"):
        give(officer, "council_member", "14", starts_on=date(2026, 12, 31))
    with pytest.raises(Invalid, match="đã có nhiệm vụ"):
        give(officer, "council_member", "14", starts_on=date(2026, 1, 1), ends_on=TODAY)
    give(officer, "council_member", "14", starts_on=date(2027, 1, 1))
    give(officer, "council_member", "14", starts_on=date(2026, 1, 1), ends_on=date(2026, 11, 15))
    give(officer, "council_secretary", "14")
    assert Mandate.objects.filter(user=officer).count() == 4


def test_granting_and_ending_are_recorded_with_who_did_it(officer, administrator):
    place = queries.place_on("03646", TODAY)
    mandate = grant_mandate(
        officer, role="commune_officer", place=place, starts_on=TODAY, actor=administrator, at=NOON
    )
    assert (mandate.granted_by_id, mandate.granted_at) == (administrator.user_id, NOON)
    end_mandate(mandate, ends_on=TODAY, reason="Chuyển công tác", actor=administrator, at=NOON)
    events = history_of(mandate)
    assert [(event.verb, event.actor_name) for event in events] == [
        ("directory.revoke_mandate", administrator.name), ("directory.grant_mandate", administrator.name),
    ]  # fmt: skip
    assert events[0].facts["reason"] == "Chuyển công tác"
    assert (events[0].facts["user"], events[0].facts["place"]) == (str(officer), str(place))


def test_an_administrator_grants_within_their_province_only(officer, administrator):
    elsewhere = queries.place_on("01", TODAY)
    with pytest.raises(NotAllowed, match="địa bàn"):
        grant_mandate(
            officer, role="province_officer", place=elsewhere, starts_on=TODAY, actor=administrator, at=NOON
        )
    assert not Mandate.objects.filter(user=officer).exists()


def test_nobody_else_grants_or_ends_mandates(officer):
    stranger = person("0900000002")
    mandate = give(stranger, "commune_officer", "03646")
    for role, code in (("province_officer", "14"), ("province_leader", "14"), ("auditor", "14")):
        give(officer, role, code)
    place = queries.place_on("03646", TODAY)
    with pytest.raises(NotAllowed):
        grant_mandate(
            stranger, role="commune_leader", place=place, starts_on=TODAY, actor=actor_for(officer), at=NOON
        )
    with pytest.raises(NotAllowed):
        end_mandate(mandate, ends_on=TODAY, actor=actor_for(officer), at=NOON)
    mandate.refresh_from_db()
    assert mandate.ends_on is None


def test_an_administrator_neither_raises_nor_removes_themselves(administrator):
    myself = User.objects.get(pk=administrator.user_id)
    province = queries.place_on("14", TODAY)
    with pytest.raises(NotAllowed, match="cho chính mình"):
        grant_mandate(
            myself, role="province_leader", place=province, starts_on=TODAY, actor=administrator, at=NOON
        )
    with pytest.raises(NotAllowed, match="của chính mình"):
        end_mandate(Mandate.objects.get(user=myself), ends_on=TODAY, actor=administrator, at=NOON)


def test_anyone_becomes_a_producer_on_their_own_account_but_nothing_more(officer):
    newcomer = Actor(user_id=officer.pk, name=officer.full_name)
    grant_mandate(officer, role="producer", starts_on=TODAY, actor=newcomer, at=NOON)
    [grant] = queries.grants_for(officer, TODAY)
    assert (grant.role, grant.reach, grant.place_path) == ("producer", "own", "")
    for role in ROLES:
        if role.code != "producer":
            code = {("commune",): "03646", ("district",): "125"}.get(role.tiers, "14")
            on = date(2025, 6, 1) if code == "125" else TODAY  # districts were until 30/6/2025
            place = queries.place_on(code, on)
            with pytest.raises(NotAllowed):
                grant_mandate(officer, role=role.code, place=place, starts_on=on, actor=newcomer, at=NOON)
    other = person("0900000003")
    with pytest.raises(NotAllowed):
        grant_mandate(other, role="producer", starts_on=TODAY, actor=newcomer, at=NOON)


def test_a_mandate_is_stopped_at_once_by_ending_yesterday(officer, administrator):
    mandate = give(officer, "commune_officer", "03646", starts_on=TODAY - timedelta(days=30))
    ended = end_mandate(mandate, ends_on=TODAY - timedelta(days=1), actor=administrator, at=NOON)
    assert ended.ends_on == TODAY - timedelta(days=1)
    assert queries.grants_for(officer, TODAY) == ()


def test_a_mandate_that_never_ran_is_taken_back_whole_and_stays_in_the_record(officer, administrator):
    mandate = give(officer, "commune_officer", "03646", starts_on=TODAY + timedelta(days=5))
    kept = Mandate.objects.get(pk=mandate.pk)
    assert end_mandate(mandate, ends_on=TODAY, actor=administrator, at=NOON) is None
    assert not Mandate.objects.filter(pk=kept.pk).exists()
    assert history_of(kept)[0].facts["starts_on"] == "2026-11-21"


def test_a_mandate_is_not_ended_before_yesterday_nor_lengthened_nor_ended_twice(officer, administrator):
    mandate = give(
        officer, "commune_officer", "03646", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
    )
    with pytest.raises(Invalid, match="lùi"):
        end_mandate(mandate, ends_on=TODAY - timedelta(days=2), actor=administrator, at=NOON)
    with pytest.raises(Invalid, match="kéo dài"):
        end_mandate(mandate, ends_on=date(2027, 1, 1), actor=administrator, at=NOON)
    end_mandate(mandate, ends_on=TODAY, actor=administrator, at=NOON)
    later = NOON + timedelta(days=3)
    with pytest.raises(WrongState, match="16/11/2026"):
        end_mandate(mandate, ends_on=date(2026, 11, 19), actor=administrator, at=later)


def test_the_database_refuses_an_end_before_the_beginning_and_a_write_outside_an_act(officer):
    mandate = give(officer, "commune_officer", "03646")
    with pytest.raises(IntegrityError), transaction.atomic(), act():
        Mandate.objects.filter(pk=mandate.pk).update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(WrittenOutsideAct):
        mandate.save()


def test_mandates_are_seen_in_the_reader_s_own_territory(officer, administrator):
    mine = give(officer, "commune_officer", "03646")
    hidden = give(person("0900000004"), "province_officer", "01")
    seen = set(visible_mandates(administrator))
    assert seen == {mine, Mandate.objects.get(user_id=administrator.user_id)}
    assert hidden not in seen
    assert set(visible_mandates(actor_for(officer))) == {mine}
    assert set(visible_mandates(Actor(user_id=999, name="không có nhiệm vụ"))) == set()


def test_an_agency_is_entered_once_and_keeps_its_code_when_renamed(administrator):
    place = queries.place_on("03646", TODAY)
    agency = create_agency(
        name=" Ủy ban nhân dân  phường Tô Hiệu ", kind="ubnd", level="commune", place=place,
        actor=administrator, at=NOON,
    )  # fmt: skip
    assert (agency.name, agency.code) == (
        "Ủy ban nhân dân phường Tô Hiệu", "uy-ban-nhan-dan-phuong-to-hieu-03646",
    )  # fmt: skip
    with pytest.raises(Invalid, match="cùng tên"):
        create_agency(
            name="ỦY BAN NHÂN DÂN PHƯỜNG TÔ HIỆU", kind="ubnd", level="commune", place=place,
            actor=administrator, at=NOON,
        )  # fmt: skip
    renamed = rename_agency(agency, name="UBND phường Tô Hiệu", actor=administrator, at=NOON)
    assert (renamed.name, renamed.code) == ("UBND phường Tô Hiệu", agency.code)
    assert [(event.before, event.after) for event in history_of(agency)[:1]] == [(agency.name, renamed.name)]


@pytest.mark.parametrize(
    ("name", "level", "code"), [("", "commune", "03646"), ("Sở", "commune", "14"), ("Bộ", "centre", "14")]
)
def test_an_agency_that_does_not_suit_is_refused(administrator, name, level, code):
    with pytest.raises(Invalid):
        create_agency(
            name=name,
            kind="so",
            level=level,
            place=queries.place_on(code, TODAY),
            actor=administrator,
            at=NOON,
        )
    assert list(Agency.objects.all()) == []


def test_an_agency_of_another_province_is_not_for_this_administrator(administrator):
    with pytest.raises(NotAllowed):
        create_agency(
            name="Sở Công Thương", kind="so", level="province", place=queries.place_on("01", TODAY),
            actor=administrator, at=NOON,
        )  # fmt: skip


def test_every_capability_of_the_directory_that_a_role_carries_has_a_policy():
    mine = {name for name in all_capabilities() if name.startswith("directory.")}
    assert mine == {
        "directory.view",
        "directory.change_places",
        "directory.edit_agency",
        "directory.give_way_in",
        "directory.grant_mandate",
        "directory.revoke_mandate",
    }
    assert mine <= capabilities_with_policy()


def test_who_may_decide_does_not_assess_and_who_scores_does_not_decide():
    holders = {
        name: {role.code for role in ROLES if name in role.capabilities}
        for name in (
            "recognition.issue_decision", "evaluation.score", "dossiers.assess", "dossiers.submit",
            "audit.verify",
        )
    }  # fmt: skip
    assert holders == {
        "recognition.issue_decision": {"district_leader", "province_leader"},
        "evaluation.score": {"council_member", "council_chair"},
        "dossiers.assess": {"commune_officer"},
        "dossiers.submit": {"producer"},
        "audit.verify": {"administrator", "auditor"},
    }


def test_the_verdict_says_why_not(officer):
    answer = verdict("directory.grant_mandate", actor_for(officer))
    assert not answer
    assert "quản trị viên" in str(answer.reason)
