"""What the machine lacks is installed when that is allowed, else named with the one command for it."""

from __future__ import annotations

import sys

import pytest

from installer import system
from installer.progress import Stopped
from installer.system import Missing

GL = {"libGL.so.1": "libgl1", "libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0"}
CURSOR = {"libxcb-cursor.so.0": "libxcb-cursor0"}


class Machine:
    """A machine that lacks something, and installs it, or says why it does not."""

    def __init__(self, missing: Missing, *, refusal: str | None) -> None:
        self.missing = missing
        self.refusal = refusal
        self.installed: list[str] = []

    def look(self) -> Missing:
        return self.missing

    def install(self, packages: list[str]) -> str | None:
        if self.refusal is None:
            self.installed = packages
            self.missing = Missing(needed={}, wanted={})
        return self.refusal


def put_on(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system, "look", machine.look)
    monkeypatch.setattr(system, "_install", machine.install)


def test_what_is_missing_is_installed_at_once_and_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(Missing(needed=GL, wanted=CURSOR), refusal=None)
    put_on(machine, monkeypatch)
    system.prepare(window=False)
    assert machine.installed == ["libgl1", "libglib2.0-0", "libxcb-cursor0"]


def test_who_may_not_install_gets_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    put_on(Machine(Missing(needed=GL, wanted=CURSOR), refusal="Installing needs root."), monkeypatch)
    with pytest.raises(Stopped) as stopped:
        system.prepare(window=False)
    assert "Installing needs root." in str(stopped.value)
    assert "apt-get install -y --no-install-recommends libgl1 libglib2.0-0 libxcb-cursor0\n" in str(
        stopped.value
    )


def test_tests_do_not_wait_for_what_only_a_window_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = Machine(Missing(needed={}, wanted=CURSOR), refusal="Installing needs root.")
    put_on(machine, monkeypatch)
    system.prepare(window=False)
    assert "libxcb-cursor0" in capsys.readouterr().out
    with pytest.raises(Stopped, match="libxcb-cursor0"):
        system.prepare(window=True)


def test_a_machine_that_has_everything_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(Missing(needed={}, wanted={}), refusal="nobody should ask")
    put_on(machine, monkeypatch)
    system.prepare(window=True)
    assert machine.installed == []


def test_a_linux_that_qt_is_not_built_for_is_told_so() -> None:
    system.require_c_library(("glibc", "2.36"))
    for found in (("glibc", "2.31"), ("", "")):
        with pytest.raises(Stopped, match=r"glibc 2\.34 or newer"):
            system.require_c_library(found)


def test_a_library_that_does_not_exist_is_found_missing() -> None:
    assert system._not_loadable(["libsurely-not-there.so.9"]) == ["libsurely-not-there.so.9"]
