"""`python -m tests.monitor.pages FOLDER`: a picture of each page of the platform, from a real Chromium.

A demo federation is served on loopback, people sign in by the page, and every page that somebody's menu or
role leads to is opened at 1440 × 900. A page that breaks the content security policy, or writes an error
to the console, ends the run.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from monitor.accounts.roles import RoleHeld, Scope, ScopeKind
from monitor.demo import seed
from monitor.platform import Platform
from monitor.settings import Settings
from monitor.web.app import make_app
from monitor.web.server import Limits, listen, make_server
from tests.chromium import browsing
from tests.monitor.conftest import FakeClock
from tests.monitor.leases.slips import bought_without
from tests.monitor.register_pictures import take_register
from tests.monitor.simulated_till import SimulatedTill
from tests.monitor.web.office.browser import Browser, People

TODAY: Final = "2026-11-23"
ACCOUNTS, PROPOSALS = "/office/accounts", "/office/proposals"
# Whose menu is walked, and with which roles.
STAFF: Final = {
    "zhou.min": ("周敏", (RoleHeld("maker"),)),
    "wu.qiang": ("吴强", (RoleHeld("checker"), RoleHeld("releaser"))),
    "chen.li": ("陈立", (RoleHeld("system_administrator"),)),
    "chu.ping": ("褚平", (RoleHeld("security_administrator"),)),
    "jiang.mei": ("蒋梅", (RoleHeld("auditor"),)),
    "zheng.hua": ("郑华", (RoleHeld("releaser"),)),
    "feng.jing": ("冯静", (RoleHeld("store_viewer", Scope(ScopeKind.STORE, "S01")),)),
}


class Pictures:
    """Takes them, one for each address, and hears what the console says."""

    def __init__(self, context: BrowserContext, url: str, folder: Path) -> None:
        self._context, self._url, self._folder = context, url, folder
        self._seen: set[str] = set()
        self.troubles: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)

    def sign_in(self, browser: Browser | None) -> None:
        """Take somebody's place, or nobody's."""
        self._context.clear_cookies()
        if browser is not None:
            cookie = browser.talking.cookies.get("office") or ""
            self._context.add_cookies([{"name": "office", "value": cookie, "url": self._url}])

    def take(self, name: str, path: str) -> None:
        """A picture of an address."""
        self._seen.add(path)
        self.page.goto(self._url + path)
        self.shoot(name)

    def shoot(self, name: str) -> None:
        """A picture of what is open."""
        self.page.wait_for_timeout(400)  # The chart grows for a moment.
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
        # As high as the page, so that what keeps to the window's edge is at the edge of the picture.
        height = self.page.evaluate("Math.max(900, document.documentElement.scrollHeight)")
        self.page.set_viewport_size({"width": 1440, "height": height})
        path = self._folder / f"{name}.png"
        self.page.screenshot(path=str(path), full_page=True)
        self.page.set_viewport_size({"width": 1440, "height": 900})
        with Image.open(path) as taken:  # Few colours: a third of the bytes, and the eye sees no difference.
            small = taken.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        small.save(path, optimize=True)

    def menu(self, prefix: str) -> None:
        """Every line of the menu that nobody took yet."""
        paths = self.page.eval_on_selector_all(".side > a", "all => all.map(a => a.getAttribute('href'))")
        for path in paths:
            if path not in self._seen and "#" not in path and path != "/docs":
                self.take(f"{prefix}{path.strip('/').replace('/', '_') or 'overview'}", path)

    def _hear(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            text = str(getattr(message, "text", ""))
            if "status of 4" not in text:  # A page that says no, on purpose.
                self.troubles.append(f"{self.page.url}: {text}")


@contextmanager
def served(folder: Path) -> Iterator[tuple[Platform, FastAPI, FakeClock, str]]:
    """The demo's federation on a loopback port."""
    clock = FakeClock()
    with ExitStack() as closing:
        platform = Platform.open(Settings(folder), clock)
        closing.callback(platform.close)
        app = make_app(platform)
        listening = listen("127.0.0.1", 0)
        server = make_server(app, limits=Limits())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join()

        closing.callback(stop)
        yield platform, app, clock, f"http://127.0.0.1:{listening.getsockname()[1]}"


def take_all(folder: Path, pictures: Path) -> list[str]:
    """All pictures; return what the console complained about."""
    with served(folder) as (platform, app, clock, url), browsing() as new_window:
        people = People(platform, clock)
        for login, (name, roles) in STAFF.items():
            people.hire(login, *roles, name=name)
        seed(platform)
        windows = {login: people.signed_in(app, login) for login in STAFF}
        _sell(platform, windows["zhou.min"], clock)
        waiting, sent_back = _propose(windows)
        shots = Pictures(new_window(), url, pictures)
        take_register(shots, platform, windows["zhou.min"], windows["wu.qiang"])

        shots.sign_in(None)
        shots.take("sign_in", "/office/sign-in")
        shots.page.fill("[name=login]", "zhou.min")
        shots.page.fill("[name=password]", "not the password")
        shots.page.fill("[name=code]", "123456")
        shots.page.click("button[type=submit]")
        shots.shoot("sign_in_refused")
        secret, _account = people.invite("wang.lan", "maker", name="王兰")
        shots.take("link", f"/office/link/{secret}")

        shots.sign_in(windows["chen.li"])
        shots.take("accounts", ACCOUNTS)
        shots.take("account_new", ACCOUNTS + "/new")
        shots.page.fill("[name=name]", "何敏")
        shots.page.fill("[name=login]", "何敏")
        shots.page.fill("[name=person_no]", "510107199001011234")
        shots.page.fill("[name=reason]", "接替王兰")
        shots.page.click("main button[type=submit]")
        shots.shoot("account_new_wrong")
        shots.take("account", f"{ACCOUNTS}/a-zhou.min")
        shots.page.click("summary >> nth=0")
        shots.shoot("account_roles")
        shots.take("account_invited", f"{ACCOUNTS}/a-wang.lan")
        shots.page.click("main button.first")
        shots.shoot("account_link")
        shots.take("proposal_mine", waiting)
        shots.take("proposal_sent_back", sent_back)
        shots.take("declined", "/days")
        shots.take("not_here", "/nowhere")

        shots.sign_in(windows["chu.ping"])
        shots.take("proposals", PROPOSALS)
        shots.take("proposal", waiting)
        shots.take("me", "/office/me")
        shots.page.goto(f"{url}{PROPOSALS}/ended")
        shots.shoot("proposals_ended")

        shots.sign_in(windows["zheng.hua"])  # Without the form, whose dates are as the browser's language is.
        shots.take("office_freezes", "/office/freezes")
        for login in STAFF:
            shots.sign_in(windows[login])
            shots.page.goto(url + "/office/me")
            shots.menu("")
        shots.sign_in(windows["zhou.min"])
        shots.take("month", "/office/months/2026-12")
        shots.take("programme_draft", "/office/programmes/new")
        shots.page.click("button[value=try]")
        shots.shoot("programme_tried")
        shots.take("till_given_up", "/office/tills/S02-1/1")
        shots.take("store", "/stores/S01")
        shots.take("store_day", f"/stores/S01/days/{TODAY}")
        return shots.troubles


def _sell(platform: Platform, window: Browser, clock: FakeClock) -> None:
    """A morning at three tills."""
    from monitor.demo import special_cards
    from pos.domain.calendar import shanghai

    card = next(card for what, card in special_cards(shanghai(clock.at_ms).date()) if what.what == "ready")
    for till_id in ("S01-1", "S02-1", "S03-1"):
        till = SimulatedTill(window.talking, till_id, clock.at_ms)
        till.enrol(platform.issue_code(till_id))
        till.download()
        for number in range(6):
            till.sell(("蔬菜", 1_200 + 310 * number), ("零食", 900), card_no=None)
        if till_id == "S01-1":
            till.sell(("蔬菜", 4_000), ("米", 6_990), card_no=card.card_no)
        else:
            bought_without(till, ("蔬菜", 1_580), card=card.card_no)
        till.upload()


def _propose(windows: dict[str, Browser]) -> tuple[str, str]:
    """Proposals of several kinds; return one that waits and one that was sent back."""
    system, maker, security = windows["chen.li"], windows["zhou.min"], windows["chu.ping"]
    found = []
    for name, login, number in (("何敏", "he.min", "A021"), ("吕芳", "lv.fang", "A022")):
        system.open(ACCOUNTS + "/new")
        system.send(
            ACCOUNTS,
            {
                "name": name,
                "login": login,
                "person_no": number,
                "reason": "新来的经办",
                "role": ["maker", "settlement_clerk"],
                "scope": ["", ""],
            },
        )
        found.append(next(form.action for form in system.forms() if form.action.endswith("/withdraw")))
    addresses = [each.removesuffix("/withdraw") for each in found]
    security.open(addresses[1])
    security.send(
        addresses[1] + "/decide", outcome="send_back", reason="工号和人事表上的不一样，请核对后再交"
    )
    maker.open("/office/freezes")
    maker.send("/office/freezes", {"from_date": "2026-12-30", "to_date": "2027-01-03", "reason": "年终盘点"})
    releaser = windows["zheng.hua"]
    freeze = next(form.action for form in maker.forms() if form.action.endswith("/withdraw"))
    releaser.open(freeze.removesuffix("/withdraw"))
    releaser.send(freeze.removesuffix("/withdraw") + "/decide", outcome="approve")
    return addresses[0], addresses[1]


def main(words: list[str]) -> int:
    """Take them."""
    pictures = Path(words[0] if words else "demo-out/pages")
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        troubles = take_all(Path(folder), pictures)
    print(f"{len(list(pictures.glob('*.png')))} pictures in {pictures}")
    for trouble in troubles:
        print(f"  {trouble}")
    return 1 if troubles else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
