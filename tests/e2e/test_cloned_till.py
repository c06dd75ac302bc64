"""A till's folder copied, and both copies at work at a real platform: found at the second's first request."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from installer.demo.platform import seed, start
from installer.demo.shop import prepare
from pos.bootstrap import build_till, real_world
from pos.commands.headless.front import HeadlessTill
from pos.errors.platform import TillForked
from pos.services.installation.settings import Settings
from pos.services.till import Till


@pytest.mark.timeout(180)
def test_two_copies_of_one_till_fence_each_other_and_a_restart_after_a_crash_does_not(
    tmp_path: Path,
) -> None:
    monitor_data = tmp_path / "monitor"
    federation = seed(monitor_data)
    platform = start(monitor_data, tmp_path / "monitor.log")
    tills: list[Till] = []

    def running(settings: Settings) -> HeadlessTill:
        tills.append(build_till(settings, real_world()))
        return HeadlessTill(tills[-1])

    try:
        shop = prepare(tmp_path / "till", monitor_url=platform.url, printer_url="none", federation=federation)
        goods, card = shop.hints["goods"][0]["code"], shop.card("ready")
        first = running(shop.settings)
        for line in ("login 1001 1234", "open 500", "sync"):
            assert first.answer(line)["ok"], line
        first.answer(goods)
        assert first.answer(f"card {card}")["basket"]["card"]["state"] == "ready"
        first.answer("uncard")
        copy = replace(
            shop.settings, data_dir=tmp_path / "copy" / "data", state_dir=tmp_path / "copy" / "state"
        )
        shutil.copytree(shop.settings.data_dir, copy.data_dir, ignore=shutil.ignore_patterns("*.lock"))

        second = running(copy)
        second.answer("login 1001 1234")
        told = second.answer("sync")

        assert (told["code"], told["benefits_fenced"]) == (TillForked.code, True)
        assert first.answer("sync")["benefits_fenced"], "and so is the first"
        for till in (first, second):
            till.answer("login 1001 1234")
            till.answer(goods)
            answer = till.answer(f"card {card}")
            assert answer["basket"]["card"]["state"] == "fenced"
            till.answer("uncard")
            assert till.answer("pay cash 200")["ok"], "the public is served at both"
    finally:
        for each in tills:
            each.close()
        platform.stop()


@pytest.mark.timeout(180)
def test_a_till_that_was_killed_and_started_again_at_once_keeps_its_benefits(tmp_path: Path) -> None:
    monitor_data = tmp_path / "monitor"
    federation = seed(monitor_data)
    platform = start(monitor_data, tmp_path / "monitor.log")
    try:
        shop = prepare(tmp_path / "till", monitor_url=platform.url, printer_url="none", federation=federation)
        for _ in range(3):
            till = build_till(shop.settings, real_world())
            answer = HeadlessTill(till).answer("sync")
            till.close()
            assert (answer["ok"], answer["benefits_fenced"]) == (True, False)
    finally:
        platform.stop()
