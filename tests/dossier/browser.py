"""A real Chromium without a window, from Debian's packages chromium and chromium-driver."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tools.setup import INSTALL_BROWSER

MISSING = f"The page is tested in a real browser, and {{name}} is not installed. Debian, Ubuntu: {INSTALL_BROWSER}"


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(MISSING.format(name=name), pytrace=False)
    return found


@contextmanager
def chromium(profile: Path, *, scripts: bool = True) -> Iterator[webdriver.Chrome]:
    """A browser 1280 pixels wide that reaches no network and keeps what its console says."""
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium")
    for argument in ("--headless=new", f"--user-data-dir={profile}", "--window-size=1280,900", "--no-first-run"):
        options.add_argument(argument)
    options.add_argument("--disable-background-networking")
    options.add_argument(
        "--proxy-server=127.0.0.1:9"
    )  # nothing listens there: whatever the page loads fails, and is said
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # in a container of CI; Chromium has no sandbox for root
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(program("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()
