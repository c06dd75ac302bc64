"""A simulated WeChat or Alipay: documented states and error codes, and a network that loses messages.

For demos and tests, never for money. What happens to a charge is a `Script`; a plan chooses one for
each code. The simulator's orders do not belong to the till: with a file they survive its restart.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from pos.domain.money import Fen
from pos.domain.paying.payment import ProviderAnswer, Question
from pos.domain.paying.tender import TenderKind
from pos.errors.paying import PaymentNotAnswered
from pos.services.clock import Clock
from pos.services.paying.payment_replies import Reply, alipay_answer, wechat_answer

CODE_LIFE_MS = 120_000  # A charge that was under way for longer finds its code expired.


class Customer(StrEnum):
    """What the person with the phone does."""

    PAYS = "pays"
    CONFIRMS = "confirms"  # Is asked for the password and types it.
    GIVES_UP = "gives_up"  # Is asked for the password and cancels.
    HAS_NOT_ENOUGH = "has_not_enough"
    SHOWS_OLD_CODE = "shows_old_code"


@dataclass(frozen=True, slots=True)
class Script:
    """What happens to one payment. Numbers of talks count from the first; times in ms."""

    customer: Customer = Customer.PAYS
    password_ms: int = 12_000
    unclear: bool = False  # The charge is carried out, but SYSTEMERROR or 20000 is said.
    charge_lost: bool = False  # The request never arrives.
    charge_late_ms: int = 0  # The request arrives this much later, after the till has stopped waiting.
    reply_lost: bool = False
    slow_ms: int = 0  # How long every reply takes.
    queries_lost: int = 0
    reverses_lost: int = 0
    reverses_empty: int = 0  # Said to be done, but nothing happened.


Plan = Callable[[str, str], Script]  # (payment_id, code) → what happens.

# By the code's last digit, so that a demo can show each.
DEMO_SCRIPTS: dict[str, Script] = {
    "1": Script(customer=Customer.CONFIRMS),
    "2": Script(customer=Customer.GIVES_UP),
    "3": Script(unclear=True),
    "4": Script(customer=Customer.HAS_NOT_ENOUGH),
    "5": Script(reply_lost=True, queries_lost=2),
    "6": Script(charge_lost=True),
    "7": Script(unclear=True, queries_lost=1_000),
    "8": Script(customer=Customer.SHOWS_OLD_CODE),
    "9": Script(unclear=True, queries_lost=2, reverses_empty=1),
}


def demo_plan(_payment_id: str, code: str) -> Script:
    """Choose by the code's last digit; 0 is paid at once."""
    return DEMO_SCRIPTS.get(code[-1:], Script())


@dataclass(slots=True)
class _Order:
    payment_id: str
    amount: Fen
    script: dict[str, object]
    arrives_ms: int
    state: str = ""  # "", paying, paid, failed, revoked; empty until the charge has arrived.
    queries: int = 0
    reverses: int = 0
    code: str = ""

    def plan(self) -> Script:
        values = dict(self.script)
        return Script(**{**values, "customer": Customer(str(values["customer"]))})  # type: ignore[arg-type]  # our own JSON, as `asdict` wrote it


@dataclass
class SimulatedProvider:
    """One channel. Not thread-safe by itself: the till asks one question at a time for each payment."""

    kind: TenderKind
    clock: Clock
    plan: Plan = demo_plan
    file: Path | None = None
    wait: Callable[[int], None] = lambda _ms: None
    asks_a_person: bool = False
    _orders: dict[str, _Order] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.file is not None and self.file.exists():
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            self._orders = {each["payment_id"]: _Order(**each) for each in kept["orders"]}
            self._used = set(kept["used"])

    def charge(self, payment_id: str, amount: Fen, code: str) -> ProviderAnswer:
        """Take the money, as the script has it. Raises PaymentNotAnswered."""
        script = self.plan(payment_id, code)
        self.wait(script.slow_ms)
        if script.charge_lost:
            raise PaymentNotAnswered
        now_ms = self.clock.now_ms()
        if payment_id in self._orders:
            return self._read(Question.CHARGE, self._refusal("OUT_TRADE_NO_USED", "ACQ.TRADE_HAS_SUCCESS"))
        order = _Order(payment_id, amount, asdict(script), now_ms + script.charge_late_ms, code=code)
        self._orders[payment_id] = order
        self._go_on(order)
        self._keep()
        if script.charge_late_ms or script.reply_lost:
            raise PaymentNotAnswered
        if script.unclear and order.state != "failed":
            return self._read(Question.CHARGE, self._refusal("SYSTEMERROR", "ACQ.SYSTEM_ERROR"))
        return self._read(Question.CHARGE, self._charged(order))

    def query(self, payment_id: str) -> ProviderAnswer:
        """What the order is now. Raises PaymentNotAnswered."""
        order = self._orders.get(payment_id)
        if order is None:
            return self._read(Question.QUERY, self._refusal("ORDERNOTEXIST", "ACQ.TRADE_NOT_EXIST"))
        self.wait(order.plan().slow_ms)
        order.queries += 1
        self._go_on(order)
        self._keep()
        if order.queries <= order.plan().queries_lost:
            raise PaymentNotAnswered
        return self._read(Question.QUERY, self._found(order))

    def reverse(self, payment_id: str) -> ProviderAnswer:
        """Close or give back, as the script has it. Raises PaymentNotAnswered."""
        order = self._orders.get(payment_id)
        if order is None:  # Closing an order number nobody knows keeps it closed.
            order = _Order(payment_id, 0, asdict(Script()), 0, state="revoked")
            self._orders[payment_id] = order
        script = order.plan()
        self.wait(script.slow_ms)
        order.reverses += 1
        self._go_on(order)
        lost = order.reverses <= script.reverses_lost
        empty = not lost and order.reverses <= script.reverses_lost + script.reverses_empty
        if not lost and not empty and order.state != "failed":
            order.state = "revoked"
        self._keep()
        if lost:
            raise PaymentNotAnswered
        if self.kind is TenderKind.ALIPAY:
            return alipay_answer(Question.REVERSE, {"code": "10000", "retry_flag": "N", "action": "refund"})
        reply = {"return_code": "SUCCESS", "result_code": "SUCCESS", "recall": "N"}
        return wechat_answer(Question.REVERSE, reply)

    def money(self) -> dict[str, Fen]:
        """What the merchant has: paid and not given back, in fen by order number."""
        for order in self._orders.values():
            self._go_on(order)
        return {order.payment_id: order.amount for order in self._orders.values() if order.state == "paid"}

    # ── The order's life ───────────────────────────────────────────────────────────────────

    def _go_on(self, order: _Order) -> None:
        """Let the customer do what was to be done by now."""
        now_ms, script = self.clock.now_ms(), order.plan()
        if order.state == "" and now_ms >= order.arrives_ms:
            stale = order.code in self._used or script.charge_late_ms >= CODE_LIFE_MS
            self._used.add(order.code)
            if stale or script.customer in (Customer.HAS_NOT_ENOUGH, Customer.SHOWS_OLD_CODE):
                order.state = "failed"
            else:
                order.state = "paid" if script.customer is Customer.PAYS else "paying"
        if order.state == "paying" and now_ms >= order.arrives_ms + script.password_ms:
            order.state = "paid" if script.customer is Customer.CONFIRMS else "failed"

    def _keep(self) -> None:
        if self.file is not None:
            kept = {"orders": [asdict(each) for each in self._orders.values()], "used": sorted(self._used)}
            self.file.write_text(json.dumps(kept), encoding="utf-8")

    # ── What is said ───────────────────────────────────────────────────────────────────────

    def _read(self, question: Question, reply: Reply) -> ProviderAnswer:
        read = alipay_answer if self.kind is TenderKind.ALIPAY else wechat_answer
        return read(question, reply)

    def _refusal(self, err_code: str, sub_code: str) -> Reply:
        if self.kind is TenderKind.ALIPAY:
            unclear = sub_code == "ACQ.SYSTEM_ERROR"
            return {"code": "20000" if unclear else "40004", "sub_code": sub_code}
        return {"return_code": "SUCCESS", "result_code": "FAIL", "err_code": err_code}

    def _charged(self, order: _Order) -> Reply:
        if order.state == "failed":
            if order.plan().customer is Customer.HAS_NOT_ENOUGH:
                return self._refusal("NOTENOUGH", "ACQ.BUYER_BALANCE_NOT_ENOUGH")
            return self._refusal("AUTH_CODE_INVALID", "ACQ.PAYMENT_AUTH_CODE_INVALID")
        paid = order.state == "paid"
        if self.kind is TenderKind.ALIPAY:
            return {"code": "10000" if paid else "10003", "trade_no": self._number(order)}
        if not paid:
            return self._refusal("USERPAYING", "")
        return {"return_code": "SUCCESS", "result_code": "SUCCESS", "transaction_id": self._number(order)}

    def _found(self, order: _Order) -> Reply:
        if order.state == "" or (order.state == "failed" and self.kind is TenderKind.ALIPAY):
            if order.state == "":
                return self._refusal("ORDERNOTEXIST", "ACQ.TRADE_NOT_EXIST")
            return {"code": "10000", "trade_status": "TRADE_CLOSED", "trade_no": self._number(order)}
        if self.kind is TenderKind.ALIPAY:
            words = {"paid": "TRADE_SUCCESS", "paying": "WAIT_BUYER_PAY", "revoked": "TRADE_CLOSED"}
            return {"code": "10000", "trade_status": words[order.state], "trade_no": self._number(order)}
        words = {"paid": "SUCCESS", "paying": "USERPAYING", "failed": "PAYERROR", "revoked": "REVOKED"}
        return {
            "return_code": "SUCCESS",
            "result_code": "SUCCESS",
            "trade_state": words[order.state],
            "transaction_id": self._number(order),
        }

    def _number(self, order: _Order) -> str:
        first = "42000" if self.kind is TenderKind.WECHAT else "20261"
        return f"{first}{list(self._orders).index(order.payment_id) + 1:015d}"
