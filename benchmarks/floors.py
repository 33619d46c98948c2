"""Floors: the least that the same server can do for the same figures. No accounts, no permissions, no templates.

They run behind the same middleware as the pages that they stand beside; `constant` is all that middleware costs.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt

from ocop.platform.access import public_view

PROVINCE = "14"
# The ranking from what the members wrote: every counted ballot's total, the mean of them, the best 250.
RANKED = """
    SELECT item.product_name, item.producer_name, item.place_name, item.sheet_number,
           SUM(ballot.total_points), COUNT(*)
    FROM evaluation_ballot ballot
    JOIN evaluation_sessionitem item ON item.id = ballot.item_id
    JOIN evaluation_session session ON session.id = item.session_id
    JOIN evaluation_attendance attendance
      ON attendance.session_id = session.id AND attendance.member_id = ballot.member_id
    WHERE session.state = 'closed' AND session.place_path = %s AND item.postponed_at IS NULL
      AND attendance.present AND NOT ballot.recused
    GROUP BY item.id
    ORDER BY SUM(ballot.total_points) * 1.0 / COUNT(*) DESC, item.id LIMIT 250"""
# The same list read from the results that closing the sessions has frozen, as the page does it.
FROZEN = """
    SELECT product_name, producer_name, place_name, sheet_number, total_shown, band_star, minimum_star, star
    FROM evaluation_itemresult WHERE place_path = %s OR place_path LIKE %s
    ORDER BY total_hundredths DESC, id LIMIT 250"""
MARK = """
    UPDATE evaluation_ballot SET marks = %s, total_points = %s, marks_made = %s, version = version + 1
    WHERE id = %s"""
SEARCH = """
    SELECT product_code, product_name, producer_name, place_name, star, industry_code, COUNT(*) OVER ()
    FROM recognition_certificate
    WHERE state = 'valid' AND is_latest AND valid_from <= %s AND expires_on >= %s
      AND search_text LIKE %s AND search_text LIKE %s
    ORDER BY star DESC, search_text LIMIT 24"""


@public_view
def constant(request: HttpRequest) -> HttpResponse:
    """Return a constant."""
    return HttpResponse("<p>Còn hiệu lực</p>")


@public_view
def ranked(request: HttpRequest) -> HttpResponse:
    """Return the 250 best as bare rows of HTML, ranked from the ballots in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(RANKED, [PROVINCE])
        return HttpResponse(_rows([(*row[:4], _mean(row[4], row[5])) for row in cursor.fetchall()]))


@public_view
def frozen(request: HttpRequest) -> HttpResponse:
    """Return the first 250 frozen results as bare rows of HTML."""
    with connection.cursor() as cursor:
        cursor.execute(FROZEN, [PROVINCE, f"{PROVINCE}/%"])
        return HttpResponse(_rows(cursor.fetchall()))


@csrf_exempt
@public_view
def mark(request: HttpRequest) -> HttpResponse:
    """Write one ballot's row in a transaction, taking every figure from the request."""
    given = request.POST
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MARK, [given["marks"], given["total"], given["made"], given["ballot"]])
    return HttpResponse("xong")


@public_view
def search(request: HttpRequest) -> HttpResponse:
    """Return the first page of a search for two words as bare rows of HTML."""
    one, two = request.GET["q"].split()
    on = request.GET["on"]
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, [on, on, f"% {one}%", f"% {two}%"])
        return HttpResponse(_rows(cursor.fetchall()))


def _mean(total: int, count: int) -> str:
    hundredths = total * 100 // count
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _rows(rows: list[tuple[Any, ...]]) -> str:
    cells = ("".join(f"<td>{escape(value)}</td>" for value in row) for row in rows)
    return "<table>" + "".join(f"<tr>{cell}</tr>" for cell in cells) + "</table>"
