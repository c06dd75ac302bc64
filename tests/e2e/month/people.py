"""The office's people in the story: the first two by a command, all others by a proposal of two."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection

from monitor.accounts import second_factor
from monitor.accounts.first import first_administrator
from tests.e2e.month.stage import Stage
from tests.e2e.month.windows import Window

PASSWORD: Final = "河边第三棵柳树的风河边第三棵柳树的风"
_SECRET: Final = re.compile(r"\b([A-Z2-7]{4}(?: ?[A-Z2-7]{4}){4,15})\b")
_DOOR: Final = "每个只能用一次"  # Only the sign-in page says so.
_LINK: Final = re.compile(r"https?://[^/\s]+(/\S+)")


class Office:
    """Who can sign in, and what each one's telephone shows."""

    def __init__(self, stage: Stage, window: Callable[[], Window]) -> None:
        self.stage = stage
        self._new_window = window
        self._telephones: dict[str, str] = {}
        self._windows: dict[str, Window] = {}

    def first_two(self) -> None:
        """The command of the platform's own machine, and each of them at the link."""
        for login, name in (("xitong", "孙系统"), ("anquan", "钱安全")):
            self._accept(login, self._first_link(login, name))

    def _first_link(self, login: str, name: str) -> str:
        platform, now_ms = self.stage.platform, self.stage.clock.now_ms()

        def work(connection: Connection) -> str:
            made = first_administrator(
                connection,
                platform.accounts,
                login=login,
                name=name,
                person_no=f"P-{login}",
                now_ms=now_ms,
            )
            return made.path

        return platform.store.write(work)

    def hire(self, login: str, name: str, role: str) -> None:
        """The system administrator asks, the security administrator agrees and hands over a link."""
        asking = self.at("xitong")
        asking.open("/office/accounts/new")
        asking.picture(f"account-new-{login}")
        asking.send(
            "/office/accounts",
            {"name": name, "person_no": f"P-{login}", "login": login, "role": role, "reason": "新来的同事"},
        )
        proposal = asking.address
        self.agree("anquan", proposal)
        deciding = self.at("anquan")
        deciding.open("/office/accounts")
        deciding.follow(name)
        account = deciding.address
        deciding.send(f"{account}/link")
        link = _LINK.search(deciding.words)
        assert link is not None, deciding.words
        self._accept(login, link[1])

    def agree(self, login: str, proposal: str, *, picture: str = "") -> None:
        """Somebody looks at a proposal and says yes."""
        deciding = self.at(login)
        deciding.open(proposal)
        if picture:
            deciding.picture(picture)
        deciding.send(f"{proposal}/decide", press="approve")
        assert "已办成" in deciding.words or "还要 1 位" in deciding.words, deciding.words

    def at(self, login: str) -> Window:
        """Somebody's window, signed in as of now."""
        window = self._windows.setdefault(login, self._new_window())
        window.open("/office/proposals")
        if _DOOR in window.words:
            self.stage.clock.forward(seconds=second_factor.STEP_MS // 1000)
            code = second_factor.code_at(self._telephones[login], self.stage.clock.now_ms())
            window.send("/office/sign-in", {"login": login, "password": PASSWORD, "code": code})
            assert _DOOR not in window.words, window.words
        return window

    def _accept(self, login: str, path: str) -> None:
        window = self._new_window()
        window.open(path)
        window.picture(f"link-{login}")
        found = _SECRET.search(window.words)
        assert found is not None, window.words
        secret = self._telephones[login] = found[1].replace(" ", "")
        code = second_factor.code_at(secret, self.stage.clock.now_ms())
        window.send(path, {"password": PASSWORD, "password_again": PASSWORD, "code": code})
        assert "登录" in window.words, window.words
