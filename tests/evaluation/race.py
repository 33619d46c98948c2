"""Run as a program against a database of its own: members mark while the secretary ends scoring and closes.

Prints one line of JSON: what was acknowledged but is not in the frozen ballots, and what is there unacknowledged.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "src"), str(Path(__file__).parents[2])]
os.environ["DJANGO_SETTINGS_MODULE"] = "ocop.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from ocop.directory.models import Place  # noqa: E402
from ocop.evaluation import actions  # noqa: E402
from ocop.evaluation.models import Ballot, ItemResult  # noqa: E402
from ocop.platform.audit.reading import verify_database  # noqa: E402
from ocop.platform.refusal import Refusal  # noqa: E402
from ocop.platform.workflow import act  # noqa: E402
from tests import factories_evaluation as make  # noqa: E402


def main(rounds: int) -> None:
    """Play the rounds and print what went wrong."""
    call_command("migrate", verbosity=0)
    with act():
        since = {"valid_from": date(2020, 1, 1)}
        province = Place(code="14", level="province", kind="tinh", name="Tỉnh Sơn La", path="14", **since)
        province.save()
        Place(
            code="03646", level="commune", kind="xa", name="Xã", parent=province, path="14/03646", **since
        ).save()
    seats = make.panel(members=4)
    found = [play(seats, number) for number in range(rounds)]
    sys.stdout.write(json.dumps({
        "lost": [code for row in found for code in row[0]],
        "unasked": [code for row in found for code in row[1]],
        "closings": [row[2] for row in found],
        "refused": sum(row[3] for row in found),
        "kept": sum(row[4] for row in found),
        "chain": verify_database().fault,
    }))  # fmt: skip


def play(seats: make.Panel, number: int) -> tuple[list[str], list[str], int, int, int]:
    """Let every voter change marks for as long as it goes, while two people end and close the session."""
    session = make.opened(seats, f"Sản phẩm {number}")
    item = session.items.get()
    for voter in seats.voters:
        make.scored(item, voter)
    make.attended(session, seats)
    actions.write_discussion(item, text="Đã trao đổi.", actor=seats.secretary, at=make.NOON)
    acknowledged = {voter.user_id: dict(make.points_of(make.picks())) for voter in seats.voters}
    refused, closed, begin = [], [], threading.Barrier(len(seats.voters) + 2)

    def mark(voter) -> None:
        begin.wait()
        turn = 0
        while True:
            code, turn = make.sheet_of().criteria[turn % 34].code, turn + 1
            ballot = make.ballot_of(item, voter)
            level = turn // 34 % len(make.sheet_of().criterion(code).levels)
            try:
                actions.save_mark(
                    ballot, code=code, level=level, version=ballot.version, actor=voter, at=make.NOON
                )
            except Refusal:
                refused.append(voter.user_id)
                break
            acknowledged[voter.user_id][code] = make.sheet_of().criterion(code).levels[level].points
        connection.close()

    def close(person) -> None:
        begin.wait()
        threading.Event().wait(0.03)
        for do in (actions.end_scoring, actions.close_session):
            try:
                do(session, actor=person, at=make.NOON)
            except Refusal:
                continue
            if do is actions.close_session:
                closed.append(person.user_id)
        connection.close()

    people = [threading.Thread(target=mark, args=[voter]) for voter in seats.voters]
    people += [threading.Thread(target=close, args=[person]) for person in (seats.secretary, seats.chair)]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    if not closed:  # one ended, the other tried to close before: the session still has to be closed
        actions.close_session(session, actor=seats.secretary, at=make.NOON)
        closed.append(seats.secretary.user_id)
    lost, unasked, kept = [], [], 0
    for ballot in Ballot.objects.filter(item=item):
        said = acknowledged[ballot.user_id]
        lost += [code for code, points in said.items() if ballot.marks.get(code) != points]
        unasked += [code for code in ballot.marks if code not in said]
        kept += ballot.version
    result = ItemResult.objects.get(item=item)
    totals = {ballot.member_name: ballot.total_points for ballot in Ballot.objects.filter(item=item)}
    lost += ["total" for member in result.members if totals[member["name"]] != member["total"]]
    return lost, unasked, len(closed), len(refused), kept


if __name__ == "__main__":
    main(int(sys.argv[1]))
