"""Addresses of the programme, under /chuong-trinh/."""

from django.urls import path

from ocop.programme.views import calendar, regulations, sheets

app_name = "programme"
urlpatterns = [
    path("", regulations.index, name="regulations"),
    path("quy-che/<slug:key>/", regulations.setting, name="regulation"),
    path("quy-che/gia-tri/<int:number>/rut/", regulations.withdraw, name="withdraw_regulation"),
    path("lich/", calendar.this_year, name="calendar"),
    path("lich/<int:year>/", calendar.show, name="calendar_year"),
    path("lich/<int:year>/them/", calendar.add, name="add_calendar_day"),
    path("lich/<int:year>/du/", calendar.complete, name="complete_year"),
    path("lich/<int:year>/chua-du/", calendar.reopen, name="reopen_year"),
    path("lich/ngay/<int:day_id>/rut/", calendar.withdraw, name="withdraw_calendar_day"),
    path("bo-tieu-chi/", sheets.index, name="unsettled_sheets"),
    path("bo-tieu-chi/<slug:rulebook_id>/<int:number>/", sheets.show, name="unsettled_sheet"),
    path("bo-tieu-chi/<slug:rulebook_id>/<int:number>/xac-nhan/", sheets.confirm, name="confirm_sheet"),
    path("bo-tieu-chi/xac-nhan/<int:confirmation_id>/rut/", sheets.withdraw, name="withdraw_sheet"),
]
