"""The headless till: one command per line in, one JSON object per line out (DESIGN 8.2).

A front like the window: it reads words, calls the same services and writes what they answer.
A bare code is a scan, exactly as a scanner sends it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import TextIO

from pos.commands.headless.as_json import balance_data, held_data, left_open, state_data, status_data
from pos.commands.headless.words import Answer, Word, number
from pos.commands.headless.words_closing import words_of_closing
from pos.commands.headless.words_goods import words_of_goods
from pos.commands.headless.words_make_goods import make_goods_data, words_of_make_goods
from pos.commands.headless.words_payments import PaymentWords
from pos.commands.headless.words_returns import ReturnWords
from pos.commands.headless.words_selling import words_of_selling
from pos.commands.headless.words_till import till_words
from pos.commands.shown import cards_masked
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.typed import plain_digits
from pos.errors import PosError
from pos.errors.people import ActDenied, ApprovalNeeded
from pos.errors.typed import CommandUnknown
from pos.services.counter.state import CheckoutState, CompletedSale
from pos.services.installation.identity import DEFAULT_CARD_ISSUER, load_identity
from pos.services.till import Till
from pos.ui.words.messages import words, words_for

TEXT_SHOWN_MAX = 60
_CHINESE = range(0x4E00, 0xA000)  # The characters of ordinary texts.
_WITH_PIN = ("login", "approve")


class HeadlessTill:
    """Turns one line into one act and its answer."""

    def __init__(self, till: Till) -> None:
        self._till = till
        identity = load_identity(till.settings.data_dir)
        self._card_issuer = DEFAULT_CARD_ISSUER if identity is None else identity.card_issuer
        self._asked: Act | None = None  # What was last refused for want of an approval.
        self.quitting = False
        self._left_open: Answer = left_open(till)  # Reported once: what the last run left unfinished.
        self._payments = PaymentWords(till, self._state)
        self._commands: dict[str, Word] = {
            **self._payments.words,
            **words_of_selling(till, lambda: self._asked),
            "login": (2, 2, self._login),
            "logout": (0, 0, self._logout),
            "unlock": (1, 1, self._unlock),
            "open": (1, 1, self._open),
            "card": (1, 1, self._card),
            "uncard": (0, 0, lambda _: self._state(self._till.checkout.detach_card())),
            "qty": (2, 2, self._quantity),
            "hold": (0, 0, lambda _: self._state(self._till.checkout.hold())),
            "held": (0, 0, lambda _: {"held": held_data(self._till.checkout.held())}),
            "subsidy": (1, 1, self._subsidy),
            "back": (0, 0, lambda _: self._state(self._till.checkout.leave_payment())),
            "done": (0, 0, lambda _: self._done()),
            "balance": (1, 1, lambda words: {"balance": balance_data(self._till.cards.balance(words[0]))}),
            "search": (1, 4, self._search),
            "sync": (0, 0, lambda _: self._sync()),
            "state": (0, 0, lambda _: self._state(self._till.checkout.state)),
            "quit": (0, 0, self._quit),
            **ReturnWords(till).words,
            **words_of_make_goods(till),
            **till_words(till),
            **words_of_closing(till),
            **words_of_goods(till),
        }

    def answer(self, line: str) -> Answer:
        """Do what one line says. Never raises a PosError: a refusal is an answer too."""
        told, self._left_open = {**self._answer(line), **self._left_open}, {}
        return told

    def _answer(self, line: str) -> Answer:
        try:
            self._till.take_news()
            return {"ok": True, **self._act(_as_typed(line))}
        except PosError as error:
            if isinstance(error, ApprovalNeeded | ActDenied):
                self._asked = Act(str(error.facts["act"]))
            said = words(error)
            message = self._masked(f"{said.title} {said.what_next}".strip())
            return {"ok": False, "code": error.code, "message": message, "facts": self._plain(error.facts)}

    def _act(self, line: str) -> Answer:
        word, *arguments = line.split() or [""]
        if word in self._commands:
            fewest, most, act = self._commands[word]
            if not fewest <= len(arguments) <= most:
                raise self._unknown(line)
            return act(arguments)
        if word.endswith("*") and not arguments:
            return self._state(self._till.checkout.set_next_quantity(word[:-1]))
        with_pin = word.casefold().startswith(_WITH_PIN)  # Perhaps with the PIN glued to it.
        if arguments or with_pin or not any(character.isdigit() for character in word):
            raise self._unknown(line)
        return self._scan(word)

    def _unknown(self, line: str) -> CommandUnknown:
        """What was typed, as far as it may be shown: no PIN and no whole card number."""
        word = line.split(maxsplit=1)[0] if line else ""
        for secret in _WITH_PIN:
            if word.casefold().startswith(secret):
                return CommandUnknown(text=secret)
        if word not in self._commands:
            return CommandUnknown(text=self._masked(word)[:TEXT_SHOWN_MAX])  # It may be "logn", with a PIN.
        return CommandUnknown(text=self._masked(line)[:TEXT_SHOWN_MAX])

    def _masked(self, text: str) -> str:
        return cards_masked(text, issuer=self._card_issuer)

    def _plain(self, facts: dict[str, object]) -> dict[str, object]:
        return {
            name: value if isinstance(value, int) else self._masked(str(value))
            for name, value in facts.items()
        }

    # ── Acts ───────────────────────────────────────────────────────────────────────────────

    def _scan(self, code: str) -> Answer:
        if self._till.wants_paper(code):
            return {"scan": "paper", **self._state(self._till.show_paper(code))}
        result = self._till.checkout.scan(code)
        if result.payment is not None:
            kind = TenderKind(result.payment.provider.value)
            return {"scan": result.kind.value, **self._payments.scanned(kind, result.payment.code)}
        answer = {"scan": result.kind.value, **self._state(result.state)}
        if result.line_number is not None:
            answer["line"] = result.line_number
        if result.sale_no is not None:
            answer["sale_no"] = result.sale_no
        return answer

    def _login(self, arguments: list[str]) -> Answer:
        staff = self._till.people.sign_in(*arguments)
        return {"staff": {"id": staff.staff_id, "name": staff.name, "role": staff.role.value}}

    def _logout(self, _arguments: list[str]) -> Answer:
        self._till.people.sign_out()
        return {}

    def _unlock(self, arguments: list[str]) -> Answer:
        staff = self._till.permissions.unlock(arguments[0])
        return {"unlocked": {"id": staff.staff_id, "name": staff.name}}

    def _open(self, arguments: list[str]) -> Answer:
        shift = self._till.shifts.open(arguments[0])
        return {"shift": {"number": shift.number, "name": shift.name, "float": shift.float_fen}}

    def _card(self, arguments: list[str]) -> Answer:
        return self._state(self._till.checkout.attach_card(arguments[0]))

    def _quantity(self, arguments: list[str]) -> Answer:
        return self._state(self._till.checkout.set_quantity(number(arguments[0]), arguments[1]))

    def _subsidy(self, arguments: list[str]) -> Answer:
        limit = None if arguments[0] == "all" else arguments[0]
        return self._state(self._till.checkout.set_subsidy(limit))

    def _done(self) -> Answer:
        self._payments.refuse_while_asked()
        completed: CompletedSale = self._till.checkout.done()
        return {
            "sale_no": completed.sale_no,
            "hash": completed.short_hash,
            "payable": completed.payable,
            "change": completed.change,
            "rounding": completed.rounding,
            **self._state(completed.state),
        }

    def _search(self, arguments: list[str]) -> Answer:
        found = self._till.goods.search(" ".join(arguments))
        return {
            "goods": [
                {"code": goods.code, "name": goods.full_name, "unit": goods.unit, "price": goods.price}
                for goods in found
            ]
        }

    def _sync(self) -> Answer:
        light = self._till.sync.sync_now()
        self._till.take_news()
        state = self._state(self._till.checkout.state)
        if light.problem is None or light.connected:
            return state
        said = words_for(light.problem)
        return {**state, "ok": False, "code": light.problem, "message": f"{said.title} {said.what_next}"}

    def _quit(self, _arguments: list[str]) -> Answer:
        self.quitting = True
        return {}

    def _state(self, state: CheckoutState) -> Answer:
        return {
            **state_data(state),
            **status_data(self._till),
            **make_goods_data(self._till),
            **self._payments.waits_for(),
        }


def _as_typed(line: str) -> str:
    """Full-width digits as plain ones; a word with Chinese in it is a reason or a name and stays as it is."""
    words = line.split()
    return " ".join(
        word if any(ord(each) in _CHINESE for each in word) else plain_digits(word) for word in words
    )


def run(till: Till, lines: Iterable[str], out: TextIO) -> int:
    """Answer every line until `quit` or the end of input."""
    headless = HeadlessTill(till)
    for read in lines:
        line = read.removeprefix("\ufeff")  # Windows pipes begin with a byte order mark.
        if not line.strip():
            continue
        answer = headless.answer(line)
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()
        if headless.quitting:
            break
    return 0


def in_utf8(lines: TextIO, out: TextIO) -> None:
    """Read commands and write answers in UTF-8 in any locale; no byte stops the till."""
    if isinstance(lines, io.TextIOWrapper):
        lines.reconfigure(encoding="utf-8", errors="replace")
    if isinstance(out, io.TextIOWrapper):
        # A lone surrogate has no bytes in UTF-8; written with a backslash it is JSON again.
        out.reconfigure(encoding="utf-8", errors="backslashreplace")
