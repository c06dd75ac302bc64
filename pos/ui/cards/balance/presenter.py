"""Decides what the balance panel shows. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pos.domain.cards.card import BenefitState
from pos.domain.money import format_yuan
from pos.services.counter.state import Balance
from pos.ui import ports
from pos.ui.places import Panel
from pos.ui.selling.checkout.pictures import Meter
from pos.ui.shell import Question, Shell
from pos.ui.words.benefit_words import is_striped_at, month_words, short_yuan, state_words, tone_at
from pos.ui.words.notices import Notice


@dataclass(frozen=True, slots=True)
class BalancePicture:
    """A card's month at this till."""

    name: str
    card: str
    month: str
    meters: tuple[Meter, ...]
    notice: tuple[str, str] | None


class BalanceView(Protocol):
    """What the presenter needs from the panel."""

    def show_balance(self, picture: BalancePicture) -> None: ...


class BalancePresenter:
    """Asks for a card, shows what it may still use, prints it for its holder."""

    def __init__(
        self,
        cards: ports.CardDesk,
        receipts: ports.ReceiptDesk,
        view: Callable[[], BalanceView],
        shell: Shell,
    ) -> None:
        self._cards, self._receipts, self._view, self._shell = cards, receipts, view, shell
        self._asked = ""

    def question(self) -> Question:
        """What is asked first."""
        return Question(
            "查余额", "请扫爱心卡，或输入 16 位卡号（不影响正在卖的一单）", ok="查询", decimal_point=False
        )

    def asked(self, text: str) -> None:
        """A card was scanned or typed. Raises the errors of cards: they are said in the panel."""
        balance = self._cards.balance(text)
        self._asked = text
        self._view().show_balance(picture_balance(balance))
        self._shell.open(Panel.BALANCE)

    def printed(self) -> None:
        """The holder wants it on paper."""
        if self._shell.attempt(self._print):
            self._shell.say(Notice("已送去打印", "余额单只交给持卡人。"))

    def _print(self) -> bool:
        self._receipts.print_balance(self._asked)
        return True


def picture_balance(balance: Balance) -> BalancePicture:
    """Put a balance into words."""
    meters = []
    for place, (pool, cap) in enumerate(balance.cap.items()):
        left = balance.left.get(pool, 0)
        name = balance.pool_names.get(pool, pool)
        meters.append(
            Meter(
                title=name,
                short_title=name,
                tone=tone_at(place, pool),
                cap=max(cap, left),
                gone=max(cap, left) - left,
                now=0,
                left=left,
                used_words=f"已用 {format_yuan(max(cap, left) - left)}，余",
                left_words=format_yuan(left),
                cap_words=f"/ {short_yuan(cap)}",
                used_up=False,
                striped=is_striped_at(place, pool),
            )
        )
    ready = balance.state is BenefitState.READY
    return BalancePicture(
        name=balance.masked_name,
        card=f"爱心卡 ····{balance.tail}",
        month=f"{month_words(balance.month)}额度 · 卡有效至 {balance.valid_to}",
        meters=tuple(meters) if ready else (),
        notice=None if ready else state_words(balance.state),
    )
