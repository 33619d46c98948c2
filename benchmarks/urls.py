"""The application's addresses and, under /san/, the floors."""

from django.urls import include, path

from benchmarks import floors

urlpatterns = [
    path("san/", include([
        path("ket-qua/", floors.ranked),
        path("ket-qua-da-chot/", floors.frozen),
        path("diem/", floors.mark),
        path("hang/", floors.constant),
        path("tim/", floors.search),
    ])),
    path("", include("ocop.urls")),
]  # fmt: skip
