"""A card of this morning: its sheet printed and scanned at a till that is offline since yesterday."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp

from monitor.cards import desk
from monitor.platform import Platform
from pos.crypto.keys import DeviceKey
from pos.domain.cards.card import BenefitState
from pos.errors.cards import CardTokenForged, CardUnknown
from pos.services.installation.identity import load_identity, save_identity
from tests.monitor.cards.office import PEOPLE, imported, issued, make_cards
from tests.monitor.proposing import MING, staffed
from tests.shop import FEDERATION, OIL, Shop, grant

_DOTS_PER_POINT = 300 / 72  # As an office's printer.


def read_codes(sheet: bytes) -> dict[str, str]:
    """What a scanner reads on a printed sheet, by the kind of code."""
    image = pdfium.PdfDocument(sheet)[0].render(scale=_DOTS_PER_POINT).to_pil()
    return {each.format.name: each.text for each in zxingcpp.read_barcodes(image)}


def printed(platform: Platform, key: DeviceKey) -> tuple[str, dict[str, str]]:
    """A card of the list, made, handed over and printed: its number, and its codes as they are read back."""
    office = staffed(platform)
    imported(office, PEOPLE, month="2026-11")
    life = issued(office, make_cards(office, "2026-11")[0])
    sheet = office.store.write(
        lambda c: desk.print_sheet(c, key, MING, life.card_no, now_ms=office.clock.now_ms())
    )
    return life.card_no, read_codes(sheet)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A till that was enrolled once, and has no line."""
    shop = Shop(tmp_path / "till")
    shop.start().close()
    identity = load_identity(shop.folder)
    assert identity is not None
    save_identity(shop.folder, replace(identity, federation_key=FEDERATION.public_key.hex()))
    return shop


def test_the_code_is_read_back_and_the_holder_gets_what_the_rule_gives(
    platform: Platform, shop: Shop
) -> None:
    number, codes = printed(platform, FEDERATION)
    assert set(codes) == {"QRCode", "Code128"}
    assert codes["Code128"] == number
    till = shop.start_selling()
    with pytest.raises(CardUnknown):
        till.checkout.scan(codes["Code128"])  # The list of yesterday does not have it.
    till.checkout.scan(codes["QRCode"])
    till.checkout.scan(OIL)
    card = till.checkout.state.basket.card
    assert card is not None
    assert (card.card_no, card.state, card.slip_reason) == (number, BenefitState.NO_LEASE, "no_lease")
    assert till.checkout.state.quote.totals.discount == 0  # Without a lease it is a claim, not a gift.
    till.checkout.drop(1)
    till.checkout.detach_card()
    grant(till, number)  # As a neighbour of the store hands it over.
    till.checkout.scan(codes["QRCode"])
    till.checkout.scan(OIL)
    card = till.checkout.state.basket.card
    assert card is not None
    assert card.state is BenefitState.READY
    assert till.checkout.state.quote.totals.discount == 1398
    till.close()


def test_a_sheet_that_another_key_signed_is_refused_as_forged(platform: Platform, shop: Shop) -> None:
    _number, codes = printed(platform, DeviceKey.generate())
    till = shop.start_selling()
    with pytest.raises(CardTokenForged):
        till.checkout.scan(codes["QRCode"])
    assert till.checkout.state.basket.card is None
    till.close()
