"""Pages of registration: begin, producer, product in three steps, slip, and the officers' register."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.directory.queries import unit_at
from ocop.platform.access import needs, signed_in, verdict
from ocop.platform.access.middleware import actor_of
from ocop.platform.files.storing import response
from ocop.platform.folding import fold
from ocop.platform.refusal import Refusal
from ocop.platform.ui.shapes import Crumb, Step
from ocop.programme.queries import working_calendar
from ocop.registration import actions, policy
from ocop.registration.forms import ProducerForm, SlipForm, WithdrawForm, producer_initial, put
from ocop.registration.models import Producer, Product
from ocop.registration.queries import (
    ICONS,
    applicant_kind,
    find_leaves,
    leaf_of,
    leaves,
    number_doubt,
    similar_products,
)
from ocop_rules import rulebooks
from ocop_rules.deadlines import due
from ocop_rules.outcomes import first_level
from ocop_rules.rulebook import Rulebook

PAGE_SIZE = 50
NAME_LIMIT = 200


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show where a producer begins: its facts, then its products."""
    actor = actor_of(request)
    producers = list(policy.own_producers(actor))
    context = {
        "producers": producers,
        "may_view_register": bool(actor.paths_for("registration.view")),
    }
    return render(request, "registration/home/show.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def open_producer(request: HttpRequest) -> HttpResponse:
    """Enter a producer; who does becomes its first person."""
    form = ProducerForm(request.POST or None, rulebook=_rulebook_now())
    if request.method == "POST" and form.is_valid():
        try:
            producer = actions.open_producer(form.facts(), actor=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Đã mở hồ sơ chủ thể. Tiếp theo, hãy đăng ký sản phẩm."))
            return redirect(f"{reverse('registration:product_name')}?{urlencode({'chu-the': producer.pk})}")
    context = {
        "form": form,
        "producer": None,
        "crumbs": [Crumb(_("Bắt đầu"), reverse("registration:home")), Crumb(_("Chủ thể"))],
    }
    return render(request, "registration/producer/edit.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_producer(request: HttpRequest, producer_id: int) -> HttpResponse:
    """Change the facts of an own producer."""
    actor = actor_of(request)
    producer = get_object_or_404(policy.own_producers(actor), pk=producer_id)
    form = ProducerForm(request.POST or None, rulebook=_rulebook_now(), initial=producer_initial(producer))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_producer(producer, form.facts(), actor=actor, at=timezone.now())
        except Refusal as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Đã lưu hồ sơ chủ thể."))
            return redirect(_safe_next(request) or reverse("registration:home"))
    context = {
        "form": form,
        "producer": producer,
        "next": _safe_next(request),
        "crumbs": [Crumb(_("Bắt đầu"), reverse("registration:home")), Crumb(_("Chủ thể"))],
    }
    return render(request, "registration/producer/edit.html", context, status=422 if form.errors else 200)


@needs("registration.register")
@require_safe
def product_name(request: HttpRequest) -> HttpResponse:
    """First step of entering a product: its name."""
    producer = _chosen_producer(request)
    name = _asked_name(request)
    context = {"producer": producer, "name": name, "steps": _steps(0), "crumbs": _product_crumbs()}
    return render(request, "registration/product/name.html", context)


@needs("registration.register")
@require_safe
def product_group(request: HttpRequest) -> HttpResponse:
    """Second step: similar names, and the group by walking the classification or by typing what it is."""
    producer = _chosen_producer(request)
    name = _asked_name(request)
    if not any(letter.isalpha() for letter in name):
        messages.error(request, _("Hãy nhập tên sản phẩm."))
        return redirect(
            f"{reverse('registration:product_name')}?{urlencode({'chu-the': producer.pk, 'ten': name})}"
        )
    rulebook = _rulebook_now()
    words = request.GET.get("q", name).strip()[:100]
    kind = applicant_kind(rulebook, producer.kind)
    context = {
        "producer": producer,
        "name": name,
        "words": words,
        "found": find_leaves(rulebook, words),
        "industries": _industries(rulebook),
        "closed_to_kind": [
            leaf.sheet for leaf in leaves(rulebook) if kind and not kind.may_enter(rulebook.sheet(leaf.sheet))
        ],
        "similar": similar_products(name, place_path=producer.place_path, own_producer_id=producer.pk),
        "query": urlencode({"chu-the": producer.pk, "ten": name}),
        "steps": _steps(1),
        "crumbs": _product_crumbs(),
    }
    return render(request, "registration/product/group.html", context)


@needs("registration.register")
@require_http_methods(["GET", "HEAD", "POST"])
def product_confirm(request: HttpRequest) -> HttpResponse:
    """Third step: what the rating is for; registering gives the slip its number."""
    producer = _chosen_producer(request)
    name, rulebook = _asked_name(request), _rulebook_now()
    leaf = leaf_of(rulebook.id, _number(request.GET.get("bo")))
    if leaf is None:
        raise Http404
    form = SlipForm(request.POST or None, initial={"kind": "new"} | SlipForm.initial_from(request.GET))
    if request.method == "POST" and form.is_valid():
        try:
            slip = actions.register_product(
                producer,
                name=name,
                kind=form.cleaned_data["kind"],
                sheet_number=leaf.sheet,
                prior=form.prior(),
                actor=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Đã đăng ký. Số phiếu: %(number)s.") % {"number": slip.number_text})
            return redirect("registration:slip", slip.pk)
    context = {
        "producer": producer,
        "name": name,
        "leaf": leaf,
        "sheet": rulebook.sheet(leaf.sheet),
        "form": form,
        "back": f"{reverse('registration:product_group')}?{urlencode({'chu-the': producer.pk, 'ten': name})}",
        "steps": _steps(2),
        "crumbs": _product_crumbs(),
    }
    return render(request, "registration/product/confirm.html", context, status=422 if form.errors else 200)


@needs("registration.view")
@require_safe
def slip(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Show one slip with its number and what comes next."""
    actor = actor_of(request)
    found = get_object_or_404(policy.visible(actor), pk=registration_id)
    window = None
    if found.kind == "reevaluation" and found.prior_expires_on:
        rulebook = rulebooks.get(found.rulebook_id)
        if "reevaluation_window" in rulebook.limits:
            window = due(
                rulebook, "reevaluation_window", start=found.prior_expires_on, calendar=working_calendar()
            )
    context = {
        "slip": found,
        "leaf": leaf_of(found.rulebook_id, found.sheet_number),
        "rulebook": rulebooks.get(found.rulebook_id),
        "window": window,
        "number_doubt": number_doubt(rulebooks.get(found.rulebook_id)),
        "receiver": unit_at(found.place, first_level(rulebooks.get(found.rulebook_id)).code) or found.place,
        "is_own": policy.acts_for(actor, found.product.producer_id),
        "may_withdraw": verdict("registration.withdraw", actor, found),
        "withdraw_form": WithdrawForm(),
        "crumbs": [Crumb(_("Bắt đầu"), reverse("registration:home")), Crumb(found.number_text)],
    }
    return render(request, "registration/slip/show.html", context)


@needs("registration.withdraw")
@require_POST
def withdraw(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Take a slip back with a reason."""
    actor = actor_of(request)
    found = get_object_or_404(policy.visible(actor), pk=registration_id)
    try:
        actions.withdraw(found, reason=request.POST.get("reason", ""), actor=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã rút phiếu %(number)s.") % {"number": found.number_text})
    return redirect("registration:slip", found.pk)


@needs("registration.view")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """List the slips of the places that an officer looks after, newest first; no personal facts."""
    actor = actor_of(request)
    words = request.GET.get("q", "").strip()[:100]
    rows = policy.visible(actor).order_by("-registered_on", "-pk")
    for word in fold(words).split()[:10]:
        rows = rows.filter(product__search_text__contains=f" {word}")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    return render(request, "registration/slip/index.html", {"page": page, "words": words})


@needs("registration.view")
@require_safe
def photo(request: HttpRequest, product_id: int) -> FileResponse:
    """Serve a product's photo to those who may see one of its slips."""
    products = Product.objects.filter(
        registrations__in=policy.visible(actor_of(request)), photo__isnull=False
    )
    product = get_object_or_404(products.select_related("photo").distinct(), pk=product_id)
    assert product.photo is not None
    return response(product.photo, name=product.name, inline=True)


def _chosen_producer(request: HttpRequest) -> Producer:
    """Return the own producer named in the address, or the only one."""
    own = policy.own_producers(actor_of(request))
    if request.GET.get("chu-the"):
        return get_object_or_404(own, pk=_number(request.GET["chu-the"]))
    producer = own.first()
    if producer is None:
        raise Http404
    return producer


def _asked_name(request: HttpRequest) -> str:
    return " ".join(request.GET.get("ten", "").split())[:NAME_LIMIT]


def _rulebook_now() -> Rulebook:
    return rulebooks.in_force(timezone.localdate())


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _safe_next(request: HttpRequest) -> str:
    """Return where to go back to: only an address of the dossiers, so that nobody is led away."""
    wanted = request.GET.get("tiep", "")
    return wanted if wanted.startswith("/ho-so/") and "//" not in wanted and "\\" not in wanted else ""


def _industries(rulebook: Rulebook) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for leaf in leaves(rulebook):
        industry = found.setdefault(
            leaf.industry_code,
            {"name": leaf.industry, "icon": ICONS.get(leaf.industry_code, "basket"), "groups": {}},
        )
        industry["groups"].setdefault(leaf.group, []).append(leaf)
    return [{**industry, "groups": list(industry["groups"].items())} for industry in found.values()]


def _steps(current: int) -> list[Step]:
    labels = (_("Tên sản phẩm"), _("Nhóm sản phẩm"), _("Đăng ký"))
    states = ("done", "current", "todo")
    return [
        Step(label, states[0] if place < current else states[1] if place == current else states[2])
        for place, label in enumerate(labels)
    ]


def _product_crumbs() -> list[Crumb]:
    return [Crumb(_("Bắt đầu"), reverse("registration:home")), Crumb(_("Đăng ký sản phẩm"))]
