"""A till looks at its own books before it gives benefits: a forged right or a cut end switches them off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos.bootstrap import enrol
from pos.crypto.documents import document_hash, sign_document
from pos.crypto.keys import DeviceKey
from pos.domain.card import BenefitState
from pos.domain.entries import EntryKind, LeaseGrant, grants_to_data
from pos.errors import BooksInDoubt
from pos.ledger.ledger import Ledger, NewEntry
from pos.ledger.sqlite import connect
from pos.services.fence import FENCE_FILE
from pos.services.identity import KEY_FILE, LEDGER_FILE, load_identity
from tests.services.federation import federation_with
from tests.services.telling import sell_soy
from tests.shop import FULL_MONTH, LAN, MORNING_MS, Shop, grant


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An enrolled till that holds a lease, closed."""
    with federation_with(tmp_path) as (_federation, shop):
        enrol(shop.settings, "123")
        till = shop.start_selling()
        grant(till, LAN)
        sell_soy(till)
        till.close()
        yield shop


def benefit_after_start(shop: Shop) -> BenefitState:
    """What a card may do once the till has started; a public sale goes on in any case."""
    till = shop.start_selling()
    try:
        till.checkout.attach_card(LAN)
        card = till.checkout.state.basket.card
        assert card is not None
        till.checkout.detach_card()
        sell_soy(till)
        return card.state
    finally:
        till.close()


def worked_on(shop: Shop, *statements: str) -> None:
    """Somebody with all rights changes the ledger, and puts the guards back."""
    with closing(connect(shop.folder / LEDGER_FILE)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _name, sql in guards:
            connection.execute(sql)


def test_books_in_order_put_up_no_fence(shop: Shop) -> None:
    benefit_after_start(shop)
    assert not (shop.folder / FENCE_FILE).exists()


def forged_lease(shop: Shop) -> None:
    """A lease of one's own making: a good document but for the key, adopted by a good entry."""
    identity, key = load_identity(shop.folder), DeviceKey.load(shop.folder / KEY_FILE)
    assert identity is not None
    grants = (LeaseGrant("mine", LAN, "2026-11", dict(FULL_MONTH) | {"subsidy": 27_960}),)
    body = {"grants": grants_to_data("", 99, grants)["grants"]}
    paper = sign_document(
        DeviceKey.generate(), kind="leases", number=99, issued_at_ms=MORNING_MS, audience="S01-1", body=body
    )
    ledger = Ledger.open(
        shop.folder / LEDGER_FILE,
        till_id=identity.till_id,
        epoch=identity.epoch,
        signer=key.sign,
        backups=shop.folder / "backups",
    )
    with closing(ledger):
        data = grants_to_data(document_hash(paper), 99, grants)
        entry = NewEntry(EntryKind.LEASES_GRANTED, data, "mine", MORNING_MS, "2026-11-23", "monitor")
        ledger.append(entry, document=paper)


def touched(*statements: str) -> Callable[[Shop], None]:
    return lambda shop: worked_on(shop, *statements)


TAMPERING: dict[str, Callable[[Shop], None]] = {
    "a lease of one's own making": forged_lease,
    "the documents deleted": touched("DELETE FROM document"),
    "a signature zeroed": touched("UPDATE document SET signature = zeroblob(64)"),
    "a number changed": touched("UPDATE document SET number = number + 1"),
    "more than was granted": touched("UPDATE lease SET granted = granted + 10000 WHERE pool = 'subsidy'"),
    "another card's": touched("UPDATE lease SET card_no = '6201000000000021'"),
    "a lease that no entry grants": touched(
        "INSERT INTO lease SELECT 'new', pool, card_no, month, granted, 0, 1 FROM lease"
    ),
    "the mark and the platform's word deleted": touched("DELETE FROM mark", "DELETE FROM acknowledged"),
    "the mark deleted": touched("DELETE FROM mark"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_a_right_the_federation_did_not_give_or_a_cut_end_switches_benefits_off(
    shop: Shop, what: str
) -> None:
    TAMPERING[what](shop)

    assert benefit_after_start(shop) is BenefitState.FENCED

    till = shop.start_selling()
    assert till.status().benefits_fenced, "a restart is no way around it"
    assert till.cards._fence.code == BooksInDoubt.code
    till.close()
