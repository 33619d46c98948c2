"""Products, slips, dossiers, evidence and the versions handed in, each as large as a real one."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PIL import Image

from benchmarks.loading.moments import moment
from benchmarks.loading.people import People
from ocop.demonstration.marks import aimed
from ocop.dossiers.models import Dossier, Evidence, Submission
from ocop.dossiers.queries.content import content_of, digest_of, receipt_of
from ocop.platform.files.models import StoredFile
from ocop.platform.files.storing import store_bytes
from ocop.platform.folding import fold
from ocop.platform.workflow import act, note
from ocop.registration.models import Product, Registration
from ocop.registration.queries import leaf_of
from ocop_rules import codes, rulebooks
from ocop_rules.rulebook import Rulebook

RULEBOOK = "26-2026"
FILES = 6
# Of a hundred products: what each is good for. Five stars go up to the centre and get no certificate here.
AIMS = (5,) * 8 + (4,) * 40 + (3,) * 45 + (2,) * 7
LONG = "Vùng nguyên liệu của bà con trong xã, có hợp đồng liên kết; sơ chế, chế biến và đóng gói tại xưởng. "


@dataclass(frozen=True, slots=True)
class Paper:
    """A dossier that was handed in, the star it is good for, and the position of its session among all."""

    dossier: Dossier
    submission: Submission
    aim_star: int
    session: int


def write_papers(people: People, *, days: list[date], dossiers: int) -> list[Paper]:
    """Write all dossiers up to the provincial intake; they are dealt out evenly over the sessions, in order."""
    rulebook = rulebooks.get(RULEBOOK)
    files = _files(moment(days[0]))
    per_session = -(-dossiers // len(days))
    written: list[Paper] = []
    last: Counter[tuple[str, int]] = Counter()
    for session, day in enumerate(days):
        numbers = range(session * per_session, min((session + 1) * per_session, dossiers))
        with act():
            written += _written(people, rulebook, files, numbers, last, session=session, day=day)
    return written


def _written(
    people: People,
    rulebook: Rulebook,
    files: list[StoredFile],
    numbers: range,
    last: Counter[tuple[str, int]],
    *,
    session: int,
    day: date,
) -> list[Paper]:
    on = day - timedelta(days=45)
    at = moment(on)
    products = [_product(people, rulebook, number) for number in numbers]
    products = Product.objects.bulk_create(products)
    slips = [_slip(product, number, on) for product, number in zip(products, numbers, strict=True)]
    slips = Registration.objects.bulk_create(_numbered(rulebook, slips, last))
    dossiers = [_dossier(rulebook, slip, number, at) for slip, number in zip(slips, numbers, strict=True)]
    dossiers = Dossier.objects.bulk_create(dossiers)
    evidence = [_evidence(dossier, file, at) for dossier in dossiers for file in files]
    evidence = Evidence.objects.bulk_create(evidence)
    submissions = []
    for place, dossier in enumerate(dossiers):
        own = evidence[place * len(files) : (place + 1) * len(files)]
        submissions.append(_submission(dossier, own, at))
        note(
            "dossiers.submit",
            dossier,
            actor=people.actor(people.officer),
            at=at,
            before="draft",
            after="submitted",
        )
    submissions = Submission.objects.bulk_create(submissions)
    return [
        Paper(dossier, submission, _aim(number), session)
        for dossier, submission, number in zip(dossiers, submissions, numbers, strict=True)
    ]


def _aim(number: int) -> int:
    return AIMS[number * 37 % len(AIMS)]


def _product(people: People, rulebook: Rulebook, number: int) -> Product:
    producer = people.producers[number % len(people.producers)]
    sheet = rulebook.sheets[number % len(rulebook.sheets)]
    leaf = leaf_of(rulebook.id, sheet.number)
    words = leaf.words if leaf and leaf.words else (sheet.title,)
    word = words[number // len(rulebook.sheets) % len(words)]
    name = f"{word[:1].upper()}{word[1:]} {producer.place.name.partition(' ')[2]} {number + 1:04}"
    return Product(
        producer=producer,
        name=name[:200],
        search_text=f" {fold(name)} ",
        rulebook_id=rulebook.id,
        sheet_number=sheet.number,
        description=LONG,
        specification="Quy cách ghi trên nhãn; công bố theo tiêu chuẩn cơ sở.",
        story=LONG * 4,
        place_path=producer.place_path,
    )


def _slip(product: Product, number: int, on: date) -> Registration:
    producer = product.producer
    return Registration(
        product=product,
        kind="new",
        rulebook_id=product.rulebook_id,
        sheet_number=product.sheet_number,
        year=on.year,
        number=number + 1,
        number_text="",
        registered_on=on,
        registered_at=moment(on),
        registered_by=f"Chủ thể {number + 1:04}",
        state="filed",
        issued_path=producer.place_path,
        place=producer.place,
        place_path=producer.place_path,
    )


def _numbered(
    rulebook: Rulebook, slips: list[Registration], last: Counter[tuple[str, int]]
) -> list[Registration]:
    """Give every slip the next number of its commune and year."""
    for slip in slips:
        last[slip.place_path, slip.year] += 1
        slip.number = last[slip.place_path, slip.year]
        province, _slash, commune = slip.place_path.partition("/")
        slip.number_text = codes.registration_number(
            rulebook, province=province, commune=commune, serial=slip.number, year=slip.year
        )
    return slips


def _dossier(rulebook: Rulebook, slip: Registration, number: int, at: datetime) -> Dossier:
    sheet = rulebook.sheet(slip.sheet_number)
    picks = aimed(sheet, _aim(number), seed=number % 5)
    product = slip.product
    return Dossier(
        registration=slip,
        rulebook_id=rulebook.id,
        sheet_number=sheet.number,
        kind=slip.kind,
        product_name=product.name,
        producer_name=product.producer.name,
        search_text=f"{product.search_text}{fold(product.producer.name)} ",
        place=slip.place,
        place_path=slip.place_path,
        level="province",
        report={
            "papers": {"papers": ["business_registration", "declared", "food_safety"]},
            "results": dict.fromkeys(("material_zone", "technology", "quality", "market"), LONG * 2),
            "plan": dict.fromkeys(("plan_product", "plan_production", "plan_market"), LONG * 2),
        },
        self_marks={code: sheet.criterion(code).levels[pick].points for code, pick in picks.items()},
        self_picks=picks,
        self_notes=dict.fromkeys(list(picks)[::5], "Xem minh chứng kèm theo."),
        opened_at=at,
        opened_by="Chủ thể",
        received_on=slip.registered_on,
        due_on=slip.registered_on + timedelta(days=21),
        proposed_at=at + timedelta(days=10),
        proposed_by="Cán bộ cấp xã",
        accepted_at=at + timedelta(days=14),
        accepted_by="Cán bộ cấp tỉnh",
        intake_number_text=f"{number + 1:04}/PTN",
    )


def _evidence(dossier: Dossier, file: StoredFile, at: datetime) -> Evidence:
    return Evidence(
        dossier=dossier, file=file, name=f"Minh chứng {file.pk}.png", kind="material_origin",
        criteria=list(dossier.self_marks)[file.pk % 7 :: 7], added_at=at, added_by="Chủ thể",
    )  # fmt: skip


def _submission(dossier: Dossier, evidence: list[Evidence], at: datetime) -> Submission:
    content = content_of(
        dossier, evidence, number=1, submitted_by="Chủ thể", at=at, pledge="Cam đoan đúng sự thật."
    )
    digest = digest_of(content)
    return Submission(
        dossier=dossier,
        number=1,
        submitted_at=at,
        submitted_by="Chủ thể",
        content=content,
        digest=digest,
        receipt_text=receipt_of(content, digest=digest),
    )


def _files(at: datetime) -> list[StoredFile]:
    """Store a few pictures that every dossier hands in."""
    stored = []
    for number in range(FILES):
        picture = io.BytesIO()
        Image.new("RGB", (320, 240), (40 * number, 120, 200)).save(picture, "PNG")
        stored.append(store_bytes(picture.getvalue(), at=at, allowed=("image/png",)))
    return stored
