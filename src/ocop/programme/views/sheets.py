"""Pages of sheets that are short of figures: all of them, and one laid open for comparing with the signed text."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ocop.directory.queries import place_on
from ocop.platform.access import Actor, needs, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Crumb
from ocop.programme import actions, queries
from ocop.programme.forms import ConfirmSheetForm
from ocop.programme.models import SheetConfirmation
from ocop.programme.policy import confirmations_visible
from ocop.programme.queries.sheets import confirmation_of, confirmations_of, part_counts
from ocop.programme.views.tabs import tabs_for
from ocop_rules import rulebooks
from ocop_rules.law import NotInRulebook
from ocop_rules.loading import RulebookFault
from ocop_rules.rulebook import Rulebook
from ocop_rules.sheets import Sheet


@needs("programme.edit_regulation")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List every sheet that is short of figures, who confirmed it for the reader's province, and what is lacking whole."""
    actor = actor_of(request)
    path = _province_path(actor)
    context = {
        "sheets": queries.unsettled_sheets(path),
        "absent": [
            (rulebook, sheet)
            for rulebook in reversed(rulebooks.all_rulebooks())
            for sheet in rulebook.missing_sheets
        ],
        "faults": rulebooks.faults(),
        "place": place_on(path, timezone.localdate()),
        "may_confirm": verdict("programme.confirm_sheet", actor),
        "tabs": tabs_for(actor, current="unsettled_sheets"),
    }
    return render(request, "programme/sheet/index.html", context)


@needs("programme.edit_regulation")
@require_safe
def show(request: HttpRequest, rulebook_id: str, number: int) -> HttpResponse:
    """Show one such sheet criterion by criterion, as the rulebook has it, beside what is said of it."""
    rulebook, sheet = _unsettled(rulebook_id, number)
    return _page(request, rulebook, sheet, ConfirmSheetForm())


@needs("programme.confirm_sheet")
@require_POST
def confirm(request: HttpRequest, rulebook_id: str, number: int) -> HttpResponse:
    """Keep the administrator's word that the figures agree with the signed text."""
    rulebook, sheet = _unsettled(rulebook_id, number)
    actor = actor_of(request)
    form = ConfirmSheetForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_sheet(
                rulebook_id=rulebook.id, number=number, place_path=_province_path(actor),
                **form.cleaned_data, actor=actor, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            said = _("Đã xác nhận số liệu bộ tiêu chí %(number)s (%(instrument)s).")
            messages.success(request, said % {"number": number, "instrument": rulebook.instrument})
            return redirect("programme:unsettled_sheet", rulebook.id, number)
    return _page(request, rulebook, sheet, form)


@needs("programme.confirm_sheet")
@require_POST
def withdraw(request: HttpRequest, confirmation_id: int) -> HttpResponse:
    """Take a confirmation back."""
    actor = actor_of(request)
    row = get_object_or_404(confirmations_visible(actor), pk=confirmation_id)
    try:
        actions.withdraw_sheet_confirmation(
            row, reason=request.POST.get("reason", ""), actor=actor, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã rút xác nhận; bộ tiêu chí này chưa dùng để chấm được."))
    return redirect("programme:unsettled_sheet", row.rulebook_id, row.sheet_number)


def _page(request: HttpRequest, rulebook: Rulebook, sheet: Sheet, form: ConfirmSheetForm) -> HttpResponse:
    actor = actor_of(request)
    path = _province_path(actor)
    context = {
        "rulebook": rulebook,
        "sheet": sheet,
        "counts": part_counts(sheet),
        "confirmation": confirmation_of(rulebook.id, sheet, place_path=path),
        "earlier": _earlier(rulebook, sheet, path),
        "place": place_on(path, timezone.localdate()),
        "may_confirm": verdict("programme.confirm_sheet", actor),
        "form": form,
        "crumbs": [
            Crumb(_("Bộ tiêu chí cần xác nhận"), reverse("programme:unsettled_sheets")),
            Crumb(f"{rulebook.instrument}, {_('Bộ %(number)s') % {'number': sheet.number}}"),
        ],
    }
    return render(request, "programme/sheet/show.html", context, status=422 if form.errors else 200)


def _earlier(rulebook: Rulebook, sheet: Sheet, path: str) -> list[SheetConfirmation]:
    """Return the confirmations that hold no more: withdrawn ones, and those of other figures."""
    holding = confirmation_of(rulebook.id, sheet, place_path=path)
    return [row for row in confirmations_of(rulebook.id, sheet.number, place_path=path) if row != holding]


def _unsettled(rulebook_id: str, number: int) -> tuple[Rulebook, Sheet]:
    try:
        rulebook = rulebooks.get(rulebook_id)
        sheet = rulebook.sheet(number)
    except (NotInRulebook, RulebookFault):
        raise Http404 from None
    if not sheet.unsettled:
        raise Http404(_("Bộ tiêu chí này không có chỗ nào phải xác nhận."))
    return rulebook, sheet


def _province_path(actor: Actor) -> str:
    """Return the province for which the reader confirms: the own one, else that of this installation."""
    paths = actor.paths_for("programme.edit_regulation")
    return next((path for path in paths if path), settings.OCOP_PROVINCE_CODE)
