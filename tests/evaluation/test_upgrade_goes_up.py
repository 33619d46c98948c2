"""An upgrade is sent up only when it beats the star that the product has, where the council's regulation asks it."""

from __future__ import annotations

from datetime import date

import pytest

from ocop.dossiers import actions as dossiers
from ocop.dossiers.models import Dossier, LevelResult
from ocop.dossiers.queries.transmittal import goes_up
from ocop.platform.refusal import WrongState
from ocop.platform.workflow import act
from ocop.programme.models import Regulation
from ocop.recognition import actions as recognition
from ocop.recognition.queries import awaiting_results
from ocop.registration.actions import PriorAward
from tests.factories_route import COMMUNE, DISTRICT, World, filed, moment, picks_for, producer_in, sent_up

pytestmark = pytest.mark.usefixtures("places")
SPRING, JUNE = moment(2024, 5, 10), moment(2024, 6, 12)
FOUR = [picks_for("148-2023", star=4, below=84)]
FIVE = [picks_for("148-2023", star=5, below=95)]
DOCUMENT = "Quy chế 12/QC-HĐ"


def decided(value: str = "above_held") -> None:
    with act():
        Regulation(key="upgrade_goes_up", value=value, place_path="14", valid_from=date(2024, 1, 1), document=DOCUMENT,
                   added_at=SPRING, added_by="t").save()  # fmt: skip


def judged(world: World, marks, *, held: int | None = 4) -> Dossier:
    """Let the district judge an upgrade of a product that holds a star; a first evaluation when it holds none."""
    producer, person = producer_in(COMMUNE, SPRING)
    kind = {"kind": "upgrade", "prior": PriorAward(star=held, expires_on=date(2025, 5, 1))} if held else {}
    dossier = filed(producer, world.actor(person, SPRING), SPRING, **kind)
    officer = world.person("district_officer", DISTRICT, SPRING)
    dossiers.accept(dossier, samples_received=5, actor=officer, at=SPRING)
    world.judged(dossier, world.council(DISTRICT, SPRING), marks, JUNE)
    return Dossier.objects.get(pk=dossier.pk)


def outcomes() -> list[str]:
    return [row.outcome for row in awaiting_results(DISTRICT)]


@pytest.mark.parametrize(
    ("rule", "marks", "held", "kept", "outcome"),
    [
        (None, FOUR, 4, None, "forward"),
        ("rulebook", FOUR, 4, None, "forward"),
        ("above_held", FOUR, 4, 4, "close"),
        ("above_held", FOUR, 3, 3, "forward"),
        ("above_held", FIVE, 4, 4, "forward"),
        ("above_held", FOUR, None, None, "forward"),
    ],
)
def test_what_goes_up_follows_the_regulation_of_the_session(rule, marks, held, kept, outcome):
    if rule:
        decided(rule)
    dossier = judged(World(), marks, held=held)
    with act():
        Regulation.objects.update(value="rulebook" if rule == "above_held" else "above_held")
    result = LevelResult.objects.get(dossier=dossier)
    assert (result.above_star, result.above_star_basis) == (kept, DOCUMENT if kept else "")
    assert outcomes() == [outcome]
    assert goes_up(dossier, result) is (outcome == "forward")


def test_result_that_stays_is_closed_with_the_reason_and_cannot_be_sent_up():
    decided()
    world = World()
    dossier = judged(world, FOUR)
    with pytest.raises(WrongState):
        sent_up(dossier, world.person("district_officer", DISTRICT, JUNE), JUNE)
    (row,) = awaiting_results(DISTRICT)
    recognition.close_results(
        DISTRICT, result_ids=[row.result.result_id], actor=world.person("district_leader", DISTRICT, JUNE), at=JUNE
    )  # fmt: skip
    dossier.refresh_from_db()
    assert dossier.state == "not_recognised"
    assert dossier.outcome_text == (
        f"Hội đồng chấm {row.result.total_shown.replace('.', ',')} điểm, đạt hạng 4 sao, không cao hơn hạng 4 sao sản "
        f"phẩm đang có nên không gửi lên cấp trên ({DOCUMENT}). Giấy chứng nhận đã cấp giữ nguyên hạng và thời hạn."
    )
