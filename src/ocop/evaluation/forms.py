"""Shape of what is typed on the pages of evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.dossiers.queries import DossierSummary
from ocop.evaluation.actions import Seat
from ocop.evaluation.models import Council, CouncilMember, Session
from ocop.evaluation.queries import Candidate
from ocop.evaluation.queries.rounds import BY_DATE, EXTRA, RoundAsked, rounds_offered
from ocop.platform.ui.widgets import DateField, LongText, RadioList

NO_SEAT = ("", _("– không tham gia –"))


class CouncilForm(forms.Form):
    """A council's decision, and a post for each person who may sit on it."""

    name = forms.CharField(label=_("Tên hội đồng"), max_length=200)
    decision_number = forms.CharField(
        label=_("Số quyết định thành lập"), max_length=60, help_text=_("Ví dụ: 125/QĐ-UBND.")
    )
    decided_on = DateField(label=_("Ngày quyết định"))

    NAMES = {
        "district": _("Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp huyện"),
        "province": _("Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"),
    }

    def __init__(self, *args: Any, people: Sequence[Candidate], level: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].initial = self.NAMES.get(level, "")
        self.people = people
        for person in people:
            posts = [(value, label) for value, label in CouncilMember.Post.choices if person.may_hold(value)]
            self.fields[f"post-{person.user_id}"] = forms.ChoiceField(
                label=person.name, choices=[NO_SEAT, *posts], required=False, initial=person.likely_post
            )
            self.fields[f"agency-{person.user_id}"] = forms.CharField(
                label=_("Cơ quan"), max_length=200, required=False, initial=person.agency_name
            )

    @property
    def rows(self) -> list[tuple[Candidate, forms.BoundField, forms.BoundField]]:
        """Return each person with the field of the post and that of the agency."""
        return [(one, self[f"post-{one.user_id}"], self[f"agency-{one.user_id}"]) for one in self.people]

    @property
    def seats(self) -> list[Seat]:
        """Return the seats that were given, once the form is valid."""
        given = self.cleaned_data
        return [
            Seat(one.user_id, given[f"post-{one.user_id}"], given[f"agency-{one.user_id}"])
            for one in self.people
            if given[f"post-{one.user_id}"]
        ]


class SessionForm(forms.Form):
    """A session's days and place."""

    title = forms.CharField(label=_("Tên phiên họp"), max_length=200)
    held_on = DateField(
        label=_("Ngày họp"), help_text=_("Lấy ý kiến bằng văn bản thì là ngày gửi phiếu cho thành viên.")
    )
    venue = forms.CharField(label=_("Địa điểm"), max_length=300, required=False)
    opinions_due_on = DateField(
        label=_("Hạn gửi ý kiến"),
        required=False,
        help_text=_("Chỉ nhập khi lấy ý kiến bằng văn bản: ngày cuối nhận ý kiến của thành viên."),
    )


class RoundForm(SessionForm):
    """A session's round: that of its day, another statutory one, or an extra one with its plan where it is allowed."""

    round = forms.ChoiceField(
        label=_("Đợt đánh giá"),
        required=False,
        help_text=_("Theo ngày họp: đợt gần nhất chưa đến hạn có kết quả."),
    )
    plan_number = forms.CharField(
        label=_("Số kế hoạch đợt bổ sung"), max_length=60, required=False, help_text=_("Ví dụ: 85/KH-UBND.")
    )
    plan_on = DateField(
        label=_("Ngày kế hoạch"), required=False, help_text=_("Ngày ban hành, không sau phiên họp.")
    )

    def __init__(
        self, *args: Any, levels: Iterable[str], on: date, may_be_extra: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        rounds = dict(one for level in levels for one in rounds_offered(level, on))
        if not rounds and not may_be_extra:
            for name in ("round", "plan_number", "plan_on"):
                del self.fields[name]
            return
        extra = [(EXTRA, _("Đợt bổ sung, theo kế hoạch"))] if may_be_extra else []
        chosen = self.initial.get("round", BY_DATE)
        if chosen not in (BY_DATE, EXTRA):
            rounds.setdefault(chosen, _("Đợt %(round)s") % {"round": chosen.replace("-", "/")})
        self.fields["round"].choices = [(BY_DATE, _("Theo ngày họp")), *rounds.items(), *extra]  # type: ignore[attr-defined]
        if not may_be_extra:
            del self.fields["plan_number"], self.fields["plan_on"]

    @property
    def round_asked(self) -> RoundAsked:
        """Return what was said about the round, once the form is valid."""
        given = self.cleaned_data
        return RoundAsked(
            choice=given.get("round", BY_DATE),
            plan_number=given.get("plan_number", ""),
            plan_on=given.get("plan_on"),
        )


class ChangeForm(RoundForm):
    """What may still be changed of a planned session: the day for opinions only where it is in writing."""

    def __init__(self, *args: Any, session: Session, **options: Any) -> None:
        super().__init__(*args, **options)
        if session.is_written:
            self.fields["held_on"].label = _("Ngày gửi phiếu")
            self.fields["held_on"].help_text = ""
            self.fields["opinions_due_on"].help_text = _("Ngày cuối nhận ý kiến của thành viên.")
        else:
            self.fields["held_on"].help_text = ""
            del self.fields["opinions_due_on"]


class CouncilEndForm(forms.Form):
    """The last day of a council, and what says so."""

    document = forms.CharField(
        label=_("Văn bản"),
        max_length=300,
        help_text=_("Ví dụ: Quyết định 210/QĐ-UBND của UBND tỉnh thành lập hội đồng mới."),
    )
    ended_on = DateField(label=_("Hoạt động đến hết ngày"))


class PlanForm(RoundForm):
    """A new session: its council and form, and the products to begin with."""

    field_order = (
        "council",
        "title",
        "form",
        "held_on",
        "opinions_due_on",
        "round",
        "plan_number",
        "plan_on",
        "venue",
        "dossiers",
    )
    form = forms.ChoiceField(
        label=_("Hình thức"),
        choices=Session.Form.choices,
        error_messages={"required": _("Hãy chọn hình thức: họp, hoặc lấy ý kiến bằng văn bản.")},
        initial=Session.Form.MEETING,
        widget=RadioList,
        help_text=_(
            "Lấy ý kiến bằng văn bản chỉ dùng cho hồ sơ đánh giá lại, khi Quy chế không quy định khác."
        ),
    )
    council = forms.TypedChoiceField(label=_("Hội đồng"), coerce=int)
    dossiers = forms.TypedMultipleChoiceField(
        label=_("Sản phẩm đưa ra phiên họp"), coerce=int, required=False
    )

    def __init__(
        self, *args: Any, councils: Iterable[Council], waiting: Iterable[DossierSummary], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["council"].choices = [(one.pk, one.name) for one in councils]  # type: ignore[attr-defined]
        self.fields["dossiers"].choices = [(one.dossier_id, one.product_name) for one in waiting]  # type: ignore[attr-defined]

    @property
    def ticked(self) -> set[str]:
        """Return the ids that are ticked, also in a form that was refused."""
        return {str(value) for value in self["dossiers"].value() or ()}


class InterestForm(forms.Form):
    """A member's declaration before the first look at a product."""

    interest = forms.ChoiceField(
        label=_("Bạn có lợi ích liên quan đến sản phẩm hoặc chủ thể này không?"),
        choices=[
            ("no", _("Tôi không có lợi ích liên quan")),
            ("yes", _("Tôi có lợi ích liên quan – tôi không xem và không chấm sản phẩm này")),
        ],
        widget=RadioList,
        error_messages={"required": _("Hãy chọn một trong hai.")},
    )
    reason = forms.CharField(
        label=_("Nếu có, là lợi ích gì"),
        max_length=500,
        required=False,
        help_text=_(
            "Ví dụ: người thân của chủ thể, góp vốn, tư vấn lập hồ sơ. Nội dung được ghi vào biên bản."
        ),
    )


class DiscussionForm(forms.Form):
    """What the council said about a product."""

    text = forms.CharField(
        label=_("Ý kiến thảo luận, kết luận của hội đồng về sản phẩm"),
        max_length=5000,
        required=False,
        widget=LongText,
        help_text=_("Ghi vào biên bản. Bắt buộc khi điểm của hai thành viên chênh quá mức quy chế cho phép."),
    )


class RankedForm(forms.Form):
    """What the ranked list is narrowed to."""

    session = forms.TypedChoiceField(label=_("Phiên họp"), coerce=int, empty_value=None, required=False)
    star = forms.TypedChoiceField(label=_("Hạng sao"), coerce=int, empty_value=None, required=False)
    place = forms.ChoiceField(label=_("Xã, phường"), required=False)

    def __init__(
        self,
        *args: Any,
        sessions: Iterable[tuple[int, str, date]],
        communes: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        every = ("", _("Tất cả"))
        stars = [(str(star), _("%(star)s sao") % {"star": star}) for star in (5, 4, 3, 2, 1)]
        named = [(str(pk), f"{title} ({held_on:%d/%m/%Y})") for pk, title, held_on in sessions]
        self.fields["session"].choices = [every, *named]  # type: ignore[attr-defined]
        self.fields["star"].choices = [every, *stars, ("0", _("Bị loại, không xếp hạng"))]  # type: ignore[attr-defined]
        self.fields["place"].choices = [every, *communes]  # type: ignore[attr-defined]
