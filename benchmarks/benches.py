"""What is measured: for each name the requests of ours and of its floor, made from what the load has put in."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.measuring import Next
from benchmarks.requests import Request, in_process
from benchmarks.visitors import headers_of
from ocop.evaluation.models import Ballot, CouncilMember, ItemResult, Session
from ocop.platform.accounts.models import User
from ocop.recognition.models import Certificate
from ocop_rules import rulebooks

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOGETHER = 10
SEARCHED = "mat ong"
DIFFERENT = 100  # certificates that strangers ask for in turn
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass(frozen=True, slots=True)
class Pair:
    """One measurement made ready: makers of requests, one for each client, ours and the floor's.

    `fewer` is ours with fewer rows on the page, to see that the number of queries does not follow them; None where a
    page has no rows. `lower` is a floor below the floor, told beside the table. `by_rate` says that the ratio is of
    requests a second with `together` clients, not of times.
    """

    ours: Callable[[int], list[Next]]
    floor: Callable[[int], list[Next]]
    clients: int = 1
    together: int | None = None
    fewer: Request | None = None
    lower: Callable[[int], list[Next]] | None = None

    @property
    def by_rate(self) -> bool:
        return self.together is not None


def ranked_list() -> Pair:
    """The first page of the ranked list; fewer rows are those of one commune."""
    officer = headers_of(User.objects.get(username="do-can-bo-tinh"))
    page = reverse("evaluation:ranked")
    commune = urlencode({"place": ItemResult.objects.values_list("place_path", flat=True)[0]})
    return Pair(
        ours=_same(Request(page, headers=officer, holds=b"<table")),
        floor=_same(Request("/san/ket-qua/", holds=b"<table>")),
        fewer=Request(f"{page}?{commune}", headers=officer, holds=b"<table"),
        lower=_same(Request("/san/ket-qua-da-chot/", holds=b"<table>")),
    )


def save_mark(clients: int) -> Pair:
    """Members of the open session mark one criterion after another, each on the own ballots; the floor on others' rows."""
    session = Session.objects.get(state="open")
    seats = list(CouncilMember.objects.filter(council_id=session.council_id, votes=True).order_by("position"))
    ballots = [
        list(Ballot.objects.filter(item__session=session, member=seat).order_by("item__position"))
        for seat in seats
    ]
    half = max(1, len(ballots[0]) // 2)

    def ours(count: int) -> list[Next]:
        return [
            _marks(own[:half], headers_of(seat.user)).__next__
            for seat, own in itertools.islice(itertools.cycle(zip(seats, ballots, strict=True)), count)
        ]

    def floor(count: int) -> list[Next]:
        return [
            _bare_marks(own[half:] or own).__next__
            for own in itertools.islice(itertools.cycle(ballots), count)
        ]

    return Pair(ours=ours, floor=floor, clients=min(clients, len(seats)))


def _marks(ballots: list[Ballot], person: dict[str, str]) -> Iterator[Request]:
    """Tap, as the score sheet's script does, another level than the one chosen, criterion after criterion, for ever."""
    versions = dict(
        Ballot.objects.filter(pk__in=[ballot.pk for ballot in ballots]).values_list("pk", "version")
    )
    picks = dict(Ballot.objects.filter(pk__in=versions).values_list("pk", "picks"))
    while True:
        for ballot in ballots:
            sheet = rulebooks.get(ballot.rulebook_id).sheet(ballot.sheet_number)
            for criterion in sheet.criteria:
                level = (picks[ballot.pk].get(criterion.code, -1) + 1) % len(criterion.levels)
                body = urlencode({f"muc-{criterion.code}": level, "version": versions[ballot.pk]})
                yield Request(
                    reverse("evaluation:save-marks", args=[ballot.pk]),
                    method="POST",
                    headers=person | FORM | {"X-Ocop-Ballot": "1"},
                    body=body.encode(),
                )
                versions[ballot.pk] += 1
                picks[ballot.pk][criterion.code] = level


def _bare_marks(ballots: list[Ballot]) -> Iterator[Request]:
    """Write whole rows of marks, one after the other, for ever."""
    for turn in itertools.count():
        for ballot in ballots:
            marks = dict(list(ballot.marks.items())[: len(ballot.marks) - turn % 2])
            written = {
                "ballot": ballot.pk,
                "marks": json.dumps(marks),
                "total": sum(marks.values()),
                "made": len(marks),
            }
            yield Request(
                "/san/diem/", method="POST", headers=FORM, body=urlencode(written).encode(), holds=b"xong"
            )


def check_page() -> Pair:
    """A stranger opens a certificate's short address; the floor is a constant under the same server."""
    tokens = Certificate.objects.filter(state="valid", expires_on__gte=timezone.localdate()).order_by("pk")
    pages = [
        Request(reverse("portal:check", args=[token]), holds=code.encode())
        for token, code in tokens.values_list("token", "product_code")[:DIFFERENT]
    ]
    return Pair(ours=_each(pages), floor=_same(Request("/san/hang/")), together=TOGETHER)


def catalogue_search() -> Pair:
    """A stranger searches the catalogue without diacritics."""
    address = reverse("portal:home")
    query = urlencode({"q": SEARCHED, "on": timezone.localdate().isoformat()})
    one = Certificate.objects.filter(state="valid", search_text__contains=" mat ong").order_by("-pk").first()
    fewer = urlencode({"q": f"{SEARCHED} {one.product_name.rpartition(' ')[2]}"}) if one else "q=khong-co"
    return Pair(
        ours=_same(Request(f"{address}?{urlencode({'q': SEARCHED})}", holds="Mật ong".encode())),
        floor=_same(Request(f"/san/tim/?{query}", holds=b"<table>")),
        fewer=Request(f"{address}?{fewer}"),
    )


READY: dict[str, Callable[[], Pair]] = {
    "ranked_list": ranked_list,
    "save_mark_1": lambda: save_mark(1),
    "save_mark_10": lambda: save_mark(TOGETHER),
    "check_page": check_page,
    "catalogue_search": catalogue_search,
}


def queries_of(request: Request) -> int:
    """Return how many statements a request takes, beginnings and ends of transactions not counted."""
    with CaptureQueriesContext(connection) as captured:
        in_process(request)
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in captured.captured_queries)


def _same(request: Request) -> Callable[[int], list[Next]]:
    return lambda count: [lambda: request for _client in range(count)]


def _each(requests: list[Request]) -> Callable[[int], list[Next]]:
    """Return makers that go round the requests, each client from another place."""
    return lambda count: [
        itertools.cycle(
            requests[client * 17 % len(requests) :] + requests[: client * 17 % len(requests)]
        ).__next__
        for client in range(count)
    ]
