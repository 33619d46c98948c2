"""Addresses of the law library, under /quy-dinh/. Anyone may read the law."""

from django.urls import path

from ocop.library import views

app_name = "library"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:rulebook_id>/", views.show, name="rulebook"),
    path("<slug:rulebook_id>/bo/<int:number>/", views.sheet, name="sheet"),
    path("<slug:rulebook_id>/bo/<int:number>/so-voi/<slug:earlier_id>/", views.compare, name="compare"),
]
