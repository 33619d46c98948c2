"""Every address of the application, by stage. Short ones are printed on certificates and never change."""

from django.urls import include, path

urlpatterns = [
    path("", include("ocop.portal.urls")),
    path("viec-cua-toi/", include("ocop.workspace.urls")),
    path("dia-ban/", include("ocop.directory.urls")),
    path("chuong-trinh/", include("ocop.programme.urls")),
    path("dang-ky/", include("ocop.registration.urls")),
    path("ho-so/", include("ocop.dossiers.urls")),
    path("hoi-dong/", include("ocop.evaluation.urls")),
    path("quy-dinh/", include("ocop.library.urls")),
    path("cong-nhan/", include("ocop.recognition.urls")),
    path("tai-khoan/", include("ocop.platform.accounts.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("giao-dien/", include("ocop.platform.ui.urls")),
]
