"""What holds where a rulebook is silent: slip numbers of our own series, kinds of producer read elsewhere.

Older decisions are known through summaries only. What they do not tell is filled in here in one place, and the
pages that use it say so.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from ocop.directory.queries import path_at
from ocop_rules import codes, rulebooks
from ocop_rules.rulebook import ApplicantKind, Rulebook


def slip_number(rulebook: Rulebook, *, place_path: str, serial: int, year: int, given_at: str = "") -> str:
    """Return the number of a slip for a product of a commune, in the rulebook's form.

    Where the rulebook has no form it is a number of this application's own series, which cannot be taken for
    a printed one: "7/PM-14-125-03646-2024". `given_at` is the place whose series it is (else the commune's).
    """
    if rulebook.codes.registration_number is None:
        return f"{serial}/PM-{(given_at or place_path).replace('/', '-')}-{year}"
    return codes.registration_number(
        rulebook,
        serial=serial,
        province=path_at(place_path, "province") or "",
        commune=place_path.rpartition("/")[2],
        year=year,
    )


def number_doubt(rulebook: Rulebook) -> str:
    """Return what is to be said beside a slip's number that is of our own series; "" for a statutory one."""
    if rulebook.codes.registration_number is not None:
        return ""
    return _(
        "Số do phần mềm đặt để theo dõi: chưa thấy văn bản nào nêu mẫu số phiếu theo %(rule)s. "
        "Đã có phiếu giấy thì dùng số trên phiếu giấy."
    ) % {"rule": rulebook.instrument}


def applicant_kinds(rulebook: Rulebook) -> tuple[ApplicantKind, ...]:
    """Return the kinds of producer to choose from: the rulebook's, else those of the next one that names them.

    Which of them may apply and what they must show is then not known: `applicant_kind` answers None.
    """
    if rulebook.applicant_kinds:
        return rulebook.applicant_kinds
    later = (one for one in rulebooks.all_rulebooks() if one.in_force_from > rulebook.in_force_from)
    return next((one.applicant_kinds for one in later if one.applicant_kinds), ())


def applicant_kind(rulebook: Rulebook, code: str) -> ApplicantKind | None:
    """Return what the rulebook itself says of a kind of producer; None where it says nothing."""
    return next((kind for kind in rulebook.applicant_kinds if kind.code == code), None)
