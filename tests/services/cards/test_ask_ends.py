"""How an ask ends: each end without benefit has its reason and its words, and is counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.commands.headless.front import HeadlessTill
from pos.domain.cards.ask import AskState
from pos.domain.cards.card import BenefitState
from pos.errors import PosError
from pos.errors.platform import MonitorRefused, MonitorUnreachable, TillForked
from pos.services.till import Till
from pos.services.words.refusal_words import REFUSALS
from pos.ui.words.ask_words import ask_words
from tests.services.asking import Connect, card_of, ended, paid, refused, shown
from tests.services.returning import first_bad
from tests.shop import LAN, MANAGER, MANAGER_PIN, OIL, SOY, Shop

REFUSES = MonitorRefused(status=404, reason="page.unknown")


@pytest.mark.parametrize(
    ("words", "state", "reason", "counted"),
    [
        (("used_up",), AskState.USED_UP, None, "tap.used_up"),
        (("not_listed",), AskState.NOT_LISTED, None, "tap.not_listed"),
        (("stopped",), AskState.STOPPED, None, "tap.stopped"),
        (("a word of tomorrow",), AskState.NO_BENEFIT, "no_lease", "tap.no_benefit"),
        ((REFUSES,), AskState.NO_BENEFIT, "no_lease", "tap.no_benefit"),
        ((TillForked(status=403, reason="epoch.forked"),), AskState.NO_BENEFIT, "no_lease", "tap.no_benefit"),
        ((MonitorUnreachable(reason="timeout"),), AskState.OFFLINE, "offline", "tap.offline"),
    ],
)  # fmt: skip
def test_every_end_without_benefit_has_its_reason_and_its_words_and_is_counted_once(
    shop: Shop, till: Till, connected: Connect,
    words: tuple[str | PosError, ...], state: AskState, reason: str | None, counted: str,
) -> None:  # fmt: skip
    line = connected(*words)
    till.checkout.scan(OIL)
    shown(till)
    line.answer()

    assert ended(till) is state
    till.checkout.scan(SOY)
    card, ask = card_of(till), till.checkout.state.ask
    assert (card.state, card.slip_reason) == (BenefitState.NO_LEASE, reason)
    assert refused(till) == [counted] and counted in REFUSALS
    assert ask is not None
    said = ask_words(ask, has_some=False)
    assert said is not None and all(said)
    paid(till)
    assert till.checkout.state.ask is None
    till.close()
    assert first_bad(shop) is None


@pytest.mark.parametrize(("word", "reason"), [("holder_away", "holder_away"), ("in_use", "in_use")])
def test_a_holder_that_does_not_let_go_is_not_waited_for_longer_than_the_limit(
    shop: Shop, till: Till, connected: Connect, word: str, reason: str
) -> None:
    line = connected(word)
    till.checkout.scan(OIL)
    shown(till)
    line.answer()
    while (ask := till.asks.look()) is not None and ask.last_said is None:
        till.asks.wait(0, timeout_s=0.01)
    shop.clock.forward(seconds=4)

    till.take_news()

    ask = till.checkout.state.ask
    assert ask is not None and ask.state is AskState.TIMED_OUT
    assert card_of(till).slip_reason == reason
    assert refused(till) == [f"tap.{reason}"]
    assert ask_words(ask, has_some=True) is not None
    line.answer(9)
    paid(till)


def test_a_platform_that_never_says_a_word_is_a_line_that_is_down(
    shop: Shop, till: Till, connected: Connect
) -> None:
    connected("granted")
    till.checkout.scan(OIL)
    shown(till)
    shop.clock.forward(seconds=4)
    till.take_news()
    assert card_of(till).slip_reason == "offline"


def test_the_headless_till_says_what_is_asked_waits_for_it_and_goes_on_without(
    till: Till, connected: Connect
) -> None:
    line = connected("used_up")
    headless = HeadlessTill(till)
    headless.answer(OIL)
    told = headless.answer(f"card {LAN}")["basket"]["card"]
    assert (told["state"], told["ask"]["state"], told["ask"]["open"]) == ("no_lease", "asking", True)
    assert told["ask"]["message"]
    line.answer()
    told = headless.answer("ask")["basket"]["card"]["ask"]
    assert (told["state"], told["open"]) == ("used_up", False)
    assert "已用完" in told["message"]

    headless.answer("uncard")
    assert headless.answer("state")["basket"]["card"] is None
    headless.answer(f"card {LAN}")
    assert headless.answer("unask")["basket"]["card"]["ask"]["state"] == "cancelled"


def test_every_state_of_an_ask_has_words_but_the_one_that_needs_none(till: Till, connected: Connect) -> None:
    connected("asking")
    shown(till)
    ask = till.checkout.state.ask
    assert ask is not None
    for state in AskState:
        for has_some in (False, True):
            said = ask_words(replace(ask, state=state, holder_seen_ms=1_795_401_720_000), has_some=has_some)
            nothing = state is AskState.GRANTED or (
                has_some and state in (AskState.USED_UP, AskState.NOT_LISTED)
            )
            assert (said is None) is nothing
            assert said is None or ("{" not in said[0] + said[1] and all(said))


def test_the_day_counts_a_sale_whose_ask_brought_nothing_once_by_why(till: Till, connected: Connect) -> None:
    line = connected("used_up")
    till.checkout.scan(OIL)
    shown(till)
    line.answer()
    ended(till)
    paid(till)
    till.asks.stop()  # And one that nobody was asked for.
    till.checkout.scan(OIL)
    shown(till)
    paid(till)

    till.people.sign_in(MANAGER, MANAGER_PIN)
    counted = {each.code: each.count for each in till.days.figures(till.days.today()).refusals}
    assert counted == {"tap.used_up": 1, "no_lease": 1}
