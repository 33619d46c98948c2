"""Components and form markup: what a person reads, and how parts are tied together for a screen reader."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.shortcuts import render
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from ocop.platform.access.middleware import DenyByDefault
from ocop.platform.ui import charts, shapes, widgets
from ocop.platform.ui.forms import linked_errors
from ocop.platform.ui.templatetags import ocop_ui


def draw(source: str, **context) -> str:
    """Render a piece of template that uses components."""
    compiled = CottonCompiler().process("{% load ocop_ui %}" + source)
    return (
        engines["django"]
        .from_string(compiled)
        .render(context, RequestFactory().get("/", {"q": "chè", "trang": "2"}))
    )


class Parts(HTMLParser):
    """Collects the ids of a page and the ids its elements refer to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.named: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids[found["id"]] += 1
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.named |= set((found.get(name) or "").split())


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("82.40", "82,40"),
        ("69,995", "69,99"),
        ("577/7", "82,42"),
        (Fraction(577, 7), "82,42"),
        (Decimal("89.999"), "89,99"),
        (Decimal("-0.004"), "0,00"),
        (Decimal("-1.239"), "-1,23"),
        (5, "5,00"),
        (None, "–"),
    ],
)
def test_points_are_cut_to_two_decimals_never_rounded(value, written):
    assert ocop_ui.points(value) == written


def test_points_refuse_float():
    with pytest.raises(TypeError):
        ocop_ui.points(82.4)


@pytest.mark.parametrize(
    ("size", "written"),
    [(0, "0 byte"), (1023, "1023 byte"), (1536, "1,5 KB"), (1048576, "1 MB"), (31_000_000, "29,5 MB")],
)
def test_a_file_size_is_written_for_people(size, written):
    assert ocop_ui.filesize_vi(size) == written


def test_money_days_and_moments_are_written_as_officials_write_them():
    assert ocop_ui.vnd(35_000_000) == "35.000.000 đồng"
    assert ocop_ui.moment(date(2026, 8, 5)) == "05/08/2026"
    assert ocop_ui.moment(datetime(2026, 8, 5, 7, 30, tzinfo=ZoneInfo("UTC"))) == "14:30 05/08/2026"


def test_an_unknown_icon_is_a_mistake_that_names_the_mend():
    with pytest.raises(ImproperlyConfigured, match="tools/vendor"):
        ocop_ui.icon("no-such-icon")


def test_every_icon_of_the_sprite_can_be_put_into_a_page():
    assert all(paths for paths in ocop_ui.symbols().values())
    assert ocop_ui.icon("check-lg", inline=True).count("<path") == 1


def test_a_locked_button_says_why_and_cannot_submit():
    html = draw(
        '<c-button variant="primary" type="submit" reason="Còn 2 phiếu chưa chấm.">Đóng phiên</c-button>'
    )
    parts = Parts(html)
    assert parts.named == set(parts.ids)
    assert 'type="submit"' not in html
    assert 'aria-disabled="true"' in html
    assert text_of(html) == "Đóng phiên Còn 2 phiếu chưa chấm."


def test_a_button_passes_further_attributes_on_and_escapes_its_text():
    html = draw('<c-button hx-post="/x/" name="go" value="7">{{ label }}</c-button>', label="<b>Đi</b>")
    assert (
        '<button class="o-button o-button--secondary " type="submit" name="go" value="7" hx-post="/x/">'
        in html
    )
    assert "&lt;b&gt;Đi&lt;/b&gt;" in html


def test_an_attribute_from_a_person_is_escaped():
    html = draw(
        '<c-alert :title="title">x</c-alert><c-badge :label="title" /><c-stars :n="3" />',
        title="<script>alert(1)</script>",
    )
    assert "<script" not in html


@pytest.mark.parametrize(("past", "said"), [("", "4 sao"), ("yes", "4 sao, không còn hiệu lực")])
def test_stars_say_their_number(past, said):
    html = draw('<c-stars :n="4" past="{{ past }}" />', past=past)
    assert f'aria-label="{said}"' in html
    assert (html.count("o-stars__on"), html.count("o-stars__off")) == (4, 1)


def test_a_criterion_marks_the_chosen_level_and_names_the_minimum():
    levels = [shapes.Level(1, "Mức một", "1"), shapes.Level(3, "Mức ba", "3", 4)]
    html = draw(
        '<c-criterion code="1.1" title="Nguồn gốc" max="5" :levels="levels" chosen="3" mark="3" name="m" />',
        levels=levels,
    )
    assert re.findall(r'value="(\d)"( checked)?', html) == [("1", ""), ("3", " checked")]
    assert text_of(html) == "1.1 Nguồn gốc 3 /5 1 điểm: Mức một 3 điểm: Mức ba tối thiểu để đạt 4 sao"


def test_a_criterion_with_no_mark_has_nothing_chosen_not_even_zero():
    levels = [shapes.Level(0, "Không", "0"), shapes.Level(1, "Có", "1")]
    html = draw('<c-criterion code="1.1" title="T" max="1" :levels="levels" name="m" />', levels=levels)
    assert "checked" not in html
    html = draw(
        '<c-criterion code="1.1" title="T" max="1" :levels="levels" :chosen="chosen" name="m" />',
        levels=levels,
        chosen=0,
    )
    assert re.findall(r'value="(\d)"( checked)?', html) == [("0", " checked"), ("1", "")]


def test_the_meter_stands_at_the_exact_share_and_bands_come_from_the_rulebook():
    bands = [shapes.Band(3, 40), shapes.Band(4, Decimal("62.5"))]
    html = draw(
        '<c-points-meter :total="total" :bands="bands" :star="3" />', total=Fraction(577, 7), bands=bands
    )
    assert 'width="82.43%"' in html
    assert re.findall(r'x1="([\d.]+)%"', html) == ["40", "62.5"]
    assert "82,42" in html


def test_the_strip_tells_mean_and_gap_and_lists_every_member():
    members = [shapes.Member("Thành viên 1", Decimal("80")), shapes.Member("Thành viên 2", Decimal("91.25"))]
    html = draw('<c-member-strip :members="members" />', members=members)
    assert "Điểm trung bình 85,62, thấp nhất 80,00, cao nhất 91,25, chênh lệch 11,25" in html
    assert html.count('<th scope="row">') == 2
    assert "−5,62" in html
    assert "+5,62" in html


def test_dots_that_would_cover_each_other_are_put_in_rows():
    assert charts.spread([Fraction(10), Fraction(11), Fraction(30), Fraction(31)], gap=Fraction(5)) == [
        0,
        1,
        0,
        1,
    ]


def test_a_full_score_reaches_the_corners_of_the_radar():
    full = charts.polygon([Fraction(1)] * 3, radius=100, centre=(160, 130))
    assert full == "160,30 246.6,180 73.4,180"


def test_pagination_keeps_the_rest_of_the_query():
    html = draw('<c-pagination :page="page" />', page=Paginator(range(2_500), 25).page(2))
    assert 'href="?q=ch%C3%A8&amp;trang=3"' in html
    assert "26–50 trong 2.500" in html
    assert re.findall(r"<b aria-current=\"page\">(\d+)</b>", html) == ["2"]


class Sample(forms.Form):
    name = forms.CharField(label="Tên sản phẩm", help_text="Ghi đúng như trên nhãn.")
    kind = forms.ChoiceField(
        label="Loại hình", widget=widgets.RadioList, choices=[("a", "Hợp tác xã"), ("b", "Doanh nghiệp")]
    )
    note = forms.CharField(label="Ghi chú", required=False)
    agreed = forms.BooleanField(label="Tôi cam đoan", help_text="Đọc kỹ trước khi chọn.")

    def clean(self):
        raise forms.ValidationError("Hai mục này trái nhau.")


def test_hint_and_error_stand_before_the_control_and_are_tied_to_it():
    html = str(Sample({"name": ""})["name"].as_field_group())
    parts = Parts(html)
    assert parts.named == set(parts.ids) == {"id_name", "id_name_helptext", "id_name_error"}
    assert html.index("id_name_helptext") < html.index('id="id_name_error"') < html.index("<input")
    assert 'aria-invalid="true"' in html


def test_choices_are_a_fieldset_with_its_legend_and_error():
    html = str(Sample({"name": "x"})["kind"].as_field_group())
    assert re.search(r'<fieldset class="o-field o-field--wrong" aria-describedby="id_kind_error"', html)
    assert html.count('type="radio"') == 2
    assert "(không bắt buộc)" not in html


def test_an_optional_field_says_so():
    assert "(không bắt buộc)" in str(Sample()["note"].as_field_group())


def test_the_summary_links_to_the_first_control_of_each_wrong_field():
    errors = [(error.field_id, error.message.split(":")[0]) for error in linked_errors(Sample({"name": "x"}))]
    assert errors == [
        ("", "Hai mục này trái nhau."),
        ("id_kind_0", "Loại hình"),
        ("id_agreed", "Tôi cam đoan"),
    ]


def test_a_whole_form_ties_every_reference_to_one_element():
    parts = Parts(str(Sample({"name": ""})))
    assert [name for name, times in parts.ids.items() if times > 1] == []
    assert parts.named - set(parts.ids) == set()


def test_a_fresh_form_shows_no_summary():
    assert "o-errors" not in str(Sample())


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_an_error_page_says_what_happened_and_what_to_do_without_any_context(name):
    html = render_to_string(name)
    assert re.search(r"<title>[^<·]{8,} · OCOP</title>", html)
    assert len(re.findall(r"<h1>[^<]+</h1>", html)) == 1
    assert html.count("<p>") >= 3


def test_frames_carry_the_language_of_the_reader(client):
    assert '<html lang="vi">' in client.get("/giao-dien/ngon-ngu/").content.decode()
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.get("/giao-dien/ngon-ngu/").content.decode()


def test_the_language_page_never_leads_to_another_site(client):
    html = client.get("/giao-dien/ngon-ngu/", {"next": "//evil.example/"}).content.decode()
    assert '<input type="hidden" name="next" value="/">' in html


@pytest.mark.django_db
def test_the_gallery_shows_every_component_and_ties_every_reference(client):
    response = client.get("/giao-dien/")
    assert response.status_code == 200
    html = response.content.decode()
    parts = Parts(html)
    assert [name for name, times in parts.ids.items() if times > 1] == []
    assert parts.named - set(parts.ids) == set()
    assert " style=" not in html


def test_the_gallery_is_shut_in_production(client, settings):
    settings.PRODUCTION = True
    assert client.get("/giao-dien/").status_code == 404


@pytest.mark.parametrize(
    ("frame", "width"),
    [("ui/base.html", ""), ("ui/page_narrow.html", "o-page--narrow"), ("ui/page_wide.html", "o-page--wide")],
)
def test_each_frame_has_its_width(frame, width):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = DenyByDefault(lambda request: render(request, frame))(request).content.decode()
    assert re.findall(r'<main[^>]*>\s*<div class="o-page ([\w-]*)">', page) == [width]
    assert "Đăng nhập" in page
