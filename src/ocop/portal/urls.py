"""Public addresses. /c/… is printed in QR codes on packages and never changes."""

from django.urls import path, re_path

from ocop.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^c/(?P<token>[^/]{1,100})/?$", views.check, name="check"),
    path("kiem-tra/", views.look_up, name="look_up"),
    path("san-pham/<str:product_code>/", views.product, name="product"),
    path("san-pham/<str:product_code>/anh-<slug:sha_prefix>.webp", views.photo, name="photo"),
    path("robots.txt", views.robots, name="robots"),
]
