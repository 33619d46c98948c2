"""Addresses under /hoi-dong/."""

from django.urls import path

from ocop.evaluation.views import ballots, conduct, councils, items, results, sessions

app_name = "evaluation"
urlpatterns = [
    path("", sessions.index, name="sessions"),
    path("danh-sach/", councils.index, name="councils"),
    path("danh-sach/moi/", councils.establish, name="establish"),
    path("danh-sach/<int:number>/", councils.show, name="council"),
    path("danh-sach/<int:number>/ket-thuc/", councils.end, name="end_council"),
    path("phien/moi/", sessions.plan, name="plan"),
    path("phien/<int:number>/", sessions.show, name="session"),
    path("phien/<int:number>/sua/", sessions.change, name="change"),
    path("phien/<int:number>/san-pham/", sessions.add_items, name="add-items"),
    path("phien/<int:number>/thu-tu/", sessions.order, name="order"),
    path("phien/<int:number>/tien-do/", sessions.progress, name="progress"),
    path("phien/<int:number>/mo/", conduct.open_session, name="open"),
    path("phien/<int:number>/diem-danh/", conduct.attendance, name="attendance"),
    path("phien/<int:number>/ket-thuc-cham/", conduct.end_scoring, name="end-scoring"),
    path("phien/<int:number>/cham-tiep/", conduct.resume_scoring, name="resume-scoring"),
    path("phien/<int:number>/chot/", conduct.close_session, name="close"),
    path("phien/<int:number>/huy/", conduct.cancel_session, name="cancel"),
    path("phien/<int:number>/cham/", ballots.mine, name="my-ballots"),
    path("phien/<int:number>/trinh-chieu/", results.screen, name="screen"),
    path("phien/<int:number>/bien-ban/", results.minutes, name="minutes"),
    path("san-pham/<int:number>/", items.show, name="item"),
    path("san-pham/<int:number>/bo/", items.remove, name="remove-item"),
    path("san-pham/<int:number>/de-lai/", items.postpone, name="postpone-item"),
    path("san-pham/<int:number>/loai/", items.disqualify, name="disqualify-item"),
    path("san-pham/<int:number>/bo-can-cu/", items.clear_ground, name="clear-ground"),
    path(
        "san-pham/<int:number>/phieu/<int:ballot_number>/mo-lai/", items.reopen_ballot, name="reopen-ballot"
    ),
    path("san-pham/<int:number>/phieu/<int:ballot_number>/", items.paper, name="paper"),
    path("phieu/<int:number>/", ballots.show, name="ballot"),
    path("phieu/<int:number>/khai-bao/", ballots.declare, name="declare"),
    path("phieu/<int:number>/diem/", ballots.save, name="save-marks"),
    path("phieu/<int:number>/hoan-thanh/", ballots.complete, name="complete-ballot"),
    path("phieu/<int:number>/de-nghi-hop/", ballots.ask_meeting, name="ask-meeting"),
    path("phieu/<int:number>/ho-so/", ballots.dossier, name="ballot-dossier"),
    path("phieu/<int:number>/minh-chung/<int:evidence_number>/", ballots.evidence, name="ballot-evidence"),
    path("ket-qua/", results.ranked, name="ranked"),
    path("ket-qua/<int:number>/", results.show, name="result"),
]
