from django.urls import path

from ocop.platform.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("ngon-ngu/", views.language, name="language"),
]
