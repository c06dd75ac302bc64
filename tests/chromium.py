"""The machine's own Chromium without a screen: for pictures of pages and for stories in a real browser.

Only loopback is asked: what a browser does for its maker by itself is switched off.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import BrowserContext, sync_playwright

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_QUIET: Final = (
    "--no-sandbox",  # The tests run as root.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


def chromium() -> str | None:
    """Where the browser is; None when this machine has none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@contextmanager
def browsing() -> Iterator[Callable[[], BrowserContext]]:
    """Makes new browsers with nothing in them, no cookie and no page, until the block ends.

    Raises RuntimeError on a machine without one.
    """
    program = chromium()
    if program is None:
        raise RuntimeError("no Chromium here: install the package chromium")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=list(_QUIET))
        try:
            yield lambda: browser.new_context(  # As large as the design (DESIGN 11).
                viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
        finally:
            browser.close()
