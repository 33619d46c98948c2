"""Addresses under /viec-cua-toi/."""

from django.urls import path

from ocop.workspace import views

app_name = "workspace"
urlpatterns = [
    path("", views.home, name="home"),
    path("nhat-ky/", views.log, name="log"),
    path("nhat-ky/kiem-tra/", views.verification, name="verification"),
]
