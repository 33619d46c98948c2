"""The interface in a real browser: accessibility, the content security policy, and what the scripts add."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path
from django_cotton.compiler_regex import CottonCompiler

from ocop.platform.access import public_view

AXE = Path(__file__).resolve().parents[1] / "vendor/axe-core-4.14.1/axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.urls(__name__)]

SHEET = """{% extends "ui/base.html" %}{% load ocop_ui %}{% block title %}Phiếu{% endblock %}
{% block js %}<script type="module" src="{% static_module 'autosave' %}"></script>{% endblock %}
{% block content %}<form method="post" data-ocop-autosave="/phieu/" data-ocop-draft="phieu-1">{% csrf_token %}
<c-field label="Nhận xét" id="note"><textarea id="note" name="note"></textarea></c-field>
<c-level-choice name="mark" value="3" points="3" label="Ba" /><c-autosave-status /></form>{% endblock %}"""

answers: list[int] = []
received: list[dict[str, str]] = []


@public_view
def sheet(request):
    """A page with a form that saves itself; `answers` says with which status."""
    if request.method == "POST":
        received.append({**request.POST.dict(), "header": request.headers.get("X-Ocop-Autosave", "")})
        return HttpResponse("Điểm không hợp lệ." if answers[0] == 422 else "", status=answers[0])
    return HttpResponse(engines["django"].from_string(CottonCompiler().process(SHEET)).render({}, request))


urlpatterns = [path("phieu/", sheet), path("", include("ocop.urls"))]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    # Playwright's own event loop runs in this thread; Django would take it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.complaints = []
    page.on(
        "console",
        lambda message: (
            page.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1024, 1366])
def test_the_gallery_has_no_accessibility_fault_no_complaint_and_no_sideways_scroll(
    chromium, live_server, width
):
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 768}, bypass_csp=True
    )
    page = context.new_page()
    page.goto("/giao-dien/")
    page.add_script_tag(path=AXE)
    faults = page.evaluate(
        "levels => axe.run({runOnly: levels}).then(found => found.violations.map(one => one.id))", LEVELS
    )
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_nothing_breaks_the_content_security_policy(page):
    response = page.goto("/giao-dien/")
    assert "script-src 'self'" in response.headers["content-security-policy"]
    page.wait_for_timeout(300)
    assert page.complaints == []


def test_the_menu_opens_and_escape_closes_it_and_returns_the_focus(page):
    page.goto("/giao-dien/")
    menu = page.locator(".o-menu--user")
    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_question_is_a_modal_dialog_and_the_way_back_leaves_no_trace(page):
    page.goto("/giao-dien/")
    page.locator("details.o-confirm > summary").first.click()
    dialog = page.locator("dialog[open]")
    assert dialog.locator("h2").inner_text() == "Thu hồi giấy chứng nhận SL-0012?"
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    dialog.get_by_role("button", name="Quay lại").click()
    assert page.locator("dialog").count() == 0
    assert page.locator("details.o-confirm .o-confirm__panel").count() == 1


def test_a_file_that_is_too_large_is_told_before_anything_is_sent(page, tmp_path):
    page.goto("/giao-dien/")
    large = tmp_path / "lon.pdf"
    large.write_bytes(b"0" * (26 * 1024 * 1024))
    box = page.locator("[data-ocop-upload]").last
    box.locator("input").set_input_files(large)
    assert box.locator(".o-upload__bad").inner_text().split() == [
        "lon.pdf",
        "26,0",
        "MB",
        "–",
        "tệp",
        "quá",
        "lớn",
    ]
    assert page.evaluate("document.querySelector('#evidence').checkValidity()") is False


def test_without_scripts_the_menus_and_the_question_still_work(chromium, live_server):
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto("/giao-dien/")
    page.locator(".o-menu--user summary").click()
    assert page.locator(".o-menu--user .o-menu__panel").is_visible()
    page.locator("details.o-confirm > summary").first.click()
    assert page.get_by_role("button", name="Thu hồi giấy chứng nhận").is_visible()
    context.close()


def test_what_is_typed_is_saved_as_one_goes(page):
    answers[:], received[:] = [204], []
    page.goto("/phieu/")
    page.get_by_label("Nhận xét").fill("Bao bì đẹp")
    page.locator("[data-state=saved]").wait_for()
    assert received[-1]["note"] == "Bao bì đẹp"
    assert received[-1]["header"] == "1"
    assert page.locator(".o-saved").inner_text().startswith("Đã lưu lúc ")
    assert page.evaluate("localStorage.length") == 0


def test_what_is_refused_says_why(page):
    answers[:], received[:] = [422], []
    page.goto("/phieu/")
    page.get_by_label("Nhận xét").fill("x")
    page.locator("[data-state=refused]").wait_for()
    assert page.locator(".o-saved").inner_text() == "Chưa lưu: có chỗ cần sửa Điểm không hợp lệ."


def test_without_a_network_the_draft_is_sent_when_the_network_is_back(page):
    answers[:], received[:] = [204], []
    page.goto("/phieu/")
    page.context.set_offline(True)
    page.get_by_label("Nhận xét").fill("Giữ lại")
    page.locator("[data-state=kept]").wait_for()
    assert received == []
    page.context.set_offline(False)
    page.locator("[data-state=saved]").wait_for()
    assert received[-1]["note"] == "Giữ lại"
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_that_was_not_sent_comes_back_when_the_page_is_opened_again(page):
    answers[:], received[:] = [204], []
    page.goto("/phieu/")
    page.route(
        "**/phieu/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_label("Nhận xét").fill("Giữ lại")
    page.get_by_label("Ba").check()
    page.locator("[data-state=kept]").wait_for()
    assert received == []
    page.unroute("**/phieu/")
    page.reload()
    page.locator("[data-state=saved]").wait_for()
    assert page.get_by_label("Nhận xét").input_value() == "Giữ lại"
    assert page.get_by_label("Ba").is_checked()
    assert (received[-1]["note"], received[-1]["mark"]) == ("Giữ lại", "3")
    assert page.evaluate("localStorage.length") == 0
