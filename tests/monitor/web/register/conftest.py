"""A maker and a checker behind real pages of the register."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from fastapi import FastAPI

from monitor.platform import Platform
from tests.monitor.conftest import FakeClock
from tests.monitor.web.office.browser import Browser, People


class Office(NamedTuple):
    """The windows of two people."""

    maker: Browser
    checker: Browser

    def upload(self, content: bytes, name: str = "十二月名单.csv") -> int:
        """Send a file by the form of the page; return the status."""
        self.maker.open("/office/lists")
        return self.maker.send_file("/office/lists", "file", name, content).status_code

    def decide(self) -> None:
        """Have the checker agree to the proposal that the maker's window shows."""
        action = next(form.action for form in self.maker.forms() if form.action.endswith("/withdraw"))
        address = action.removesuffix("/withdraw")
        self.checker.open(address)
        self.checker.send(address + "/decide", outcome="approve")
        assert "已办成" in self.checker.words, self.checker.words

    def act(self, ending: str, **typed: str) -> int:
        """Send the form of the maker's page whose address ends so; return the status."""
        action = next(form.action for form in self.maker.forms() if form.action.endswith(ending))
        return self.maker.send(action, typed).status_code


@pytest.fixture
def office(app: FastAPI, platform: Platform, clock: FakeClock) -> Office:
    """Signed in by the page, both of them."""
    people = People(platform, clock)
    people.hire("jing", "maker")
    people.hire("fang", "checker")
    return Office(people.signed_in(app, "jing"), people.signed_in(app, "fang"))
