"""A real till of the demo federation without a window, for the stories of several tills at one platform."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from installer.demo import shop as demo_shop
from installer.demo.platform import ROOT, Platform
from pos.bootstrap import build_till, real_world
from pos.commands.headless.front import HeadlessTill
from pos.domain.people.permission import Act
from pos.services.installation.settings import NeighbourPlaces

NO_NEIGHBOURS = NeighbourPlaces()
NOBODY = "http://127.0.0.1:9"  # The discard port: nothing listens there.


def verify_platform(data_dir: Path) -> None:
    """The platform reads all its journals again, and they agree with its sums."""
    verified = subprocess.run(
        [sys.executable, "-m", "monitor", "verify", "--data-dir", str(data_dir)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "全部一致" in verified.stdout


class Desk:
    """A headless till with a manager beside it who agrees to everything."""

    def __init__(
        self,
        folder: Path,
        till_id: str,
        platform: Platform,
        federation: dict[str, Any],
        *,
        neighbours: NeighbourPlaces = NO_NEIGHBOURS,
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(demo_shop, "TILL_ID", till_id)
            self.shop = demo_shop.prepare(
                folder / till_id, monitor_url=platform.url, printer_url="none", federation=federation
            )
        self._neighbours = neighbours
        self._start(offline=False)

    def say(self, *lines: str) -> dict[str, Any]:
        """Say lines that must be well."""
        answer: dict[str, Any] = {}
        for line in lines:
            answer = self.hear(line)
            assert answer["ok"], (line, answer)
        return answer

    def hear(self, line: str) -> dict[str, Any]:
        """Say a line, whatever comes of it."""
        answer = self.headless.answer(line)
        if answer.get("code") == "approval.needed":
            self.till.permissions.approve(Act(answer["facts"]["act"]), "2001", "8888")
            answer = self.headless.answer(line)
        return answer

    def close(self) -> None:
        """The day is over."""
        self.till.close()

    def restart(self, *, offline: bool = False) -> None:
        """Off and on again; `offline`: with its line to the platform down."""
        self.till.close()
        self._start(offline=offline)

    def _start(self, *, offline: bool) -> None:
        settings = replace(self.shop.settings, neighbours=self._neighbours)
        self.till = build_till(replace(settings, monitor_url=NOBODY) if offline else settings, real_world())
        self.headless = HeadlessTill(self.till)
