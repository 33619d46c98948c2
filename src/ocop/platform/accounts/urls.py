from django.urls import path

from ocop.platform.accounts import views

urlpatterns = [
    path("trinh-dien/", views.demonstration_sign_in, name="demonstration_sign_in"),
]
