"""A card is shown at another till than the one that holds its month: real tills and platform on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from monitor.auditing.audit import audit
from monitor.documents.publishing import ListedCard, change_cards
from monitor.store.engine import Store
from pos.domain.cards.ask import AskState
from pos.domain.cards.card import Card, CardStatus
from pos.domain.cards.lease import left_by_pool
from pos.domain.journal.entries import EntryKind
from pos.errors.platform import MonitorUnreachable
from pos.ledger.ledger import Ledger
from sync.client.back_off import BackOff
from sync.client.ports import WireRequest, WireResponse
from sync.client.transport import HttpTransport
from sync.protocol import messages as wire
from sync.protocol.request_signing import HEADER_TILL
from tests.e2e.month.stage import Counter, Stage, playing
from tests.services.telling import entries_of
from tests.shop import FULL_MONTH, card_number

pytestmark = pytest.mark.timeout(120)

CARD, OTHER = card_number(71), card_number(72)
OIL, SOY = "6948195800941", "6902265360100"
MONTH = "2026-10"
PATIENCE_S = 30.0


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """The keeper S01-1 holds two cards' months and listens; S01-2 and S02-1 hold nothing of them."""
    with playing(tmp_path) as made:
        listed = [
            ListedCard(Card(number, "张*兰", "2020-01-01", "2099-12-31", CardStatus.ACTIVE), "S01")
            for number in (CARD, OTHER)
        ]
        made.platform.store.write(lambda connection: change_cards(connection, listed))
        made.platform.opener.open_due(made.clock.now_ms())
        made.till("S01-1").say("sync")
        assert left(made.till("S01-1")) == FULL_MONTH
        yield made


def ledger_of(counter: Counter) -> Ledger:
    return counter.till.checkout._parts.recorder.ledger


def left(counter: Counter, card_no: str = CARD, month: str = MONTH) -> dict[str, int]:
    """What a till may still give of a card's month, in fen."""
    return {pool: fen for pool, fen in left_by_pool(ledger_of(counter).leases(card_no, month)).items() if fen}


def ready(stage: Stage, till_id: str) -> Counter:
    """A till that has met the platform."""
    counter = stage.till(till_id)
    counter.say("sync")
    return counter


def card_of(answer: dict[str, Any]) -> dict[str, Any]:
    card: dict[str, Any] = answer["basket"]["card"]
    return card


def show(counter: Counter, card_no: str = CARD) -> dict[str, Any]:
    """The card is shown; the customer keeps the subsidy, so there is something to pay."""
    return counter.say(f"card {card_no}", "subsidy 0")


def reason(counter: Counter) -> str | None:
    card = counter.till.checkout.state.basket.card
    assert card is not None
    return card.slip_reason


def until(what: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    pause = threading.Event()
    for _ in range(int(PATIENCE_S * 100)):
        if what():
            return
        pause.wait(0.01)
    raise AssertionError("it did not come about")


def past_the_limit(stage: Stage, counter: Counter, said: AskState) -> dict[str, Any]:
    """The platform said a word, and then the time is over."""
    asks = counter.till.asks
    until(lambda: (ask := asks.look()) is not None and ask.last_said is said)
    stage.clock.passed_ms += 4_000  # For the till; the platform's next answer is what it was.
    told = counter.say("ask")
    stage.clock.forward(seconds=4)
    return told


def all_clean(stage: Stage) -> None:
    """Everybody syncs; both ledgers verify, and the platform's books agree with themselves."""
    for _turn in range(2):  # What one is asked for in its round leaves with the next.
        for counter in stage.tills.values():
            counter.say("sync")
    for counter in stage.tills.values():
        synced = counter.say("sync")["sync"]
        assert (synced["pending"], synced["problem"]) == (0, None), synced
    assert audit(stage.platform.store).first_bad is None


@pytest.mark.parametrize("where", ["S02-1", "S01-2"])
def test_the_keeper_is_idle_and_the_other_till_gives_the_benefit_at_once(stage: Stage, where: str) -> None:
    other = ready(stage, where)
    other.say(OIL)
    show(other)
    told = other.say("ask")

    assert (card_of(told)["state"], card_of(told)["ask"]["state"]) == ("ready", "granted")
    assert told["basket"]["totals"]["discount"] == 1398
    assert left(other) == FULL_MONTH and left(stage.till("S01-1")) == {}
    other.say("pay cash 100", "done")
    stage.till("S01-1").say(OIL)
    show(stage.till("S01-1"))  # Home again: what is left comes back the same way.
    back = stage.till("S01-1").say("ask")
    assert back["basket"]["remaining"]["staple"] == FULL_MONTH["staple"] - 2 * 6990
    all_clean(stage)


def test_the_keeper_sells_with_the_card_and_the_other_till_gets_only_what_is_free(stage: Stage) -> None:
    keeper, other = stage.till("S01-1"), ready(stage, "S02-1")
    keeper.say(OIL, f"card {CARD}", "subsidy 0")
    other.say(OIL)
    show(other)

    told = past_the_limit(stage, other, AskState.IN_USE)

    assert (card_of(told)["state"], card_of(told)["ask"]["state"]) == ("ready", "timed_out")
    assert "正在另一台收银机上使用" in card_of(told)["ask"]["message"]
    assert left(other) == {**FULL_MONTH, "staple": FULL_MONTH["staple"] - 6990}
    assert reason(other) == "in_use"
    keeper.say("pay cash 100", "done")
    show(other)
    assert card_of(other.say("ask"))["ask"]["state"] in ("granted", "used_up")
    other.say("pay cash 100", "done")
    all_clean(stage)


def test_the_holder_is_off_line_market_price_now_and_everything_when_it_is_back(stage: Stage) -> None:
    keeper, other = stage.till("S01-1"), ready(stage, "S02-1")
    keeper.close()
    stage.clock.forward(minutes=3)
    other.say("sync", OIL)
    show(other)

    told = past_the_limit(stage, other, AskState.HOLDER_AWAY)

    assert card_of(told)["state"] == "no_lease" and reason(other) == "holder_away"
    assert "上次联网" in card_of(told)["ask"]["message"]
    assert told["basket"]["totals"]["discount"] == 0
    other.say("pay cash 100", "done")
    keeper.line_up()
    until(lambda: keeper.till.sync.view().connected and left(keeper) == {})
    keeper.say("sync")
    other.say(OIL)
    show(other)
    assert other.say("ask")["basket"]["totals"]["discount"] == 1398
    other.say("uncard", "cancel")
    all_clean(stage)


def test_the_cashier_does_not_wait_and_the_next_sale_has_what_came(stage: Stage) -> None:
    stage.till("S01-1").close()
    other = ready(stage, "S02-1")
    other.say(OIL)
    show(other)
    told = card_of(other.say("unask"))
    assert (told["state"], told["ask"]["state"]) == ("no_lease", "cancelled")
    assert reason(other) == "cancelled"
    other.say("pay cash 100", "done")
    stage.till("S01-1").line_up()
    until(lambda: left(stage.till("S01-1")) == {})
    stage.till("S01-1").say("sync")

    other.say(OIL)
    show(other)
    assert card_of(other.say("ask"))["state"] == "ready"
    other.say("uncard", "cancel")
    all_clean(stage)


def test_a_release_whose_answer_is_lost_is_sent_again_and_frees_the_rights_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[str] = []
    exchange = HttpTransport.exchange

    def loses_one(self: HttpTransport, request: WireRequest) -> WireResponse:
        answer = exchange(self, request)
        is_release = request.path in (wire.PATH_BATCHES, wire.PATH_COMPACT)
        if is_release and request.headers[HEADER_TILL] == "S01-1" and not lost:
            lost.append(request.path)
            raise MonitorUnreachable(reason="timeout")
        return answer

    other = ready(stage, "S02-1")
    until(lambda: stage.till("S01-1").till.sync.view().pending == 0)
    monkeypatch.setattr(BackOff, "seconds_after", lambda _self, _failures: 0.05)
    monkeypatch.setattr(HttpTransport, "exchange", loses_one)
    other.say(OIL)
    show(other)

    assert card_of(other.say("ask"))["ask"]["state"] == "granted"
    until(lambda: len(lost) == 1)
    assert left(other) == FULL_MONTH
    assert len(entries_of(stage.till("S01-1").till, EntryKind.LEASE_RELEASED)) == 1
    other.say("uncard", "cancel")
    all_clean(stage)


def test_the_month_changes_while_the_holder_is_silent_and_only_the_new_one_is_spent(stage: Stage) -> None:
    keeper, other = stage.till("S01-1"), ready(stage, "S02-1")
    keeper.close()
    show(other)
    until(lambda: (ask := other.till.asks.look()) is not None and ask.last_said is not None)
    stage.clock.at_ms += 7 * 86_400_000  # 2026-11-01, and for the ask no time has passed.
    stage.platform.opener.open_due(stage.clock.now_ms())
    other.say("sync", OIL)
    ask = other.till.checkout.state.ask
    assert ask is not None and ask.month == "2026-11"

    keeper.line_up()  # It hears both recalls, and lets the old month go as well.
    assert card_of(other.say("ask"))["month"] == "2026-11"
    until(lambda: other.till.take_news() is not None or left(other, month="2026-11") == FULL_MONTH)
    keeper.say("sync")
    show(other)
    other.say("ask")

    assert left(other, month="2026-11") == FULL_MONTH
    assert left(other, month="2026-10") == {}
    other.say("pay cash 100", "done")
    all_clean(stage)


def test_the_database_is_down_in_the_middle_and_nobody_waits_or_loses_anything(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ready(stage, "S02-1")

    def down(_self: Store, _work: object) -> None:
        raise OperationalError("no database", None, Exception("down"))

    other.say(OIL)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", down)
        show(other)
        told = other.say("ask")
        assert (card_of(told)["state"], card_of(told)["ask"]["state"]) == ("no_lease", "offline")
        assert reason(other) == "offline"
    show(other)
    assert card_of(other.say("ask"))["ask"]["state"] == "granted"
    other.say("pay cash 100", "done")
    all_clean(stage)


def test_goods_are_scanned_and_paid_while_the_platform_holds_the_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ready(stage, "S02-1")
    asked, go_on = threading.Event(), threading.Event()
    exchange = HttpTransport.exchange

    def held(self: HttpTransport, request: WireRequest) -> WireResponse:
        if request.path == wire.PATH_TAP:
            asked.set()
            assert go_on.wait(PATIENCE_S)
        return exchange(self, request)

    monkeypatch.setattr(HttpTransport, "exchange", held)
    show(other)
    assert asked.wait(PATIENCE_S)
    for _ in range(20):
        other.say(SOY)
    other.say("uncard", "pay cash", "done", OIL)
    show(other, OTHER)  # The next customer does not wait behind the first one's question.
    go_on.set()

    told = other.say("ask")
    assert (card_of(told)["tail"], card_of(told)["ask"]["state"]) == (OTHER[-4:], "granted")
    other.say("pay cash 100", "done")
    all_clean(stage)
