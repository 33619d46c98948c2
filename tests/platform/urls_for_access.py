"""Addresses for trying what views declare; the application's own are left out."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from ocop.platform.access import needs, public_view, signed_in
from ocop.platform.refusal import Invalid


def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


@public_view
def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@signed_in
def for_people(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"hello {request.actor.name}")


@needs("audit.view")
def for_auditors(request: HttpRequest) -> HttpResponse:
    return HttpResponse("log")


@signed_in
def refusing(request: HttpRequest) -> HttpResponse:
    raise Invalid("Thiếu chữ ký; hãy ký rồi gửi lại.")


urlpatterns = [
    path("silent/", silent),
    path("open/", open_to_all),
    path("people/", for_people),
    path("auditors/", for_auditors),
    path("refusing/", refusing),
    path("", include("ocop.urls")),
]
