"""What waits for a person, gathered from the stages: one room for each kind of work their mandates open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ocop.directory.queries import acts_refused
from ocop.dossiers import queries as dossiers
from ocop.dossiers.queries.route import seats
from ocop.evaluation import queries as evaluation
from ocop.platform.access import Actor
from ocop.recognition import queries as recognition
from ocop_rules import rulebooks

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Task:
    """So many things of one kind that wait; `tone` is "late" when they should have been done."""

    count: int
    label: Text
    url: str
    note: Text = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way into a room that is always open."""

    label: Text
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """The work of one role."""

    title: Text
    hint: Text = ""
    tasks: list[Task] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def tasks_for(actor: Actor, *, on: date) -> list[Room]:
    """Return the rooms that the actor's mandates open, with what waits in each; nothing for someone without mandates."""
    rooms = [build(actor, on) for needed, build in _ROOMS if actor.can_somewhere(*needed)]
    return [room for room in rooms if room is not None]


def _waiting(*tasks: Task) -> list[Task]:
    return [task for task in tasks if task.count]


def _producer(actor: Actor, on: date) -> Room | None:
    counts = dossiers.queue_counts(actor, on)
    return Room(
        title=_("Sản phẩm của tôi"),
        tasks=_waiting(
            Task(
                counts.own_to_supplement,
                _("hồ sơ cần bổ sung"),
                reverse("dossiers:index"),
                _("Xã đang chờ bạn bổ sung; bổ sung xong thì nộp lại."),
                "late",
            ),
            Task(
                recognition.to_renew(actor, on=on).count(),
                _("giấy chứng nhận sắp hết hạn"),
                reverse("recognition:certificates") + "?tinh-trang=expiring",
                _("Mở giấy, đăng ký đánh giá lại trong thời hạn nộp."),
            ),
            Task(
                counts.own_to_write,
                _("hồ sơ đang lập"),
                reverse("dossiers:index"),
                _("Viết tiếp, xem còn thiếu gì rồi nộp."),
            ),
        ),
        links=[
            Link(_("Sản phẩm và hồ sơ"), reverse("dossiers:index"), "box-seam"),
            Link(_("Đăng ký sản phẩm mới"), reverse("registration:product_name"), "plus-lg"),
        ],
    )


def _commune(actor: Actor, on: date) -> Room | None:
    counts = dossiers.queue_counts(actor, on)
    return Room(
        title=_("Hồ sơ ở xã"),
        hint=_("Kiểm tra thành phần, đánh giá bốn nội dung, lập Mẫu số 03."),
        tasks=_waiting(
            Task(
                counts.commune_overdue,
                _("hồ sơ đã quá hạn"),
                reverse("dossiers:commune"),
                _("Xử lý trước."),
                "late",
            ),
            Task(counts.commune_to_check, _("hồ sơ đang chờ kiểm tra"), reverse("dossiers:commune")),
        ),
        links=[Link(_("Bàn làm việc cấp xã"), reverse("dossiers:commune"), "inbox")],
    )


def _district(actor: Actor, on: date) -> Room | None:
    if not seats(actor, "dossiers.accept", "district"):
        return None
    counts = dossiers.queue_counts(actor, on)
    desk = reverse("dossiers:district")
    return _office(
        actor,
        on,
        title=_("Cơ quan tham mưu cấp huyện"),
        desk=Link(_("Bàn tiếp nhận cấp huyện"), desk, "inbox"),
        tasks=(
            *_inner_late(counts.late["district"], desk),
            Task(counts.district_to_take_in, _("hồ sơ chủ thể nộp, chờ tiếp nhận"), desk),
            Task(
                counts.district_to_send_up,
                _("kết quả đã phê duyệt, chờ lập hồ sơ chuyển cấp"),
                f"{desk}?viec=ket-qua",
            ),
        ),
    )


def _province(actor: Actor, on: date) -> Room | None:
    if not seats(actor, "dossiers.accept", "province"):
        return None
    counts = dossiers.queue_counts(actor, on)
    desk = reverse("dossiers:province")
    return _office(
        actor,
        on,
        title=_("Cơ quan tham mưu cấp tỉnh"),
        desk=Link(_("Bàn tiếp nhận cấp tỉnh"), desk, "inbox"),
        tasks=(
            Task(
                counts.province_to_decide,
                _("hồ sơ cần quyết định"),
                f"{desk}?viec=can-quyet-dinh",
                _("Quá thời hạn của quy định cũ, hoặc đứng ở cấp huyện không còn."),
                "late",
            ),
            *_inner_late(counts.late["province"], desk),
            Task(counts.province_to_take_in, _("hồ sơ cấp dưới gửi lên, chờ tiếp nhận"), desk),
        ),
    )


def _inner_late(late: Mapping[str, int], desk: str) -> Iterator[Task]:
    """Give the tasks of dossiers that have waited longer than the province's own days for a step."""
    taken_in = f"{desk}?viec=da-tiep-nhan"
    for key, label, url in (
        ("days_to_accept", _("hồ sơ quá hạn nội bộ tiếp nhận"), desk),
        ("days_to_schedule", _("hồ sơ quá hạn nội bộ thẩm định, đưa vào phiên họp"), taken_in),
        ("days_to_evaluate", _("hồ sơ quá hạn nội bộ có kết quả của Hội đồng"), taken_in),
    ):
        yield Task(late.get(key, 0), label, url, _("Hạn nội bộ theo Quy chế của tỉnh."), "late")


def _office(actor: Actor, on: date, *, title: Text, desk: Link, tasks: tuple[Task, ...]) -> Room:
    """Return the room of the office that advises a level with a council."""
    waiting = recognition.queue_counts(actor, on=on)
    return Room(
        title=title,
        tasks=_waiting(
            *tasks,
            Task(
                waiting.get("awaiting_late", 0),
                _("kết quả quá hạn nội bộ trình Chủ tịch UBND"),
                reverse("recognition:decisions"),
                _("Hạn nội bộ theo Quy chế của tỉnh."),
                "late",
            ),
            Task(
                waiting.get("awaiting_decision", 0),
                _("kết quả chờ dự thảo quyết định"),
                reverse("recognition:decisions"),
            ),
            Task(
                waiting.get("notify_late", 0),
                _("kết quả quá hạn nội bộ thông báo cho xã và chủ thể"),
                reverse("recognition:notices"),
                _("Hạn nội bộ theo Quy chế của tỉnh."),
                "late",
            ),
            Task(
                waiting.get("to_notify", 0),
                _("kết quả chờ thông báo cho xã và chủ thể"),
                reverse("recognition:notices"),
            ),
            Task(
                waiting.get("expiring", 0),
                _("giấy chứng nhận sắp hết hạn"),
                reverse("recognition:certificates") + "?tinh-trang=expiring",
            ),
        ),
        links=[
            desk,
            Link(_("Hội đồng, phiên họp"), reverse("evaluation:sessions"), "people"),
            Link(
                pgettext("list", "Quyết định công nhận"),
                reverse("recognition:decisions"),
                "file-earmark-text",
            ),
        ],
    )


def _council(actor: Actor, on: date) -> Room | None:
    return Room(
        title=_("Hội đồng đánh giá"),
        tasks=[
            Task(
                work.waiting,
                _("sản phẩm chưa chấm xong trong “%(session)s”") % {"session": work.title},
                reverse("evaluation:my-ballots", args=[work.session_id]),
                _opinions_due(work.due_on, on),
                "late" if work.due_on is not None and work.due_on < on else "",
            )
            for work in evaluation.ballots_waiting(actor)
        ],
        links=[
            Link(pgettext("list", "Phiên họp"), reverse("evaluation:sessions"), "people"),
            Link(_("Kết quả"), reverse("evaluation:ranked"), "bar-chart"),
        ],
    )


def _opinions_due(due_on: date | None, on: date) -> Text:
    """Return until when a member's opinion is asked in writing; "" for a session that meets."""
    if due_on is None:
        return ""
    said = _("Đã quá hạn gửi ý kiến ngày %(on)s.") if due_on < on else _("Gửi ý kiến đến hết ngày %(on)s.")
    return said % {"on": f"{due_on:%d/%m/%Y}"}


def _secretary(actor: Actor, on: date) -> Room | None:
    return Room(
        title=_("Điều hành phiên họp"),
        tasks=[
            Task(work.waiting, work.label, reverse("evaluation:session", args=[work.session_id]), work.title)
            for work in evaluation.sessions_to_run(actor)
        ],
        links=[
            Link(pgettext("list", "Phiên họp"), reverse("evaluation:sessions"), "people"),
            Link(_("Kết quả"), reverse("evaluation:ranked"), "bar-chart"),
        ],
    )


def _leader(actor: Actor, on: date) -> Room | None:
    waiting = recognition.queue_counts(actor, on=on)
    return Room(
        title=pgettext("list", "Quyết định"),
        tasks=_waiting(
            Task(
                waiting.get("drafts_to_issue", 0),
                _("dự thảo quyết định chờ ban hành"),
                reverse("recognition:decisions"),
            ),
            Task(
                waiting.get("expiring", 0),
                _("giấy chứng nhận sắp hết hạn"),
                reverse("recognition:certificates") + "?tinh-trang=expiring",
            ),
        ),
        links=[
            Link(
                pgettext("list", "Quyết định công nhận"),
                reverse("recognition:decisions"),
                "file-earmark-text",
            ),
            Link(_("Sổ giấy chứng nhận"), reverse("recognition:certificates"), "award"),
            Link(_("Kết quả đánh giá"), reverse("evaluation:ranked"), "bar-chart"),
        ],
    )


def _administration(actor: Actor, on: date) -> Room | None:
    return Room(
        title=_("Quản trị"),
        tasks=_waiting(
            Task(
                len(rulebooks.faults()) if actor.can_somewhere("programme.edit_regulation") else 0,
                _("tệp quy định có lỗi, chưa dùng được"),
                reverse("library:index"),
                _("Xem tệp, dòng và lý do; phần mềm chạy với các bộ quy định còn lại."),
                "late",
            ),
            Task(
                acts_refused(actor.paths_for("directory.change_places")),
                _("thay đổi địa giới đến ngày nhưng chưa áp dụng được"),
                reverse("directory:acts"),
                _("Xem lý do, xử lý rồi áp dụng lại."),
                "late",
            ),
        ),
        links=[
            Link(_("Người và nhiệm vụ"), reverse("directory:mandates"), "people"),
            Link(_("Cơ quan"), reverse("directory:agencies"), "building"),
            Link(_("Địa bàn"), reverse("directory:provinces"), "geo-alt"),
            Link(_("Quy chế"), reverse("programme:regulations"), "gear"),
            Link(_("Bộ tiêu chí cần xác nhận"), reverse("programme:unsettled_sheets"), "patch-check"),
            Link(_("Lịch nghỉ"), reverse("programme:calendar"), "calendar-event"),
        ],
    )


def _audit(actor: Actor, on: date) -> Room | None:
    return Room(
        title=_("Kiểm tra, giám sát"),
        links=[
            Link(_("Nhật ký"), reverse("workspace:log"), "clock-history"),
            Link(_("Sổ giấy chứng nhận"), reverse("recognition:certificates"), "award"),
        ],
    )


_ROOMS: tuple[tuple[tuple[str, ...], Callable[[Actor, date], Room | None]], ...] = (
    (("dossiers.submit",), _producer),
    (("dossiers.propose",), _commune),
    (("dossiers.accept",), _district),
    (("dossiers.accept",), _province),
    (("evaluation.score",), _council),
    (("evaluation.end_scoring",), _secretary),
    (("recognition.issue_decision",), _leader),
    (("directory.grant_mandate",), _administration),
    (("audit.view",), _audit),
)
