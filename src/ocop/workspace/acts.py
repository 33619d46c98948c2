"""Acts in words, for the log: what a capability's name means to someone who reads it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "audit.export": _("Xuất nhật ký"),
    "directory.change_places": _("Nhập, áp dụng thay đổi địa giới"),
    "directory.edit_agency": _("Nhập, sửa cơ quan"),
    "directory.give_way_in": _("Cấp liên kết đặt lại mật khẩu"),
    "directory.grant_mandate": _("Giao nhiệm vụ"),
    "directory.revoke_mandate": _("Kết thúc nhiệm vụ"),
    "dossiers.accept": _("Tiếp nhận hồ sơ để Hội đồng đánh giá"),
    "dossiers.approve_result": _("Phê duyệt kết quả để chuyển cấp trên"),
    "dossiers.assess": _("Soạn Mẫu số 03"),
    "dossiers.close_for_refiling": _("Đóng hồ sơ để nộp lại theo quy định mới"),
    "dossiers.close_unrecognised": _("Kết thúc hồ sơ không đạt hạng công nhận"),
    "dossiers.conclude": _("Ghi kết quả đánh giá vào hồ sơ"),
    "dossiers.edit": _("Lập, sửa hồ sơ"),
    "dossiers.forward": _("Chuyển hồ sơ đề nghị cấp trên đánh giá"),
    "dossiers.hand_back": _("Trả kết quả về cấp dưới"),
    "dossiers.keep_old_rule": _("Quyết định tiếp tục theo quy định cũ"),
    "dossiers.open": _("Mở hồ sơ"),
    "dossiers.propose": _("Gửi Mẫu số 03, đề nghị cấp tỉnh đánh giá"),
    "dossiers.recognise": _("Ghi công nhận vào hồ sơ"),
    "dossiers.return_for_supplement": _("Yêu cầu bổ sung hồ sơ"),
    "dossiers.return_to_commune": _("Trả hồ sơ về xã"),
    "dossiers.return_transmittal": _("Trả hồ sơ chuyển cấp về cấp gửi"),
    "dossiers.schedule": _("Đưa hồ sơ vào phiên họp"),
    "dossiers.send_up": _("Lập, gửi hồ sơ chuyển cấp"),
    "dossiers.submit": _("Nộp hồ sơ"),
    "dossiers.take_over": _("Nhận thay hồ sơ của cấp không còn"),
    "dossiers.unschedule": _("Rút hồ sơ khỏi phiên họp"),
    "evaluation.ask_meeting": _("Đề nghị họp thay cho lấy ý kiến bằng văn bản"),
    "evaluation.cancel_session": _("Hủy phiên họp"),
    "evaluation.close_session": _("Chốt phiên họp"),
    "evaluation.complete_ballot": _("Hoàn thành phiếu chấm"),
    "evaluation.declare_interest": _("Khai báo lợi ích liên quan"),
    "evaluation.disqualify_item": _("Ghi căn cứ loại hồ sơ"),
    "evaluation.end_scoring": _("Kết thúc chấm điểm"),
    "evaluation.end_council": _("Kết thúc hoạt động của hội đồng"),
    "evaluation.establish_council": _("Nhập hội đồng"),
    "evaluation.open_session": _("Mở phiên họp"),
    "evaluation.postpone_item": _("Để sản phẩm lại phiên sau"),
    "evaluation.record_attendance": _("Điểm danh"),
    "evaluation.reopen_ballot": _("Mở lại phiếu chấm"),
    "evaluation.resume_scoring": _("Mở lại việc chấm điểm"),
    "evaluation.schedule": _("Lập phiên họp"),
    "evaluation.score": _("Chấm điểm"),
    "evaluation.write_discussion": _("Ghi ý kiến thảo luận"),
    "programme.confirm_sheet": _("Xác nhận số liệu bộ tiêu chí"),
    "programme.edit_calendar": _("Nhập lịch nghỉ"),
    "programme.edit_regulation": _("Nhập quy định của tỉnh"),
    "programme.withdraw_regulation": _("Rút quy định nhập sai"),
    "recognition.discard_decision": _("Hủy dự thảo quyết định"),
    "recognition.draft_decision": _("Dự thảo quyết định công nhận"),
    "recognition.enter_earlier": _("Nhập giấy chứng nhận đã cấp trước đây"),
    "recognition.hold_certificate": _("Ghi hiệu lực giấy chứng nhận khi chờ kết quả đánh giá lại"),
    "recognition.issue_decision": _("Ban hành quyết định, cấp giấy chứng nhận"),
    "recognition.make_document": _("Lập bản in"),
    "recognition.revoke": _("Thu hồi giấy chứng nhận"),
    "registration.file": _("Đóng phiếu đăng ký vì đã nộp hồ sơ"),
    "registration.open_producer": _("Khai hồ sơ chủ thể"),
    "registration.register": _("Đăng ký, sửa thông tin đăng ký"),
    "registration.release": _("Đóng phiếu đăng ký để đăng ký lại"),
    "registration.withdraw": _("Rút phiếu đăng ký"),
}


def described(verb: str) -> str | Promise:
    """Return an act in words; an act without words is shown by its name."""
    return WORDS.get(verb, verb)
