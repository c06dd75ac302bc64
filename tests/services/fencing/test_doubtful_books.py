"""A till looks at its own books before it gives benefits: a forged right or a cut end switches them off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import enrol
from pos.crypto.documents import document_hash, sign_document
from pos.crypto.keys import DeviceKey
from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted, grants_to_data
from pos.domain.journal.entries import EntryKind
from pos.errors.fencing import BooksInDoubt
from pos.errors.installation import IdentityChanged
from pos.ledger.ledger import Ledger, NewEntry
from pos.ledger.sqlite import connect
from pos.ledger.verifying.verify import VerifyReport, verify_ledger
from pos.services.fencing.fence import FENCE_FILE
from pos.services.installation.identity import KEY_FILE, LEDGER_FILE, Identity, load_identity, save_identity
from pos.services.installation.shipped import load_default_programme
from tests.services.federation import federation_with
from tests.services.telling import sell_soy
from tests.shop import FEDERATION, FULL_MONTH, LAN, MORNING_MS, Shop, grant


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
    body = {"grants": grants_to_data(grants)}
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
        data = LeasesGranted(document_hash(paper), 99, grants)
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
        "INSERT INTO lease SELECT 'new', pool, card_no, month, granted, 0, 1, 0 FROM lease"
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


# ── The identity beside the journal ────────────────────────────────────────────────────────


def identity_of(shop: Shop) -> Identity:
    identity = load_identity(shop.folder)
    assert identity is not None
    return identity


def verified(shop: Shop) -> VerifyReport:
    """As the command does it: with the keys that lie beside the ledger."""
    return verify_ledger(
        shop.folder / LEDGER_FILE,
        public_key=DeviceKey.load(shop.folder / KEY_FILE).public_key,
        federation_key=bytes.fromhex(identity_of(shop).federation_key),
        default_programmes=(load_default_programme(),),
    )


SWAPS: dict[str, Callable[[Identity], Identity]] = {
    "federation_key": lambda it: replace(it, federation_key=DeviceKey.generate().public_key.hex()),
    "no federation_key": lambda it: replace(it, federation_key=""),
    "card_issuer": lambda it: replace(it, card_issuer="6299"),
}


@pytest.mark.parametrize("what", SWAPS)
def test_an_identity_that_was_swapped_is_found_at_the_next_start(shop: Shop, what: str) -> None:
    save_identity(shop.folder, SWAPS[what](identity_of(shop)))

    till = shop.start_selling()
    assert till.cards._fence.code == IdentityChanged.code
    assert till.status().benefits_fenced
    sell_soy(till)
    till.close()


def test_a_device_key_that_was_swapped_with_its_note_is_found_too(shop: Shop) -> None:
    (shop.folder / KEY_FILE).unlink()
    key = DeviceKey.create(shop.folder / KEY_FILE)
    save_identity(shop.folder, replace(identity_of(shop), public_key=key.public_key.hex()))

    till = shop.start()
    assert till.status().benefits_fenced
    till.close()


def test_verify_with_a_swapped_key_names_the_entry_that_bound_the_right_one(tmp_path: Path) -> None:
    """There is no document of the federation yet that could speak up."""
    with federation_with(tmp_path) as (_federation, shop):
        enrol(shop.settings, "123")
        shop.start().close()
    report = verified(shop)
    assert (report.first_bad, report.bound_since) == (None, 1)

    save_identity(shop.folder, SWAPS["federation_key"](identity_of(shop)))
    bad = verified(shop).first_bad
    assert bad is not None
    assert (bad.sequence, bad.code) == (1, "identity.federation_key")


def test_a_second_entry_cannot_bind_to_another_shop(shop: Shop) -> None:
    identity, key = identity_of(shop), DeviceKey.load(shop.folder / KEY_FILE)
    data = {"federation_key": identity.federation_key, "public_key": identity.public_key}
    ledger = Ledger.open(
        shop.folder / LEDGER_FILE,
        till_id=identity.till_id,
        epoch=identity.epoch,
        signer=key.sign,
        backups=shop.folder / "backups",
    )
    with closing(ledger):
        data |= {"store_id": "S09", "card_issuer": "6201"}
        sealed = ledger.append(NewEntry(EntryKind.TILL_BOUND, data, "b", MORNING_MS, "2026-11-23", "monitor"))
    bad = verified(shop).first_bad
    assert bad is not None
    assert (bad.sequence, bad.code) == (sealed.sequence, "identity.bound_twice")


def test_a_till_of_an_earlier_release_is_bound_at_its_next_start_and_only_once(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")  # Nobody knows it yet: it is bound to nothing.
    till = shop.start_selling()
    sell_soy(till)
    till.close()
    assert not (bound := entries_of_kind(shop)), bound
    with federation_with(tmp_path / "other") as (_federation, other):
        enrolled = Shop(shop.folder, ids=shop.ids, monitor_url=other.monitor_url)
        enrol(enrolled.settings, "123")
        enrolled.start().close()
        enrolled.start().close()
        assert entries_of_kind(enrolled) == [3]  # After the shift and the sale of before.
        assert verified(enrolled).bound_since == 3
        assert identity_of(enrolled).federation_key == FEDERATION.public_key.hex()


def entries_of_kind(shop: Shop) -> list[int]:
    with closing(connect(shop.folder / LEDGER_FILE)) as connection:
        rows = connection.execute("SELECT sequence FROM journal WHERE kind = 'till_bound'").fetchall()
    return [sequence for (sequence,) in rows]
