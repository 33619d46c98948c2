"""Loading of the place files into the tables, once for every change of the files."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import models
from django.utils.translation import gettext as _

from ocop.directory.models import Place, PlaceActUnit, PlaceEdition, Succession
from ocop.platform.access import Actor
from ocop.platform.folding import fold
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, note

REFERENCE_DIR = Path(__file__).resolve().parent.parent / "reference"
FILE_NAMES = ("places.csv", "successions.csv")
LEVELS = (Place.Level.PROVINCE, Place.Level.DISTRICT, Place.Level.COMMUNE)
BATCH = 1000

Row = dict[str, str]
Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class PlacesLoaded:
    """What a loading did: `changed` is False when the tables already held these files."""

    changed: bool
    digest: str
    places: int
    successions: int


def load_places(
    folder: Path = REFERENCE_DIR,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[str], None] = lambda sentence: None,
) -> PlacesLoaded:
    """Bring the tables of places in line with the files of a folder, in one act, once per change of these.

    Places keep their rows (and what points to them); successions are written anew. Raises Invalid when a file
    contradicts itself and WrongState when a place that is no longer in the files is in use.
    """
    digest = digest_of(folder)
    newest = PlaceEdition.objects.order_by("-pk").first()
    if newest is not None and newest.digest == digest:
        return PlacesLoaded(False, digest, newest.place_count, newest.succession_count)
    with act():
        places, successions = fill_tables(folder, progress=progress)
        edition = PlaceEdition(digest=digest, loaded_at=at, place_count=places, succession_count=successions)
        edition.save()
        facts = {"digest": digest, "places": places, "successions": successions}
        note("directory.load_places", edition, actor=actor, at=at, facts=facts)
    return PlacesLoaded(True, digest, places, successions)


def fill_tables(folder: Path, *, progress: Callable[[str], None] = lambda sentence: None) -> tuple[int, int]:
    """Write the files' places and successions, inside an act, and return how many of each there are."""
    rows = _read(folder / "places.csv")
    progress(_("Đang nạp %(count)s đơn vị hành chính…") % {"count": len(rows)})
    known = _write_places(rows)
    _remove_others(known)
    links = _read(folder / "successions.csv")
    _end_again()
    progress(_("Đang nạp %(count)s thay đổi địa giới…") % {"count": len(links)})
    _write_successions(links, known)
    return len(rows), len(links)


def digest_of(folder: Path) -> str:
    """Return the SHA-256 of the place files, names included, in hex."""
    total = hashlib.sha256()
    for name in FILE_NAMES:
        total.update(f"{name}\n".encode())
        total.update((folder / name).read_bytes())
    return total.hexdigest()


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write_places(rows: list[Row]) -> dict[Key, Place]:
    _refuse_doubled(rows)
    by_code: dict[str, list[Place]] = defaultdict(list)
    known: dict[Key, Place] = {}
    for level in LEVELS:
        places = [_place(row, by_code) for row in rows if row["level"] == level]
        _upsert(places)
        for place in places:
            known[place.code, place.valid_from] = place
            by_code[place.code].append(place)
    return known


def _refuse_doubled(rows: list[Row]) -> None:
    for (code, on), count in Counter((row["code"], row["valid_from"]) for row in rows).items():
        if count > 1:
            raise Invalid(
                _("Tệp places.csv có %(count)s dòng cho mã %(code)s từ ngày %(on)s.")
                % {"count": count, "code": code, "on": on}
            )


def _place(row: Row, by_code: dict[str, list[Place]]) -> Place:
    valid_from = date.fromisoformat(row["valid_from"])
    valid_to = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    place = Place(
        code=row["code"],
        valid_from=valid_from,
        valid_to=valid_to,
        level=row["level"],
        kind=row["kind"],
        name=row["name"],
        dates_doubtful=row["dates_doubtful"],
    )
    above = _above(by_code[row["parent_code"]], place) if row["parent_code"] else []
    if row["parent_code"] and not above:
        raise Invalid(
            _(
                "Tệp places.csv: %(name)s (%(code)s) thuộc mã %(parent)s "
                "nhưng không có đơn vị ấy trong cùng thời gian."
            )
            % {"name": place.name, "code": place.code, "parent": row["parent_code"]}
        )
    place.parent = above[-1] if above else None
    place.path = f"{above[-1].path}/{place.code}" if above else place.code
    full = fold(place.name)
    place.folded_name = full.removeprefix(place.kind.replace("_", " ")).strip() or full
    # Own name closed by a bar, then the names above it likewise; a word is found by the space before it.
    place.search_text = "".join([f" {full} |", *(one.search_text for one in above)])
    return place


def _above(candidates: Iterable[Place], place: Place) -> list[Place]:
    """Return the rows of the parent's code that exist while the place does, the one of its last day last."""
    return sorted(
        (
            one
            for one in candidates
            if (place.valid_to is None or one.valid_from <= place.valid_to)
            and (one.valid_to is None or one.valid_to >= place.valid_from)
        ),
        key=lambda one: one.valid_from,
    )


def _upsert(places: list[Place]) -> None:
    fields = [
        field.name for field in Place._meta.concrete_fields if field.name not in ("id", "code", "valid_from")
    ]
    Place.objects.bulk_create(
        places,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code", "valid_from"],
        update_fields=fields,
    )


def _remove_others(known: dict[Key, Place]) -> None:
    entered = _entered()
    gone = [
        pk
        for pk, *key in Place.objects.values_list("pk", "code", "valid_from")
        if tuple(key) not in known and pk not in entered
    ]
    try:
        for level in reversed(LEVELS):
            Place.objects.filter(pk__in=gone, level=level).delete()
    except models.ProtectedError as error:
        used = sorted({str(place) for place in Place.objects.filter(pk__in=gone)})
        raise WrongState(
            _(
                "Không nạp được: tệp mới không còn một số đơn vị đang được dùng (%(names)s). "
                "Hãy bổ sung lại vào tệp."
            )
            % {"names": "; ".join(used[:5])}
        ) from error


def _entered() -> set[int]:
    """Return the places that people entered as acts; no file need know them."""
    rows = PlaceActUnit.objects.filter(side="after", act__applied_at__isnull=False)
    return {pk for pk in rows.values_list("place_id", flat=True) if pk is not None}


def _end_again() -> None:
    """End anew the places that an act ended and that the files still take for living."""
    ended = PlaceActUnit.objects.filter(side="before", act__applied_at__isnull=False, place__valid_to=None)
    for unit in ended.select_related("act", "place"):
        if unit.place is not None:
            unit.place.valid_to = unit.act.in_force_on - timedelta(days=1)
            unit.place.save(update_fields=["valid_to"])


def _write_successions(rows: list[Row], known: dict[Key, Place]) -> None:
    Succession.objects.filter(act=None).delete()
    links = []
    for row in rows:
        old = known.get((row["old_code"], date.fromisoformat(row["old_valid_from"])))
        new = known.get((row["new_code"], date.fromisoformat(row["new_valid_from"])))
        if old is None or new is None:
            raise Invalid(
                _("Tệp successions.csv: không có đơn vị %(old)s hoặc %(new)s trong tệp places.csv.")
                % {"old": row["old_code"], "new": row["new_code"]}
            )
        links.append(
            Succession(
                old=old,
                new=new,
                extent=row["extent"],
                basis=row["basis"],
                is_default=row["is_default"] == "1",
            )
        )
    Succession.objects.bulk_create(links, batch_size=BATCH)
