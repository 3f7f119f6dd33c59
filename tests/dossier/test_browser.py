"""The page in a real Chromium: it opens from disk without an error, searches, filters, obeys the keyboard, and fits."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from mlplatform.dossier.page import render
from tests.conftest import ROOT
from tests.dossier.browser import MISSING, chromium
from tests.dossier.nasty import NASTY, poisoned
from tests.dossier.small_page import dossier


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    (made / "page.html").write_text(render(dossier()), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Chrome]:
    with chromium(folder / "profile") as driver:
        yield driver


@pytest.fixture
def page(browser: Chrome, folder: Path) -> Chrome:
    """The page, opened anew."""
    browser.get("about:blank")
    console(browser)
    browser.get((folder / "page.html").as_uri())
    return browser


def console(page: Chrome) -> list[str]:
    """What the console said since it was last asked."""
    return [entry["message"] for entry in page.get_log("browser")]  # type: ignore[no-untyped-call]


def one(page: Chrome, selector: str) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, selector)


def shown(page: Chrome) -> list[str]:
    """Logical ids of the rows that the inventory shows."""
    return [cell.text for cell in page.find_elements(By.CSS_SELECTOR, "#resources tbody .place")]


def found(page: Chrome, status: str) -> None:
    """Waits for what the inventory says that it found."""
    WebDriverWait(page, 5).until(lambda _: one(page, "#found").text == status, one(page, "#found").text)


def search(page: Chrome, words: str) -> None:
    one(page, "#words").send_keys(words)


def focused(page: Chrome) -> WebElement:
    return page.switch_to.active_element


# It opens ---------------------------------------------------------------------------------------------------------


def test_it_opens_from_disk_without_a_word_on_the_console(page: Chrome) -> None:
    assert page.current_url.startswith("file://")
    assert page.title == "Security dossier of volta"
    assert console(page) == []
    assert one(page, "#found").text == "1 to 100 of 478 resources"
    loaded = page.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert loaded == []


def test_the_console_would_say_what_is_refused(page: Chrome, folder: Path) -> None:
    """The check above can fail: a script, a style or a picture that somebody put into the page is refused, aloud."""
    text = (folder / "page.html").read_text()
    added = "<script>document.title = 'taken'</script><img src='https://example.com/x.png'><p style='color: red'>x</p>"
    (folder / "bad.html").write_text(text.replace("</main>", f"{added}</main>"))
    page.get((folder / "bad.html").as_uri())
    said = " ".join(console(page))
    assert page.title == "Security dossier of volta"
    assert said.count("Content Security Policy") >= 3


def test_a_picture_has_its_style_and_keeps_it_to_itself(page: Chrome) -> None:
    fill = "return getComputedStyle(document.querySelector(arguments[0])).fill"
    assert page.execute_script(fill, "#e1-network figure text") == "rgb(11, 83, 148)"
    assert page.execute_script("return getComputedStyle(document.querySelector('#e1-network svg')).maxWidth") == "900px"
    sheet = page.execute_script("return [...document.styleSheets[0].cssRules].map((rule) => rule.selectorText || '')")
    assert [selector for selector in sheet if "text" in selector.split()] == [f".p{n} text" for n in (1, 2, 3, 4)]


def test_the_script_cannot_make_markup(page: Chrome) -> None:
    code = "try { document.body.innerHTML = '<b>x</b>'; return 'made' } catch (error) { return error.name }"
    assert page.execute_script(code) == "TypeError"


@pytest.mark.parametrize("nasty", NASTY)
def test_a_nasty_name_is_text(browser: Chrome, folder: Path, nasty: str) -> None:
    console(browser)
    (folder / "nasty.html").write_text(render(poisoned(nasty)), encoding="utf-8")
    browser.get((folder / "nasty.html").as_uri())
    assert console(browser) == []
    assert browser.title.startswith("Security dossier of volta")
    assert browser.title != "taken"
    assert (
        browser.execute_script("return document.querySelectorAll('script, img, iframe, [onerror], [onfocus]').length")
        == 2
    )
    assert browser.execute_script("return document.querySelector('#resources .place').textContent").endswith(nasty)
    one(browser, "#resources summary").click()
    WebDriverWait(browser, 5).until(lambda _: browser.find_elements(By.CSS_SELECTOR, "#resources pre"))
    snippet = json.loads(browser.execute_script("return document.querySelector('#resources pre').textContent"))
    assert snippet[nasty][0] == nasty
    choices = browser.execute_script("return [...document.querySelectorAll('#type option')].map((one) => one.value)")
    assert any(choice.endswith(nasty) for choice in choices)


# The inventory ----------------------------------------------------------------------------------------------------


def test_words_are_found_in_names_types_and_snippets(page: Chrome) -> None:
    search(page, "user00")
    found(page, "1 to 100 of 460 resources (of 478)")
    one(page, "#words").clear()
    search(page, "EnableKeyRotation")
    found(page, "1 to 2 of 2 resources (of 478)")
    assert shown(page) == ["TeamKey", "TeamKey"]
    one(page, "#words").clear()
    search(page, "volta-prod-Network/Vpc")
    found(page, "1 to 1 of 1 resources (of 478)")
    search(page, " no such thing")
    found(page, "0 resources (of 478)")


def test_filters_narrow_and_clear(page: Chrome) -> None:
    Select(one(page, "#environment")).select_by_value("research")
    found(page, "1 to 100 of 239 resources (of 478)")
    Select(one(page, "#type")).select_by_value("AWS::IAM::Role")
    found(page, "1 to 1 of 1 resources (of 478)")
    assert shown(page) == ["LeadRole"]
    Select(one(page, "#stack")).select_by_value("volta-prod-Network")
    found(page, "0 resources (of 478)")
    one(page, "#clear").click()
    found(page, "1 to 100 of 478 resources")


def test_it_is_shown_by_the_hundred(page: Chrome) -> None:
    assert len(shown(page)) == 100
    assert not one(page, "#previous").is_enabled()
    for status in ("101 to 200", "201 to 300", "301 to 400", "401 to 478"):
        one(page, "#next").click()
        found(page, f"{status} of 478 resources")
    assert not one(page, "#next").is_enabled()
    one(page, "#previous").click()
    found(page, "301 to 400 of 478 resources")


def test_a_proof_leads_to_its_resource_whatever_was_filtered(page: Chrome) -> None:
    search(page, "UserProfile")
    found(page, "1 to 100 of 460 resources (of 478)")
    link = one(page, "#e2-network a.place")
    assert str(link.get_attribute("href")).endswith("#r244")
    for _ in range(2):  # the second time nothing about the address changes
        link.click()
        WebDriverWait(page, 5).until(lambda _: focused(page).get_attribute("id") == "r244")
        assert "AWS::EC2::VPC" in focused(page).text
        assert '"CidrBlock": "10.67.0.0/20"' in focused(page).text
        Select(one(page, "#environment")).select_by_value("prod")
        found(page, "1 to 100 of 239 resources (of 478)")


def test_an_address_with_a_row_opens_it(browser: Chrome, folder: Path) -> None:
    browser.get("about:blank")
    browser.get(f"{(folder / 'page.html').as_uri()}#r477")
    assert focused(browser).get_attribute("id") == "r477"
    assert "User00229" in focused(browser).text


def test_ten_thousand_users_are_searched_at_once(browser: Chrome, folder: Path) -> None:
    (folder / "many.html").write_text(render(dossier(users=5000)), encoding="utf-8")
    browser.get((folder / "many.html").as_uri())
    found(browser, "1 to 100 of 10018 resources")
    took = browser.execute_script(
        "const field = document.getElementById('words'); const start = performance.now(); field.value = 'user-04999';"
        "field.dispatchEvent(new Event('input')); return performance.now() - start"
    )
    found(browser, "1 to 2 of 2 resources (of 10018)")
    assert took < 1000


# Keyboard ---------------------------------------------------------------------------------------------------------


def test_the_first_key_offers_to_skip_to_the_content(page: Chrome) -> None:
    one(page, "body").send_keys(Keys.TAB)
    assert focused(page).text == "Skip to the content"
    assert focused(page).rect["y"] >= 0
    focused(page).send_keys(Keys.ENTER)
    assert focused(page).get_attribute("id") == "main"


def test_focus_is_seen(page: Chrome) -> None:
    one(page, "#words").send_keys(Keys.TAB)
    assert focused(page).get_attribute("id") == "environment"
    assert focused(page).value_of_css_property("outline-style") == "solid"
    assert focused(page).value_of_css_property("outline-width") == "3px"


def test_a_matrix_is_one_stop_and_arrows_move_in_it(page: Chrome) -> None:
    stops = (
        "return [...document.querySelectorAll('.matrix')].map((one) => one.querySelectorAll('[tabindex=\"0\"]').length)"
    )
    assert page.execute_script(stops) == [1, 1]
    page.execute_script("document.querySelector('.matrix a[tabindex=\"0\"]').focus()")
    assert where(page) == [1, 1]
    focused(page).send_keys(Keys.ARROW_RIGHT)
    assert where(page) == [1, 5], "the verdicts between have no statement to link to"
    focused(page).send_keys(Keys.ARROW_DOWN)
    assert where(page) == [2, 5]
    focused(page).send_keys(Keys.ARROW_LEFT)
    focused(page).send_keys(Keys.ARROW_UP)
    assert where(page) == [2, 4], "there is nothing to go to above"
    assert page.execute_script(stops) == [1, 1]
    focused(page).send_keys(Keys.ENTER)
    WebDriverWait(page, 5).until(lambda _: focused(page).get_attribute("id") == "r6")


def where(page: Chrome) -> list[int]:
    cell = "document.activeElement.closest('td')"
    found: list[int] = page.execute_script(f"return [{cell}.parentElement.rowIndex, {cell}.cellIndex]")
    return found


def test_a_snippet_opens_by_key(page: Chrome) -> None:
    one(page, "#resources summary").send_keys(Keys.ENTER)
    WebDriverWait(page, 5).until(lambda _: page.find_elements(By.CSS_SELECTOR, "#resources pre"))
    assert json.loads(one(page, "#resources pre").text)["Type"] == "AWS::S3::Bucket"


# Layout and paper -------------------------------------------------------------------------------------------------


def test_nothing_scrolls_sideways(page: Chrome) -> None:
    """Everything open, with a name that has nowhere to break."""
    page.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert wide(page) == []
    assert page.execute_script("return document.documentElement.clientWidth") <= 1280
    page.execute_script("document.querySelector('.matrix th').style.minWidth = '90rem'")
    page.execute_script("document.querySelector('.matrix').style.width = '90rem'")
    assert wide(page) != [], "the check sees a table that is too wide"


def test_long_names_are_wrapped(browser: Chrome, folder: Path) -> None:
    (folder / "long.html").write_text(render(poisoned("a" * 400)), encoding="utf-8")
    browser.get((folder / "long.html").as_uri())
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert wide(browser) == []


def wide(page: Chrome) -> list[str]:
    """What sticks out of the window, to the right."""
    code = """
        const width = document.documentElement.clientWidth;
        const out = [...document.querySelectorAll('main *, header *, nav *')].filter((one) =>
            one.getBoundingClientRect().right > width + 1 && !one.closest('.unseen'));
        const scrolls = document.documentElement.scrollWidth > width ? ['the document'] : [];
        return [...scrolls, ...out.map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)];
    """
    found: list[str] = page.execute_script(code)
    return found


def test_on_paper_lists_are_open_and_tools_are_gone(page: Chrome) -> None:
    page.execute_script("dispatchEvent(new Event('beforeprint'))")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert page.find_elements(By.CSS_SELECTOR, "details[data-print]:not([open])") == []
        assert not one(page, "nav").is_displayed()
        assert not one(page, "#filters").is_displayed()
        assert one(page, "#e1-access").is_displayed()
        assert base64.b64decode(page.print_page()).startswith(b"%PDF")
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    page.execute_script("dispatchEvent(new Event('afterprint'))")
    assert page.find_elements(By.CSS_SELECTOR, "details[data-print]:not([open])") != []


def test_without_scripts_everything_but_snippets_is_shown(folder: Path) -> None:
    with chromium(folder / "plain", scripts=False) as page:
        page.get((folder / "page.html").as_uri())
        assert not one(page, "#filters").is_displayed()
        assert not one(page, "#resources").is_displayed()
        row = one(page, "#r477")
        assert row.is_displayed()
        assert row.text == "User00229 AWS::SageMaker::UserProfile"


def test_a_missing_browser_is_said_and_never_skipped(tmp_path: Path) -> None:
    code = "import pathlib; from tests.dossier.browser import chromium\nwith chromium(pathlib.Path('profile')): pass"
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert MISSING.format(name="chromium") in ran.stderr
