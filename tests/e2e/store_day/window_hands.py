"""Hands at the real window: its process is worked by keys, and can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from installer.demo.platform import ROOT
from tests.e2e.store_day.hands import Look

PATIENCE_SECONDS = 60.0
MANAGER = ("2001", "8888")
Seen = dict[str, Any]


class WindowHands:
    """Fits `Hands`. What a key leads to is waited for; what never comes ends the day."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._process: subprocess.Popen[str] | None = None
        self._seen: Seen = {}

    def start(self) -> None:
        """Start the program and wait until it takes keys."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.store_day.window_child", str(self._config)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._read()

    def cut_power(self) -> None:
        """SIGKILL: nothing is written any more."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # What was not sent yet goes nowhere.
                pipe.close()

    def close(self) -> None:
        """Close the window."""
        assert self._process is not None
        self._process.communicate(timeout=60)

    def look(self) -> Look:
        """What is on the counter."""
        seen = self._do()
        return Look(
            lines=seen["lines"],
            has_card=seen["has_card"],
            due=seen["due"],
            payable=seen["payable"],
            held=seen["held"],
            sales=seen["sales"],
            signed_in=seen["signed_in"],
            shift_open=seen["shift_open"],
        )

    def sign_in(self, staff: str, pin: str) -> None:
        """Number, Enter, PIN, Enter."""
        if self._do()["signed_in"]:
            self._menu("6")
        self._do(type=staff)
        self._press("Enter")
        self._do(type=pin)
        self._press("Enter")
        self._until("signed in", lambda seen: seen["signed_in"] == staff)

    def open_shift(self, float_yuan: str) -> None:
        """The float, Enter."""
        self._do(type=float_yuan)
        self._press("Enter")
        self._until("shift open", lambda seen: seen["shift_open"])

    def scan(self, code: str) -> None:
        """One burst. Whatever it was, something on the counter changes."""
        before = self._counter(self._do())
        after = self._do(scan=code)
        assert self._counter(after) != before, f"{code}: {after['notice']}"

    def hold(self) -> None:
        """F5."""
        self._press("F5")

    def recall(self) -> None:
        """F6; it is the only one in the list."""
        self._press("F6")
        if self._seen["panel"]:
            self._press("Enter")
        self._until("recalled", lambda seen: seen["held"] == 0 and seen["lines"] > 0)

    def pay_cash(self, yuan: str) -> None:
        """The sum, Enter."""
        self._to_payment()
        due = self._seen["due"]
        self._do(type=yuan.replace(",", ""))
        self._press("Enter")
        self._until("cash taken", lambda seen: seen["due"] < due)

    def pay_phone(self, code: str) -> None:
        """The customer's code; the channel answers at once."""
        self._to_payment()
        self._do(scan=code)
        self._until("paid by phone", lambda seen: seen["due"] == 0)

    def finish(self) -> None:
        """What is paid is done by itself; a card that paid for all, or a doubtful phone, takes an Enter.

        The receipt's picture is closed with Esc.
        """
        if self._do()["lines"]:
            self._to_payment()
            sales = self._seen["sales"]
            self._press("Enter")
            self._until("sale done", lambda seen: seen["sales"] == sales + 1)
        if self._seen["panel"]:
            self._press("Esc")
        self._until("counter clear", lambda seen: seen["panel"] is None and seen["lines"] == 0)

    def ask_phone(self, code: str) -> None:
        """The customer's code; the answer is unclear."""
        self._to_payment()
        self._do(scan=code)
        self._until("the payment is unclear", lambda seen: seen["payment"] in ("unknown", "asked"))

    def query(self) -> None:
        """Ask the channel again."""
        self._press("F5")
        self._until("received", lambda seen: seen["due"] == 0)

    def put_payment_aside(self) -> None:
        """The customer pays otherwise."""
        self._press("F6")
        self._until("another way", lambda seen: seen["payment"] is None)

    def hand_over_unpaid(self) -> None:
        """The goods are handed over; somebody approves."""
        self._press("F9")
        self._approve()
        self._until("handed over", lambda seen: seen["due"] == 0)

    def give_back(self, sale_no: str, line: int, quantity: str, reason: str) -> None:
        """Scan the receipt, mark the line, all of it, the first reason, F12."""
        assert quantity
        assert reason
        returns = self._seen["returns"]
        self._do(scan=sale_no)
        self._until("the receipt is found", lambda seen: seen["panel"] == "ReturnPanel")
        while self._seen["marked"] != line:
            self._press("Down" if self._seen["marked"] < line else "Up")
        self._press("Enter", "F5", "F12")
        self._approve()
        self._until(
            "asked or taken back",
            lambda seen: seen["returns"] == returns + 1 or seen["panel"] == "ConfirmPanel",
        )
        if self._seen["panel"] == "ConfirmPanel":  # A phone's money: it is with the customer again.
            self._press("Enter")
        self._until("taken back", lambda seen: seen["returns"] == returns + 1)
        if self._seen["panel"]:
            self._press("Esc")
        self._until("counter clear", lambda seen: seen["panel"] is None)

    def move_cash(self, yuan: str, reason: str, *, into: bool) -> None:
        """The menu's line for the drawer's money."""
        self._menu("C")
        if not into:
            self._press("F3")
        self._do(type=yuan.replace(",", ""))
        self._press("Enter")
        self._do(write=reason)
        self._press("F12")
        self._approve()
        self._until("money moved", lambda seen: seen["panel"] is None)

    def count_cash(self, yuan: str) -> None:
        """Blind, as a total."""
        self._menu("J")
        self._until("the end of the shift", lambda seen: seen["screen"] == "handover")
        self._press("F2")
        self._do(type=yuan.replace(",", ""))
        self._press("F12")

    def close_shift(self, explanation: str) -> None:
        """End the shift."""
        if explanation:
            self._press("F12", "Down")
            self._do(write=explanation)
            self._do(rest=500)  # Another F12 in the same breath is one too many.
        self._press("F12")
        self._approve()
        self._until("shift closed", lambda seen: not seen["shift_open"])

    def sync(self) -> None:
        """The menu's line, and wait for the light."""
        self._menu("4")
        self._until("in step", lambda seen: seen["pending"] == 0)

    def close_day(self, explanation: str) -> None:
        """The menu's line, the close, F12, the manager's number and PIN."""
        self._menu("R")
        self._until("the day close", lambda seen: seen["screen"] == "day")
        self._do(rest=500)
        if explanation:
            self._do(write=explanation)
        self._press("F12")
        self._approve()
        self._until("signed", lambda seen: seen["closes"] == 1)
        self._press("Esc")

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _to_payment(self) -> None:
        if not self._do()["paying"]:
            self._press("F12")
            self._until("the payment screen", lambda seen: seen["paying"])

    def _menu(self, key: str) -> None:
        self._press("F10")
        self._press(key)

    def _approve(self) -> None:
        """Somebody else signs, if it is asked for."""
        self._do(rest=100)
        if self._seen["panel"] == "SignPanel":
            self._do(type=MANAGER[0])
            self._press("Enter")
            self._do(type=MANAGER[1])
            self._press("Enter")

    def _press(self, *keys: str) -> None:
        self._do(press=list(keys))

    def _until(self, what: str, is_so: Callable[[Seen], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_so(self._seen):
            if time.monotonic() > end:
                picture = str(self._config.parent / "stuck.png")
                raise TimeoutError(f"never: {what}; {self._do(shot=picture)}; see {picture}")
            self._do(rest=30)

    def _counter(self, seen: Seen) -> tuple[object, ...]:
        return seen["lines"], seen["market"], seen["has_card"]

    def _do(self, **line: Any) -> Seen:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Seen:
        assert self._process is not None
        assert self._process.stdout is not None
        told = self._process.stdout.readline()
        assert told, "the window is gone"
        self._seen = json.loads(told)
        return self._seen
