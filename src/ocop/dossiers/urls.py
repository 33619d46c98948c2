"""Addresses under /ho-so/."""

from django.urls import path

from ocop.dossiers.views import commune, evidence, intake, producer, transition, transmittal, writing

app_name = "dossiers"
urlpatterns = [
    path("", producer.index, name="index"),
    path("phieu/<int:registration_id>/lap/", producer.open_dossier, name="open"),
    path("xa/", commune.desk, name="commune"),
    path("huyen/", intake.desk, {"level": "district"}, name="district"),
    path("tinh/", intake.desk, {"level": "province"}, name="province"),
    path("<int:dossier_id>/", producer.show, name="show"),
    path("<int:dossier_id>/san-pham/", writing.product, name="product"),
    path("<int:dossier_id>/mau-02/<slug:slug>/", writing.section, name="section"),
    path("<int:dossier_id>/tu-cham/<str:group_code>/", writing.self_score, name="self_score"),
    path("<int:dossier_id>/minh-chung/", evidence.evidence, name="evidence"),
    path("<int:dossier_id>/minh-chung/dung/", evidence.use_evidence, name="use_evidence"),
    path("<int:dossier_id>/minh-chung/<int:evidence_id>/", evidence.evidence_item, name="evidence_item"),
    path(
        "<int:dossier_id>/minh-chung/<int:evidence_id>/bo/", evidence.remove_evidence, name="remove_evidence"
    ),
    path("<int:dossier_id>/minh-chung/<int:evidence_id>/tep", evidence.file, name="file"),
    path("<int:dossier_id>/nop/", producer.submit, name="submit"),
    path("<int:dossier_id>/ban-nop/<int:number>/", producer.submission, name="submission"),
    path("<int:dossier_id>/giay-tiep-nhan/<int:number>/", producer.receipt, name="receipt"),
    path("<int:dossier_id>/xa/", commune.work, name="commune_work"),
    path("<int:dossier_id>/tra-bo-sung/", commune.return_for_supplement, name="return_for_supplement"),
    path("<int:dossier_id>/de-nghi/", commune.propose, name="propose"),
    path("<int:dossier_id>/mau-03/", commune.form_03, name="form_03"),
    path("<int:dossier_id>/huyen/", intake.work, {"level": "district"}, name="district_work"),
    path("<int:dossier_id>/tinh/", intake.work, {"level": "province"}, name="province_work"),
    path("<int:dossier_id>/tiep-nhan/", intake.accept, name="accept"),
    path("<int:dossier_id>/tra-xa/", intake.return_to_commune, name="return_to_commune"),
    path("<int:dossier_id>/tra-cap-duoi/", intake.return_transmittal, name="return_transmittal"),
    path("<int:dossier_id>/quy-dinh-cu/", transition.decide, name="rule_decision"),
    path("<int:dossier_id>/nhan-thay/", transition.take_over, name="take_over"),
    path("<int:dossier_id>/chuyen-cap/", transmittal.show, name="transmittal"),
    path("<int:dossier_id>/chuyen-cap/lap/", transmittal.work, name="transmittal_work"),
    path("<int:dossier_id>/chuyen-cap/gui/", transmittal.send, name="send_up"),
    path("<int:dossier_id>/chuyen-cap/<int:paper_id>/tep", transmittal.file, name="transmittal_file"),
    path("<int:dossier_id>/chuyen-cap/<int:paper_id>/bo/", transmittal.remove, name="remove_paper"),
]
