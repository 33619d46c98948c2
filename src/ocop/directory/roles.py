"""The roles of the programme: what each may do and how far it reaches, as read by those who grant it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Reach = Literal["own", "place", "below", "all"]
Tier = Literal["commune", "district", "province"]

REACH_TITLES: dict[Reach, str | Promise] = {
    "own": _("chỉ việc của chính mình"),
    "place": _("riêng địa bàn được giao"),
    "below": _("địa bàn được giao và các đơn vị trực thuộc"),
    "all": _("toàn quốc"),
}


@dataclass(frozen=True, slots=True)
class Role:
    """One role: its code never changes, its title and description may.

    `tiers` are the levels of place at which the role can be held; empty when it needs no place. `own_account`
    marks a role that a person may take for themselves.
    """

    code: str
    title: str | Promise
    description: str | Promise
    reach: Reach
    capabilities: frozenset[str]
    tiers: tuple[Tier, ...] = ()
    own_account: bool = False


_READ = frozenset(
    {"registration.view", "dossiers.view", "evaluation.view", "recognition.view", "directory.view"}
)

ROLES: tuple[Role, ...] = (
    Role(
        code="producer",
        title=_("Chủ thể OCOP"),
        description=_("Đăng ký sản phẩm, lập và nộp hồ sơ, theo dõi kết quả của chính mình."),
        reach="own",
        capabilities=frozenset(
            {
                "registration.register",
                "registration.view",
                "registration.withdraw",
                "dossiers.edit",
                "dossiers.submit",
                "dossiers.view",
                "recognition.view",
            }
        ),
        own_account=True,
    ),
    Role(
        code="commune_officer",
        title=_("Cán bộ phụ trách OCOP cấp xã"),
        description=_(
            "Kiểm tra hồ sơ trên địa bàn xã, yêu cầu bổ sung, lập Mẫu 03 và gửi hồ sơ lên cấp tỉnh."
        ),
        reach="below",
        capabilities=frozenset(
            {
                "registration.view",
                "dossiers.view",
                "dossiers.return_for_supplement",
                "dossiers.assess",
                "dossiers.propose",
                "recognition.view",
                "directory.view",
            }
        ),
        tiers=("commune",),
    ),
    Role(
        code="commune_leader",
        title=_("Lãnh đạo Ủy ban nhân dân cấp xã"),
        description=_("Xem hồ sơ trên địa bàn xã, ký Mẫu 03 và đề nghị cấp tỉnh đánh giá."),
        reach="below",
        capabilities=frozenset(
            {
                "registration.view",
                "dossiers.view",
                "dossiers.return_for_supplement",
                "dossiers.propose",
                "recognition.view",
                "directory.view",
            }
        ),
        tiers=("commune",),
    ),
    Role(
        code="district_officer",
        title=_("Cán bộ cơ quan tham mưu OCOP cấp huyện"),
        description=_(
            "Theo quy trình có cấp huyện (đến 30/6/2025): tiếp nhận hồ sơ của chủ thể, xếp lịch phiên họp, dự thảo "
            "quyết định, thông báo kết quả, lập hồ sơ chuyển cấp lên tỉnh."
        ),
        reach="below",
        capabilities=_READ
        | {
            "dossiers.return_for_supplement",
            "dossiers.accept",
            "dossiers.send_up",
            "evaluation.establish_council",
            "evaluation.end_council",
            "evaluation.schedule",
            "evaluation.cancel_session",
            "recognition.draft_decision",
            "recognition.discard_decision",
            "recognition.issue_notice",
            "recognition.withdraw_notice",
        },
        tiers=("district",),
    ),
    Role(
        code="district_leader",
        title=_("Chủ tịch Ủy ban nhân dân cấp huyện"),
        description=_(
            "Theo quy trình có cấp huyện (đến 30/6/2025): thành lập hội đồng, ký quyết định phê duyệt kết quả và "
            "công nhận, gửi hồ sơ lên tỉnh."
        ),
        reach="below",
        capabilities=_READ
        | {
            "dossiers.send_up",
            "evaluation.establish_council",
            "evaluation.end_council",
            "recognition.issue_decision",
        },
        tiers=("district",),
    ),
    Role(
        code="province_officer",
        title=_("Cán bộ cơ quan tham mưu OCOP cấp tỉnh"),
        description=_(
            "Tiếp nhận hồ sơ từ cấp xã, trình thành lập hội đồng, xếp lịch phiên họp, dự thảo quyết định, thông báo "
            "kết quả."
        ),
        reach="below",
        capabilities=_READ
        | {
            "dossiers.accept",
            "dossiers.return_to_commune",
            "dossiers.return_transmittal",
            "dossiers.return_for_supplement",
            "dossiers.take_over",
            "dossiers.keep_old_rule",
            "dossiers.close_for_refiling",
            "evaluation.establish_council",
            "evaluation.end_council",
            "evaluation.schedule",
            "evaluation.cancel_session",
            "recognition.draft_decision",
            "recognition.discard_decision",
            "recognition.issue_notice",
            "recognition.withdraw_notice",
            "recognition.enter_earlier",
            "programme.edit_regulation",
            "programme.withdraw_regulation",
        },
        tiers=("province",),
    ),
    Role(
        code="council_secretary",
        title=_("Thư ký Hội đồng đánh giá"),
        description=_(
            "Chuẩn bị và điều hành phiên họp về kỹ thuật, khóa chấm điểm, lập biên bản. Không chấm điểm."
        ),
        reach="below",
        capabilities=frozenset(
            {
                "dossiers.view",
                "evaluation.view",
                "evaluation.schedule",
                "evaluation.open_session",
                "evaluation.cancel_session",
                "evaluation.record_attendance",
                "evaluation.postpone_item",
                "evaluation.disqualify_item",
                "evaluation.write_discussion",
                "evaluation.end_scoring",
                "evaluation.resume_scoring",
                "evaluation.reopen_ballot",
                "evaluation.close_session",
            }
        ),
        tiers=("province", "district"),
    ),
    Role(
        code="council_member",
        title=_("Thành viên Hội đồng đánh giá"),
        description=_("Xem hồ sơ trong phiên họp, khai báo lợi ích liên quan, chấm điểm theo phiếu."),
        reach="below",
        capabilities=frozenset(
            {
                # Not dossiers.view: a member reads a dossier through the ballot, after declaring no interest.
                "evaluation.view",
                "evaluation.declare_interest",
                "evaluation.score",
                "evaluation.ask_meeting",
                "evaluation.complete_ballot",
            }
        ),
        tiers=("province", "district"),
    ),
    Role(
        code="council_chair",
        title=_("Chủ tịch Hội đồng đánh giá"),
        description=_(
            "Chấm điểm như thành viên; mở phiên, kết thúc chấm điểm, mở lại phiếu và kết luận phiên họp."
        ),
        reach="below",
        capabilities=frozenset(
            {
                "evaluation.view",
                "evaluation.declare_interest",
                "evaluation.score",
                "evaluation.ask_meeting",
                "evaluation.complete_ballot",
                "evaluation.open_session",
                "evaluation.record_attendance",
                "evaluation.disqualify_item",
                "evaluation.write_discussion",
                "evaluation.end_scoring",
                "evaluation.resume_scoring",
                "evaluation.reopen_ballot",
                "evaluation.close_session",
            }
        ),
        tiers=("province", "district"),
    ),
    Role(
        code="province_leader",
        title=_("Chủ tịch Ủy ban nhân dân cấp tỉnh"),
        description=_(
            "Thành lập hội đồng, ký quyết định công nhận, thu hồi quyết định; xem toàn bộ tiến trình."
        ),
        reach="below",
        capabilities=_READ
        | {
            "evaluation.establish_council",
            "evaluation.end_council",
            "recognition.issue_decision",
            "recognition.revoke",
            "dossiers.recognise",
            "dossiers.forward",
            "dossiers.close_unrecognised",
        },
        tiers=("province",),
    ),
    Role(
        code="administrator",
        title=_("Quản trị hệ thống"),
        description=_(
            "Quản lý cơ quan, giao và kết thúc nhiệm vụ, nhập thay đổi địa giới, cập nhật quy định của tỉnh và lịch nghỉ, "
            "xác nhận bộ tiêu chí thiếu hoặc in sai số liệu. "
            "Không can thiệp hồ sơ."
        ),
        reach="below",
        capabilities=frozenset(
            {
                "directory.view",
                "directory.edit_agency",
                "directory.change_places",
                "directory.grant_mandate",
                "directory.revoke_mandate",
                "directory.give_way_in",
                "programme.edit_regulation",
                "programme.withdraw_regulation",
                "programme.edit_calendar",
                "programme.confirm_sheet",
                "audit.view",
                "audit.verify",
            }
        ),
        tiers=("province",),
    ),
    Role(
        code="auditor",
        title=_("Kiểm tra, thanh tra"),
        description=_("Chỉ xem: hồ sơ, kết quả, nhật ký; kiểm tra tính toàn vẹn của nhật ký."),
        reach="below",
        capabilities=_READ | {"audit.view", "audit.verify"},
        tiers=("province",),
    ),
)

_BY_CODE = {role.code: role for role in ROLES}


def role_of(code: str) -> Role | None:
    """Return the role with this code, or None when there is none (a mandate of a role since dropped)."""
    return _BY_CODE.get(code)


def all_capabilities() -> frozenset[str]:
    """Return every capability that some role carries."""
    return frozenset().union(*(role.capabilities for role in ROLES))
