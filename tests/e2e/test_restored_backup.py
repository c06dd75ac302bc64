"""A till whose disk was put back from a backup, at a real platform: found out, fenced, enrolled again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installer.demo.platform import seed, start
from installer.demo.shop import TILL_ID, prepare
from pos.bootstrap import build_till, enrol, real_world
from pos.commands.headless.front import HeadlessTill
from pos.errors.platform import MonitorLied

ROOT = Path(__file__).resolve().parents[2]


def new_code(monitor_data: Path) -> str:
    """What the federation's office would give out."""
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "enrol-code", "--data-dir", str(monitor_data), TILL_ID],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()[-1]


@pytest.mark.timeout(120)
def test_a_restored_backup_is_found_out_and_can_begin_again(tmp_path: Path) -> None:
    monitor_data = tmp_path / "monitor"
    federation = seed(monitor_data)
    platform = start(monitor_data, tmp_path / "monitor.log")
    try:
        shop = prepare(tmp_path / "till", monitor_url=platform.url, printer_url="none", federation=federation)
        goods, data_dir = shop.hints["goods"][0]["code"], shop.settings.data_dir

        def day(*lines: str) -> dict[str, Any]:
            till = build_till(shop.settings, real_world())
            try:
                headless = HeadlessTill(till)
                answers = [headless.answer(line) for line in ("login 1001 1234", *lines)]
            finally:
                till.close()
            assert all(answer["ok"] for answer in answers[:-1]), answers
            return answers[-1]

        sell = (goods, "pay wechat", "received", "done")
        day("open 500", *sell, "sync")
        shutil.copytree(data_dir, tmp_path / "backup")
        day(*sell, *sell, "sync")
        shutil.rmtree(data_dir)
        shutil.copytree(tmp_path / "backup", data_dir)

        assert MonitorLied.code in str(day(*sell, "sync"))
        assert day(*sell, "state")["benefits_fenced"]

        done = enrol(shop.settings, new_code(monitor_data))

        assert done.identity.epoch == 2
        assert done.waiting
        answer = day("open 500", *sell, "state", "sync")
        assert not answer["benefits_fenced"]
        assert answer["sync"]["connected"]
        assert answer["sync"]["pending"] == 0
    finally:
        platform.stop()
