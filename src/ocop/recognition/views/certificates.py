"""Pages of certificates: the register, one certificate, taking it back, entering those of earlier
registers.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.platform.access import needs, require, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.files.storing import response
from ocop.platform.refusal import Refusal
from ocop.recognition import actions, policy, queries
from ocop.recognition.actions.documents import check_address
from ocop.recognition.forms import STATUS_TONES, EarlierForm, RegisterFilter, RevokeForm
from ocop.recognition.models import Certificate
from ocop.recognition.views.frame import page_context, put_on, timeline_of
from ocop_rules import rulebooks

PAGE_SIZE = 50


@needs("recognition.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the register of certificates, those that expire first on top."""
    actor, today = actor_of(request), timezone.localdate()
    seen = policy.visible(actor)
    filters = RegisterFilter(request.GET, places=queries.places_of(seen), on=today)
    page = Paginator(queries.register(seen, on=today, **filters.chosen), PAGE_SIZE).get_page(
        request.GET.get("trang")
    )
    listed = [(row, queries.status_on(row, today)) for row in page]
    context = page_context(
        actor,
        current="certificates",
        filters=filters,
        page=page,
        listed=[
            {
                "certificate": row,
                "label": queries.REGISTER_STATUSES[status],
                "tone": STATUS_TONES[status],
                "is_held": status == "held",
            }
            for row, status in listed
        ],
        may_enter=verdict("recognition.enter_earlier", actor),
    )
    return render(request, "recognition/certificate/index.html", context)


@needs("recognition.view")
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one certificate: what it says, its standing today, its history."""
    actor, today = actor_of(request), timezone.localdate()
    rows = policy.visible(actor).select_related("revocation", "successor", "pdf", "line")
    certificate = get_object_or_404(rows, pk=pk)
    status = queries.status_on(certificate, today)
    context = page_context(
        actor,
        current="certificates",
        certificate=certificate,
        revocation=getattr(certificate, "revocation", None),
        status=status,
        status_label=queries.REGISTER_STATUSES[status],
        tone=STATUS_TONES[status],
        check_address=check_address(certificate.token),
        renewal=queries.renewal_window(certificate, on=today),
        renewal_address=queries.renewal_address(certificate, on=today)
        if queries.to_renew(actor, on=today).filter(pk=certificate.pk).exists()
        else "",
        may_revoke=verdict("recognition.revoke", actor, certificate),
        timeline=timeline_of(certificate),
    )
    return render(request, "recognition/certificate/show.html", context)


@needs("recognition.view")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the certificate's print."""
    certificate = get_object_or_404(policy.visible(actor_of(request)).select_related("pdf"), pk=pk)
    if certificate.pdf is None:
        raise Http404
    name = f"Giay chung nhan {certificate.product_code}.pdf"
    return response(certificate.pdf, name=name, inline=True)


@needs("recognition.revoke")
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a certificate back."""
    actor, today = actor_of(request), timezone.localdate()
    certificate = get_object_or_404(policy.visible(actor), pk=pk, state=Certificate.State.VALID)
    require("recognition.revoke", actor, certificate)
    rulebook = rulebooks.in_force(today)
    form = RevokeForm(request.POST or None, rulebook=rulebook, initial={"revoked_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke(certificate, **form.cleaned_data, actor=actor, at=timezone.now())
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(
                request, _("Đã thu hồi giấy chứng nhận; trang kiểm tra công khai đã báo thu hồi.")
            )
            return redirect("recognition:certificate", certificate.pk)
    context = page_context(
        actor,
        current="certificates",
        certificate=certificate,
        form=form,
        rulebook=rulebook,
        limit=rulebook.limits.get("revocation"),
        unknown="" if rulebook.revocation_grounds else actions.no_grounds(rulebook),
    )
    return render(request, "recognition/certificate/revoke.html", context, status=422 if form.errors else 200)


@needs("recognition.enter_earlier")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a certificate of an earlier register."""
    actor, today = actor_of(request), timezone.localdate()
    form = EarlierForm(request.POST or None, on=today)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            certificate = actions.enter_earlier_certificate(
                given.pop("place"), **given, actor=actor, at=timezone.now()
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Đã nhập giấy chứng nhận vào sổ."))
            return redirect("recognition:certificate", certificate.pk)
    context = page_context(actor, current="certificates", form=form)
    return render(request, "recognition/certificate/enter.html", context, status=422 if form.errors else 200)
