"""Forms of dossiers: sections of Mẫu số 02, evidence, Mẫu số 03, returns, intake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ocop.dossiers.actions import Grounds, ReportText, TransmittalText
from ocop.dossiers.models import CommuneReport, Dossier, RuleDecision, Transmittal
from ocop.dossiers.queries.council import CONCLUSION_WORDS
from ocop.dossiers.queries.report import MAX_LONG, Question, Section
from ocop.dossiers.queries.self_score import sheet_of
from ocop.dossiers.queries.transmittal import Paper
from ocop.platform.files.inspection import EVIDENCE
from ocop.platform.ui.widgets import CheckList, DateField, FileDrop, LongText, MoneyField, RadioList
from ocop.registration.forms import UnhurriedForm
from ocop_rules import rulebooks

ACCEPT = ",".join(EVIDENCE)


class SectionForm(UnhurriedForm):
    """One section of Mẫu số 02."""


def section_form(section: Section, *args: Any, **options: Any) -> SectionForm:
    """Return the form of one section of Mẫu số 02."""
    form = SectionForm(*args, **options)
    form.fields.update({question.code: _field(question) for question in section.questions})
    return form


def _field(question: Question) -> forms.Field:
    shared: dict[str, Any] = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.required,
    }
    if question.kind == "ticks":
        choices = [(choice.code, choice.label) for choice in question.choices]
        return forms.MultipleChoiceField(choices=choices, widget=CheckList, **shared)
    if question.kind == "money":
        return MoneyField(**shared)
    if question.kind == "year":
        digits = forms.TextInput({"inputmode": "numeric", "maxlength": "4"})
        said = _("Hãy ghi năm bằng bốn chữ số, ví dụ 2025.")
        return forms.IntegerField(
            min_value=2000, widget=digits, error_messages={"invalid": said, "min_value": said}, **shared
        )
    if question.kind == "text":
        return forms.CharField(max_length=300, **shared)
    return forms.CharField(max_length=MAX_LONG, widget=LongText, **shared)


class EvidenceUseForm(forms.Form):
    """Which row of the guide a file belongs to, and which criteria it supports."""

    kind = forms.ChoiceField(label=_("Loại minh chứng"), required=False)
    criteria = forms.MultipleChoiceField(
        label=_("Dùng cho tiêu chí"),
        required=False,
        widget=CheckList,
        help_text=_("Một tệp dùng được cho nhiều tiêu chí. Để trống thì theo hướng dẫn của loại minh chứng."),
    )

    def __init__(self, *args: Any, dossier: Dossier, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = rulebooks.get(dossier.rulebook_id).evidence_kinds
        kind, criteria = self.fields["kind"], self.fields["criteria"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(criteria, forms.ChoiceField)
        kind.choices = [("", _("Loại khác")), *((row.code, f"{row.number}. {row.name}") for row in kinds)]
        criteria.choices = [(c.code, f"{c.code}. {c.name}") for c in sheet_of(dossier).criteria]


class MultipleFiles(FileDrop):
    """A box for one or more files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more uploaded files, in the order in which they were chosen."""

    widget = MultipleFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given] or [
            super().clean(None, initial)
        ]


class EvidenceForm(EvidenceUseForm):
    """New files as evidence."""

    file = FilesField(
        label=_("Tệp minh chứng"),
        widget=MultipleFiles({"multiple": True}, max_mb=settings.OCOP_MAX_FILE_MB, accept=ACCEPT),
        help_text=_("PDF, JPG, PNG, WebP, DOCX, XLSX."),
        error_messages={
            "required": _("Hãy chọn tệp."),
            "empty": _("Tệp rỗng. Hãy chọn lại tệp."),
            "max_length": _("Tên tệp quá dài; hãy đặt tên ngắn hơn."),
        },
    )
    field_order = ("file", "kind", "criteria")


class ReturnForm(forms.Form):
    """Why a dossier goes back, and what is missing, one thing a line."""

    reason = forms.CharField(
        label=_("Nội dung yêu cầu"),
        widget=LongText(rows=4),
        max_length=20_000,
        required=False,
        help_text=_("Viết như thư gửi người nhận: thiếu gì, vì sao, làm thế nào."),
    )
    items = forms.CharField(
        label=_("Từng mục cần bổ sung"),
        widget=LongText(rows=3),
        required=False,
        max_length=20_000,
        help_text=_("Mỗi dòng một mục."),
    )

    def listed(self) -> list[str]:
        """Return the items, one for each line that says something."""
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]


class CommuneReportForm(UnhurriedForm):
    """Mẫu số 03. Fields of papers and contents come from the rulebook: paper_CODE, said_CODE, agrees_CODE."""

    meeting_held = forms.BooleanField(label=_("Đã họp lấy ý kiến các bộ phận liên quan"), required=False)
    meeting_text = forms.CharField(
        label=_("Kết quả họp"), required=False, widget=LongText(rows=2), max_length=20_000
    )
    letter_number = forms.CharField(label=_("Số văn bản đề nghị"), max_length=60)
    letter_on = DateField(label=_("Ngày văn bản"))
    signed_by_post = forms.CharField(label=_("Chức vụ người ký"), required=False, max_length=150)
    signed_by_name = forms.CharField(label=_("Họ tên người ký"), max_length=150)

    CHECKS = (("present", _("Có")), ("missing", _("Thiếu")), ("not_applicable", _("Không thuộc đối tượng")))
    CONCLUSIONS = tuple(CONCLUSION_WORDS.items())

    def __init__(self, *args: Any, dossier: Dossier, **options: Any) -> None:
        super().__init__(*args, **options)
        rulebook = rulebooks.get(dossier.rulebook_id)
        self.papers = rulebook.dossier_for(kind=dossier.kind, sender="producer")
        self.contents = rulebook.commune_contents
        for paper in self.papers:
            self.fields[f"paper_{paper.code}"] = forms.ChoiceField(
                label=paper.name, choices=self.CHECKS, widget=RadioList
            )
        for content in self.contents:
            self.fields[f"said_{content.code}"] = forms.CharField(
                label=_("Nhận xét của xã"),
                help_text=content.guidance,
                widget=LongText(rows=4),
                max_length=20_000,
            )
            self.fields[f"agrees_{content.code}"] = forms.ChoiceField(
                label=_("Kết luận"), choices=self.CONCLUSIONS, widget=RadioList
            )

    def text(self) -> ReportText:
        """Return what was typed as the action takes it."""
        given = self.cleaned_data
        return ReportText(
            components={paper.code: given[f"paper_{paper.code}"] for paper in self.papers},
            assessments={content.code: given[f"said_{content.code}"] for content in self.contents},
            conclusions={content.code: given[f"agrees_{content.code}"] for content in self.contents},
            **{name: given[name] for name in CommuneReportForm.base_fields},
        )


def commune_report_initial(report: CommuneReport | None) -> dict[str, Any]:
    """Return a Mẫu số 03 for its form."""
    if report is None:
        return {}
    return {
        **{name: getattr(report, name) for name in CommuneReportForm.base_fields},
        **{f"paper_{code}": said for code, said in report.components.items()},
        **{f"said_{code}": said for code, said in report.assessments.items()},
        **{f"agrees_{code}": said for code, said in report.conclusions.items()},
    }


class AcceptForm(forms.Form):
    """What came with a dossier that a level takes in."""

    samples_received = forms.IntegerField(
        label=_("Số sản phẩm mẫu đã nhận"),
        min_value=0,
        max_value=1000,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"required": _("Hãy ghi số sản phẩm mẫu đã nhận, không có thì ghi 0.")},
    )
    remark = forms.CharField(label=_("Ghi chú"), required=False, max_length=2000, widget=LongText(rows=2))


class GroundsForm(forms.Form):
    """What a decision of the province rests on."""

    document = forms.CharField(
        label=_("Văn bản"),
        max_length=300,
        help_text=_("Số, cơ quan ban hành. Ví dụ: Công văn 1520/UBND-KT của UBND tỉnh."),
        error_messages={"required": _("Hãy ghi số và cơ quan ban hành của văn bản.")},
    )
    document_on = DateField(
        label=_("Ngày văn bản"),
        error_messages={"required": _("Hãy nhập ngày của văn bản, ví dụ 05/08/2026.")},
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=LongText(rows=3),
        help_text=_("Chủ thể đọc được lý do này."),
        error_messages={"required": _("Hãy ghi lý do; chủ thể đọc được lý do này.")},
    )

    def grounds(self) -> Grounds:
        """Return what was typed as the actions take it."""
        given = self.cleaned_data
        return Grounds(document=given["document"], document_on=given["document_on"], reason=given["reason"])


class RuleDecisionForm(GroundsForm):
    """What becomes of a dossier past the time of its old rule."""

    choice = forms.ChoiceField(
        label=_("Quyết định của tỉnh"),
        choices=RuleDecision.Choice.choices,
        widget=RadioList,
        error_messages={"required": _("Hãy chọn tiếp tục hay đóng hồ sơ.")},
    )
    continue_until = DateField(
        label=_("Tiếp tục đến hết ngày"),
        required=False,
        help_text=_("Chỉ ghi khi tiếp tục và văn bản có nêu ngày; quá ngày này hồ sơ lại cần quyết định."),
    )
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("choice", "document", "document_on", "continue_until", "reason")

    def __init__(self, *args: Any, may_close: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_close:
            self.fields["choice"].choices = RuleDecision.Choice.choices[:1]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a day to go on to for a dossier that is closed."""
        given = super().clean() or self.cleaned_data
        if given.get("choice") == RuleDecision.Choice.CLOSE and given.get("continue_until"):
            self.add_error("continue_until", _("Đóng hồ sơ thì để trống ngày này."))
        return given


class TransmittalForm(UnhurriedForm):
    """A transmittal as it is made: the letter, the samples, and a file for each paper that takes one."""

    letter_number = forms.CharField(label=_("Số công văn"), max_length=60)
    letter_on = DateField(label=_("Ngày công văn"))
    signed_by_post = forms.CharField(label=_("Chức vụ người ký"), required=False, max_length=150)
    signed_by_name = forms.CharField(label=_("Họ tên người ký"), max_length=150)
    samples_sent = forms.IntegerField(
        label=_("Số sản phẩm mẫu gửi kèm"),
        min_value=0,
        max_value=1000,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"invalid": _("Hãy ghi một số nguyên không âm.")},
    )

    def __init__(self, *args: Any, papers: Sequence[Paper], **options: Any) -> None:
        super().__init__(*args, **options)
        self.papers = papers
        if all(paper.how != "samples" for paper in papers):
            del self.fields["samples_sent"]  # an industry that sends none
        for paper in papers:
            if paper.takes_file:
                self.fields[f"paper_{paper.item.code}"] = forms.FileField(
                    label=_("Thêm tệp"),
                    required=bool(paper.lacks) and paper.how == "file",
                    widget=FileDrop(max_mb=settings.OCOP_MAX_FILE_MB, accept=ACCEPT),
                    error_messages={"empty": _("Tệp rỗng. Hãy chọn lại tệp.")},
                )

    def text(self) -> TransmittalText:
        """Return what was typed as the action takes it."""
        return TransmittalText(
            **{name: self.cleaned_data[name] for name in TransmittalForm.base_fields if name in self.fields}
        )

    def files_given(self) -> list[tuple[str, Any]]:
        """Return the files that were chosen, each with the code of its paper."""
        given = [
            (paper.item.code, self.cleaned_data.get(f"paper_{paper.item.code}")) for paper in self.papers
        ]
        return [(code, one) for code, one in given if one]


def transmittal_initial(transmittal: Transmittal | None) -> dict[str, Any]:
    """Return a transmittal for its form."""
    if transmittal is None:
        return {}
    return {name: getattr(transmittal, name) for name in TransmittalForm.base_fields}
