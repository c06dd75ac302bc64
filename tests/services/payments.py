"""A shop whose WeChat and Alipay are pretended: each code's script is chosen by the test."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pos.domain.paying.tender import TenderKind
from pos.services.paying.payment_provider import PaymentProvider
from pos.services.paying.payment_simulator import Script, SimulatedProvider
from pos.services.till import Till
from tests.shop import OIL, Shop

WECHAT, ALIPAY = TenderKind.WECHAT, TenderKind.ALIPAY
OIL_FEN = 6_990


def code(number: int, kind: TenderKind = WECHAT) -> str:
    """A payment code as a phone shows it."""
    return f"{'13' if kind is WECHAT else '28'}{number:016d}"


@dataclass
class PayingShop(Shop):
    """Scripts are taken in order; when there is none left the customer just pays."""

    scripts: list[Script] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.simulated = {
            kind: SimulatedProvider(kind, self.clock, plan=self._next) for kind in (WECHAT, ALIPAY)
        }
        providers: dict[TenderKind, PaymentProvider] = dict(self.simulated)
        self.providers = providers

    def _next(self, _payment_id: str, _code: str) -> Script:
        return self.scripts.pop(0) if self.scripts else Script()

    @property
    def money(self) -> dict[str, int]:
        """What both channels have for the merchant, by order number."""
        return self.simulated[WECHAT].money() | self.simulated[ALIPAY].money()


def paying_shop(folder: Path, *scripts: Script) -> PayingShop:
    """A shop with these scripts."""
    return PayingShop(folder, scripts=list(scripts))


def ask(till: Till, number: int, text: str | None = None, kind: TenderKind = WECHAT) -> str:
    """Ask the provider and take its answer at once; returns the payment's number."""
    errand = till.payments.ask(kind, text, code=code(number, kind))
    till.payments.took(errand, errand.run())
    return errand.payment_id


def ring_up(till: Till) -> None:
    """A bottle of oil, to be paid."""
    till.checkout.scan(OIL)
    till.checkout.begin_payment()


def follow(till: Till) -> None:
    """Do all questions that are due now."""
    while errands := till.payments.due():
        for errand in errands:
            till.payments.took(errand, errand.run())


def pass_time(till: Till, shop: Shop, seconds: int, *, step: int = 5) -> None:
    """Let time go by as a window does, with its ticks."""
    for _tick in range(0, seconds, step):
        shop.clock.forward(seconds=step)
        follow(till)


def state_of(till: Till, payment_id: str) -> str:
    """What the ledger says of a payment."""
    stored = till.checkout._parts.recorder.ledger.days.payment(payment_id)
    assert stored is not None
    return stored.state


def answers(till: Till, payment_id: str) -> list[tuple[str, str, str]]:
    """What was answered: outcome, detail, by whom."""
    ledger = till.checkout._parts.recorder.ledger
    entries = ledger.days.entries_of_day("2026-11-23")
    return [
        (each.data["outcome"], each.data["detail"], each.data["by"])
        for each in entries
        if each.kind == "payment_answered" and each.data["payment_id"] == payment_id
    ]


def kinds(till: Till) -> list[str]:
    """The kinds of today's entries."""
    days = till.checkout._parts.recorder.ledger.days
    return [each.kind for each in days.entries_of_day("2026-11-23")]
