"""A maker and two releasers behind real pages."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from fastapi import FastAPI

from monitor.platform import Platform
from tests.monitor.conftest import FakeClock
from tests.monitor.web.office.browser import Browser, People


class Office(NamedTuple):
    """The windows of three people."""

    maker: Browser
    releaser: Browser
    second: Browser
    app: FastAPI
    people: People

    def again(self) -> Office:
        """Some days later everybody signs in anew."""
        return _signed_in(self.app, self.people)

    def decide(self, *browsers: Browser) -> None:
        """Have people agree to the proposal that the maker's window shows."""
        action = next(form.action for form in self.maker.forms() if form.action.endswith("/withdraw"))
        address = action.removesuffix("/withdraw")
        for browser in browsers:
            browser.open(address)
            browser.send(address + "/decide", outcome="approve")
            assert "已办成" in browser.words or "还要 1 位" in browser.words, browser.words


@pytest.fixture
def office(app: FastAPI, platform: Platform, clock: FakeClock) -> Office:
    """Signed in by the page, each of them."""
    people = People(platform, clock)
    people.hire("jing", "maker")
    people.hire("fang", "releaser")
    people.hire("xing", "releaser")
    return _signed_in(app, people)


def _signed_in(app: FastAPI, people: People) -> Office:
    maker, releaser, second = (people.signed_in(app, login) for login in ("jing", "fang", "xing"))
    return Office(maker, releaser, second, app, people)
