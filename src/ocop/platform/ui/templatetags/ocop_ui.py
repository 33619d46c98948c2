"""Template tags of the interface: numbers in Vietnamese writing, icons, the geometry of small pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ocop.platform.ui import charts
from ocop.platform.ui.forms import linked_errors
from ocop.platform.ui.shapes import LinkedError

register = template.Library()

SPRITE = "vendor/bootstrap-icons-1.13.2/sprite.svg"
SPRITE_FILE = Path(__file__).resolve().parent.parent / "static" / SPRITE
SYMBOL = re.compile(r'<symbol id="(?P<name>[^"]+)" viewBox="0 0 16 16">(?P<body>.*?)</symbol>')
PATH = re.compile(
    r'<path(?P<even> fill-rule="evenodd")? d="(?P<d>[^"]+)"(?P<even_after> fill-rule="evenodd")?\s*/>'
)

# On the strip of totals: what a dot takes of a phone's width, in per cent, and the height of a row of dots.
DOT_SHARE = Fraction(5)
DOT_ROW = 18


@register.filter
def points(value: Any) -> str:
    """Write points with two decimals, cut and never rounded: 82.40 → 82,40; nothing → a dash."""
    if value is None or value == "":
        return "–"
    return charts.cut(value, decimals=2)


@register.filter
def short_points(value: Any) -> str:
    """Write points without needless zeros: 3 → 3, 2.50 → 2,5."""
    if value is None or value == "":
        return "–"
    text = charts.cut(value, decimals=2)
    return text.rstrip("0").rstrip(",")


@register.filter
def in_sentence(name: str) -> str:
    """Write a name that begins with a common noun as it stands inside a sentence: Xã Mai Sơn → xã Mai Sơn."""
    return name[:1].lower() + name[1:]


@register.filter
def number(value: Any) -> str:
    """Write a whole number with dots between thousands: 1234567 → 1.234.567."""
    return "–" if value is None or value == "" else charts.grouped(int(value))


@register.filter
def vnd(value: Any) -> str:
    """Write an amount of money: 35000000 → 35.000.000 đồng."""
    return (
        "–" if value is None or value == "" else _("%(amount)s đồng") % {"amount": charts.grouped(int(value))}
    )


@register.filter
def filesize_vi(value: Any) -> str:
    """Write a size in bytes for people: 1536 → 1,5 KB."""
    size = int(value or 0)
    if size < 1024:
        return f"{size} byte"
    for unit in ("KB", "MB", "GB"):
        if size < 1024 * 1024 or unit == "GB":
            return f"{charts.cut(Fraction(size, 1024), decimals=1).removesuffix(',0')} {unit}"
        size //= 1024
    raise AssertionError("unreachable")


@register.filter
def plain(value: Any) -> str:
    """Write a number without dots between thousands: for years, codes, ids and attribute values."""
    return str(value)


@register.filter
def moment(value: date | datetime | None) -> str:
    """Write a day as 05/08/2026 and a moment as 14:30 05/08/2026, Vietnam time; nothing → a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%H:%M %d/%m/%Y}"
    return f"{value:%d/%m/%Y}"


@register.filter
def machine_moment(value: date | datetime | None) -> str:
    """Write a day or moment for the datetime attribute of <time>."""
    return value.isoformat() if value else ""


@register.filter
def short_hash(value: str) -> str:
    """Write the first twelve characters of a hash, which is what people compare."""
    return str(value)[:12]


@register.filter
def file_icon(name: str) -> str:
    """Name the icon for a file by its ending."""
    ending = str(name).rpartition(".")[2].lower()
    kinds = {
        "pdf": "file-earmark-pdf",
        "doc": "file-earmark-word",
        "docx": "file-earmark-word",
        "xls": "file-earmark-spreadsheet",
        "xlsx": "file-earmark-spreadsheet",
        "jpg": "file-earmark-image",
        "jpeg": "file-earmark-image",
        "png": "file-earmark-image",
    }
    return kinds.get(ending, "file-earmark")


@register.simple_tag
def icon(name: str, inline: bool = False) -> str:
    """Draw an icon, hidden from screen readers; `inline` puts the shape itself into the page."""
    shapes = symbols()
    if name not in shapes:
        raise ImproperlyConfigured(f"no icon {name!r}: add it to tools/vendor.toml and run tools/vendor")
    if inline:
        paths = format_html_join("", '<path fill-rule="{}" d="{}"/>', shapes[name])
        return format_html(
            '<svg class="o-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', paths
        )
    return format_html(
        '<svg class="o-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(SPRITE),
        name,
    )


@cache
def symbols() -> dict[str, list[tuple[str, str]]]:
    """Return each icon's paths as (fill rule, shape), read once from the sprite."""
    return {
        symbol["name"]: [
            ("evenodd" if part["even"] or part["even_after"] else "nonzero", part["d"])
            for part in PATH.finditer(symbol["body"])
        ]
        for symbol in SYMBOL.finditer(SPRITE_FILE.read_text("utf-8"))
    }


@register.simple_tag
def law(rulebook_id: str, anchor: str, source: object) -> str:
    """Link an article to its place in the law library: what is said, by which article, in force from when to when."""
    return format_html(
        '<a class="o-law" href="{}#{}" lang="vi">{}</a>',
        reverse("library:rulebook", args=[rulebook_id]),
        anchor,
        source,
    )


@register.simple_tag
def in_demonstration() -> bool:
    """Tell whether this installation shows sample figures, which every page has to say."""
    return not settings.PRODUCTION


@register.simple_tag
def look(block: str, *modifiers: str) -> str:
    """Give the class names of a component: its own and one for each modifier that is set."""
    return " ".join([block, *(f"{block}--{modifier}" for modifier in modifiers if modifier)])


@register.simple_tag(takes_context=True)
def fresh_id(context: Context, prefix: str = "o") -> str:
    """Give an element id that nothing else on this page has; the same page gets the same ids each time."""
    holder: Any = context.get("request")
    if holder is None:
        return f"{prefix}-{next(_FALLBACK)}"
    if not hasattr(holder, "_ui_ids"):
        # A fragment is put into a page that has ids of its own: start where that page cannot have come to.
        start = next(_FALLBACK) * 1000 if getattr(holder, "htmx", False) else 1
        holder._ui_ids = count(start)
    return f"{prefix}-{next(holder._ui_ids)}"


_FALLBACK = count(1)


@register.filter
def star_range(of: Any) -> range:
    """Count 1 to n, to repeat something n times."""
    return range(1, int(of) + 1)


@register.filter
def times(value: Any, factor: Any) -> int:
    """Multiply two whole numbers, for SVG attributes."""
    return int(value) * int(factor)


@register.simple_tag
def strip_dots(members: Iterable[Any], low: Any = 0) -> dict[str, Any]:
    """Place each member's total on a strip from `low` to 100: dots side by side, mean and gap."""
    ordered = sorted(members, key=lambda member: charts.exact(member.total))
    totals = [charts.exact(member.total) for member in ordered]
    rows = charts.spread([charts.along(total, low=low) for total in totals], gap=DOT_SHARE)
    mean = sum(totals, Fraction(0)) / len(totals) if totals else Fraction(0)
    height = 32 + DOT_ROW * (max(rows, default=0) + 1)
    return {
        "dots": [
            {"member": member, "x": on_strip(total, low), "y": height - 36 - DOT_ROW * row}
            for member, total, row in zip(ordered, totals, rows, strict=True)
        ],
        "mean": mean,
        "mean_x": on_strip(mean, low),
        "gap": totals[-1] - totals[0] if totals else Fraction(0),
        "lowest": totals[0] if totals else None,
        "highest": totals[-1] if totals else None,
        "height": height,
        "axis_y": height - 24,
        "label_y": height - 4,
    }


@register.simple_tag
def radar_shape(parts: Iterable[Any]) -> dict[str, Any]:
    """Draw the three parts of a score as a triangle, each part as a share of its maximum."""
    listed = list(parts)
    shares = [charts.exact(part.points) / charts.exact(part.max_points) for part in listed]
    rings = [charts.polygon([Fraction(step, 4)] * 3, radius=100, centre=(160, 130)) for step in (1, 2, 3, 4)]
    shape = charts.polygon(shares, radius=100, centre=(160, 130))
    return {
        "parts": listed,
        "rings": rings,
        "shape": shape,
        "corners": [corner.split(",") for corner in shape.split()],
    }


@register.simple_tag(name="linked_errors")
def linked_errors_of(form: Any) -> list[LinkedError]:
    """List a form's errors with the ids of their fields, for the error summary."""
    return linked_errors(form)


@register.simple_tag
def share(value: Any, whole: Any, length: int = 100) -> str:
    """Give how much of `length` stands for value/whole, for an SVG attribute; nothing counts as 0."""
    return charts.share(value, whole, length=length) if charts.readable(value) else "0"


@register.simple_tag
def on_strip(value: Any, low: Any = 0) -> str:
    """Give the place of a total on the strip that runs from `low` to 100, as a percentage of its width."""
    return charts.coordinate(charts.along(value, low=low))


@register.simple_tag
def difference(value: Any, base: Any) -> str:
    """Write how far a number is from another, with its sign: +1,25."""
    gap = charts.exact(value) - charts.exact(base)
    text = charts.cut(gap)
    return text.replace("-", "−") if gap < 0 else f"+{text}" if gap > 0 else text


@register.filter
def same_as(value: Any, other: Any) -> bool:
    """Say whether two values are written alike; nothing is like nothing else."""
    return other not in (None, "") and str(value) == str(other)


@register.simple_tag(takes_context=True)
def page_query(context: Context, param: str, value: Any) -> str:
    """Give this page's query with one parameter changed: ?q=chè&trang=3."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[param] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def page_numbers(page: Any) -> list[int]:
    """List the page numbers to show around a page; 0 stands for a gap."""
    return [
        place if isinstance(place, int) else 0
        for place in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]


@register.simple_tag
def static_module(name: str) -> str:
    """Give the address of one of the interface's script modules."""
    return static(f"ui/js/{name}.js")


@register.filter
def split(text: str, by: str) -> list[str]:
    """Split a text into a list."""
    return text.split(by)


@register.filter
def local_path(address: str | None, request: Any) -> str:
    """Give an address back when it lies on this site, else the site's first page."""
    allowed = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return str(address) if address and allowed else "/"
