"""Addresses of recognition, under /cong-nhan/."""

from django.urls import path

from ocop.recognition.views import certificates, decisions, notices

app_name = "recognition"
urlpatterns = [
    path("", certificates.index, name="certificates"),
    path("giay/nhap/", certificates.enter, name="enter"),
    path("giay/<int:pk>/", certificates.show, name="certificate"),
    path("giay/<int:pk>/tep/", certificates.file, name="certificate_file"),
    path("giay/<int:pk>/thu-hoi/", certificates.revoke, name="revoke"),
    path("quyet-dinh/", decisions.index, name="decisions"),
    path("quyet-dinh/moi/", decisions.draft, name="draft"),
    path("quyet-dinh/ket-thuc/", decisions.close, name="close"),
    path("quyet-dinh/tra-ve/", decisions.hand_back, name="hand_back"),
    path("quyet-dinh/<int:pk>/", decisions.show, name="decision"),
    path("quyet-dinh/<int:pk>/sua/", decisions.change, name="change"),
    path("quyet-dinh/<int:pk>/ma-san-pham/", decisions.write_codes, name="write_codes"),
    path("quyet-dinh/<int:pk>/ban-hanh/", decisions.issue, name="issue"),
    path("quyet-dinh/<int:pk>/huy/", decisions.discard, name="discard"),
    path("quyet-dinh/<int:pk>/tien-do/", decisions.progress, name="progress"),
    path("quyet-dinh/<int:pk>/lap-van-ban/", decisions.make, name="make"),
    path("quyet-dinh/<int:pk>/ban-in/", decisions.print_out, name="print_out"),
    path("quyet-dinh/thong-bao/", notices.index, name="notices"),
    path("quyet-dinh/thong-bao/moi/", notices.issue, name="issue_notice"),
    path("quyet-dinh/thong-bao/<int:pk>/", notices.show, name="notice"),
    path("quyet-dinh/thong-bao/<int:pk>/ban-in/", notices.print_out, name="notice_print"),
    path("quyet-dinh/thong-bao/<int:pk>/rut/", notices.withdraw, name="withdraw_notice"),
]
