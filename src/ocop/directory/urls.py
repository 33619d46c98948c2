"""Addresses of the directory, under /dia-ban/."""

from django.urls import path

from ocop.directory.views import agencies, mandates, place_acts, places

app_name = "directory"
urlpatterns = [
    path("", places.provinces, name="provinces"),
    path("tim", places.search, name="search"),
    path("vai-tro/", mandates.roles, name="roles"),
    path("nhiem-vu/", mandates.index, name="mandates"),
    path("nhiem-vu/giao/", mandates.grant, name="grant"),
    path("nhiem-vu/<int:number>/ket-thuc/", mandates.end, name="end"),
    path("mat-khau/", mandates.give_way_in, name="give_way_in"),
    path("co-quan/", agencies.index, name="agencies"),
    path("co-quan/them/", agencies.add, name="add_agency"),
    path("co-quan/<int:number>/ten/", agencies.rename, name="rename_agency"),
    path("thay-doi/", place_acts.index, name="acts"),
    path("thay-doi/nhap/", place_acts.begin, name="begin_act"),
    path("thay-doi/<int:number>/", place_acts.show, name="act"),
    path("thay-doi/<int:number>/don-vi/", place_acts.units, name="act_units"),
    path("thay-doi/<int:number>/xem-truoc/", place_acts.preview, name="act_preview"),
    path("thay-doi/<int:number>/ap-dung/", place_acts.apply_again, name="apply_act"),
    path("thay-doi/<int:number>/bo/", place_acts.withdraw, name="withdraw_act"),
    path("<slug:code>/", places.newest, name="newest"),
    path("<slug:code>/<slug:valid_from>/", places.show, name="place"),
]
