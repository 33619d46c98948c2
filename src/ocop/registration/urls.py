"""Addresses under /dang-ky/."""

from django.urls import path

from ocop.registration import views

app_name = "registration"
urlpatterns = [
    path("", views.home, name="home"),
    path("so/", views.register, name="register"),
    path("chu-the/moi/", views.open_producer, name="open_producer"),
    path("chu-the/<int:producer_id>/", views.edit_producer, name="producer"),
    path("san-pham/moi/", views.product_name, name="product_name"),
    path("san-pham/nhom/", views.product_group, name="product_group"),
    path("san-pham/xac-nhan/", views.product_confirm, name="product_confirm"),
    path("san-pham/<int:product_id>/anh/", views.photo, name="photo"),
    path("phieu/<int:registration_id>/", views.slip, name="slip"),
    path("phieu/<int:registration_id>/rut/", views.withdraw, name="withdraw"),
]
