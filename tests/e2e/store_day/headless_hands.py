"""Hands at the headless till: a process of its own, one line in and one JSON object out."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from installer.demo.platform import ROOT
from tests.e2e.store_day.hands import Look

MANAGER = ("2001", "8888")


class HeadlessHands:
    """Fits `Hands`. A refusal that nobody expects ends the day with its words."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the program."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pos", "--config", str(self._config), "--headless"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

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
        """End cleanly."""
        assert self._process is not None
        self._process.communicate("quit\n", timeout=60)

    def say(self, line: str, *, refusal: str = "") -> dict[str, Any]:
        """Say one line; `refusal` is the code of the only refusal that may come."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert answer["ok"] or answer["code"] == refusal, f"{line}: {answer}"
        return answer

    def approved(self, line: str) -> dict[str, Any]:
        """Say a line that a second person has to approve."""
        answer = self.say(line, refusal="approval.needed")
        if not answer["ok"]:
            self.say(f"approve {MANAGER[0]} {MANAGER[1]}")
            answer = self.say(line)
        return answer

    def look(self) -> Look:
        """What the state says."""
        state = self.say("state")
        basket = state["basket"]
        return Look(
            lines=len(basket["lines"]),
            has_card=basket["card"] is not None,
            due=basket["due"],
            payable=basket["totals"]["payable"],
            held=state["held"],
            sales=state["sale_counter"] - 1,
            signed_in=state["staff"] or "",
            shift_open=state["shift"] is not None,
        )

    def sign_in(self, staff: str, pin: str) -> None:
        """Number and PIN."""
        self.say(f"login {staff} {pin}")

    def open_shift(self, float_yuan: str) -> None:
        """Change in the drawer."""
        self.say(f"open {float_yuan}")

    def scan(self, code: str) -> None:
        """A bare code."""
        self.say(code)

    def hold(self) -> None:
        """Put aside."""
        self.say("hold")

    def recall(self) -> None:
        """The only held sale comes back."""
        (held,) = self.say("held")["held"]
        self.say(f"recall {held['number']}")

    def pay_cash(self, yuan: str) -> None:
        """Cash handed over."""
        self.say(f"pay cash {yuan}")

    def pay_phone(self, code: str) -> None:
        """A code that is paid at once."""
        kind = "wechat" if code.startswith("1") else "alipay"
        answer = self.say(f"pay {kind} {code}")
        assert answer["basket"]["due"] == 0, answer

    def finish(self) -> None:
        """Commit."""
        self.say("done")

    def ask_phone(self, code: str) -> None:
        """A code whose answer may be unclear."""
        self.say(f"pay wechat {code}")

    def query(self) -> None:
        """Ask the channel again."""
        self.say("query")

    def put_payment_aside(self) -> None:
        """The customer pays otherwise; the payment stays open."""
        self.say("aside")

    def hand_over_unpaid(self) -> None:
        """The goods are handed over though nobody knows; somebody approves."""
        self.approved("hand-over")

    def give_back(self, sale_no: str, line: int, quantity: str, reason: str) -> None:
        """A line comes back."""
        if "waits_for" in self.approved(f"return {sale_no} {line} {quantity} {reason}"):
            self.say("refunded")

    def move_cash(self, yuan: str, reason: str, *, into: bool) -> None:
        """In or out."""
        self.approved(f"{'cash-in' if into else 'cash-out'} {yuan} {reason}")

    def count_cash(self, yuan: str) -> None:
        """Blind."""
        self.say(f"count cash {yuan}")

    def close_shift(self, explanation: str) -> None:
        """End the shift; what the count lacks has the first reason of the list."""
        why = f" reason=找零差错 {explanation}" if explanation else ""
        self.approved(f"close-shift{why}")

    def sync(self) -> None:
        """One round."""
        self.say("sync")

    def close_day(self, explanation: str) -> None:
        """The manager signs."""
        self.approved(f"close-day {explanation}".strip())
