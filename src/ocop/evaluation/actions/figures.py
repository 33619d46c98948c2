"""Sheets that are short of figures or misprinted: no session judges on one before an administrator has confirmed it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ocop.platform.refusal import Invalid
from ocop.platform.workflow import lock
from ocop.programme.models import SheetConfirmation
from ocop.programme.queries import confirmation_of
from ocop_rules import rulebooks


def insist_on_figures(
    rulebook_id: str, number: int, *, name: str, place_path: str, field: str | None = None
) -> SheetConfirmation | None:
    """Return the confirmation of an unsettled sheet, its row locked so that nobody takes it back on the way.

    None for a sound sheet. Raises Invalid, saying what to do and who can, where nobody has confirmed the figures.
    """
    rulebook = rulebooks.get(rulebook_id)
    sheet = rulebook.sheet(number)
    if not sheet.unsettled:
        return None
    found = confirmation_of(rulebook_id, sheet, place_path=place_path)
    if found is not None:
        found = lock(found)
    if found is None or found.withdrawn_at is not None:
        raise Invalid(
            _(
                "“%(name)s”: bộ tiêu chí %(number)s của %(instrument)s có số liệu phải xác nhận trước khi chấm. Quản trị viên "
                "của tỉnh đối chiếu với bản gốc rồi xác nhận ở mục Quy chế, trang “Bộ tiêu chí cần xác nhận”; sau đó làm lại "
                "bước này."
            )
            % {"name": name, "number": number, "instrument": rulebook.instrument},
            field=field,
        )
    return found
