"""What producers and communes are told about a result, in words that say what comes next."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.dossiers.queries.route import word_of
from ocop.platform.workflow import in_record_language
from ocop_rules import rulebooks
from ocop_rules.outcomes import route_level, source_of


@in_record_language
def not_recognised(rulebook_id: str, *, level: str, star: int, total: str) -> str:
    """Return the notice to a producer whose product reached no star that is recognised."""
    source = source_of(rulebooks.get(rulebook_id), level)
    if star == 0:
        return _(
            "Sản phẩm không được phân hạng vì vi phạm điều kiện của bộ tiêu chí nên không ban hành "
            "quyết định công nhận (%(source)s). Chủ thể có thể khắc phục và đăng ký lại trong đợt sau."
        ) % {"source": source}
    return _(
        "Hội đồng chấm %(total)s điểm, đạt hạng %(star)s sao; hạng này không ban hành quyết định công nhận, "
        "không cấp giấy chứng nhận (%(source)s). Chủ thể có thể hoàn thiện sản phẩm và đăng ký lại trong "
        "đợt sau."
    ) % {"total": total.replace(".", ","), "star": star, "source": source}


@in_record_language
def not_above_held(*, star: int, total: str, held: int, basis: str) -> str:
    """Return the notice to a producer whose upgrade reached no star above the one that the product has."""
    return _(
        "Hội đồng chấm %(total)s điểm, đạt hạng %(star)s sao, không cao hơn hạng %(held)s sao sản phẩm đang có nên "
        "không gửi lên cấp trên (%(basis)s). Giấy chứng nhận đã cấp giữ nguyên hạng và thời hạn."
    ) % {"total": total.replace(".", ","), "star": star, "held": held, "basis": basis}


@in_record_language
def forwarded(rulebook_id: str, *, level: str, total: str, decision: str) -> str:
    """Return the notice to a producer whose product goes up to the next level."""
    source = source_of(rulebooks.get(rulebook_id), level)
    return _(
        "Hội đồng %(level)s chấm %(total)s điểm; kết quả được phê duyệt tại Quyết định số %(decision)s và "
        "hồ sơ được gửi lên cấp trên đề nghị đánh giá, phân hạng (%(source)s)."
    ) % {
        "level": word_of(level),
        "total": total.replace(".", ","),
        "decision": decision,
        "source": source,
    }


@in_record_language
def handed_back(rulebook_id: str, *, level: str, star: int, total: str) -> str:
    """Return the notice about a result that goes back to the level below, which may recognise on it."""
    below = route_level(rulebooks.get(rulebook_id), level).returns_to or ""
    return _(
        "Hội đồng %(level)s chấm %(total)s điểm, đạt hạng %(star)s sao, không thuộc hạng %(level)s công nhận; "
        "kết quả được trả về %(below)s để xem xét công nhận trên kết quả này."
    ) % {
        "level": word_of(level),
        "below": word_of(below),
        "total": total.replace(".", ","),
        "star": star,
    }


@in_record_language
def sent_up(level: str) -> str:
    """Return what becomes of a result that goes up to a level, as the notice of results says it."""
    return _("Phê duyệt kết quả, đề nghị %(level)s đánh giá, phân hạng") % {"level": word_of(level)}


VERB_LABELS = {
    "recognition.hold_certificate": gettext_lazy("Còn hiệu lực khi chờ kết quả đánh giá lại"),
    "recognition.draft_decision": gettext_lazy("Dự thảo quyết định"),
    "recognition.issue_decision": gettext_lazy("Ban hành quyết định, cấp giấy chứng nhận"),
    "recognition.discard_decision": gettext_lazy("Hủy dự thảo"),
    "recognition.issue_notice": gettext_lazy("Thông báo kết quả cho xã và chủ thể"),
    "recognition.withdraw_notice": gettext_lazy("Rút thông báo kết quả"),
    "recognition.enter_earlier": gettext_lazy("Nhập giấy chứng nhận đã cấp trước đây"),
    "recognition.make_document": gettext_lazy("Lập bản in"),
    "recognition.revoke": gettext_lazy("Thu hồi giấy chứng nhận"),
}
VERB_TONES = {
    "recognition.revoke": "error",
    "recognition.withdraw_notice": "waiting",
    "recognition.issue_decision": "success",
}
