"""What the platform sends is applied once, and changes only what it may."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pos.domain.cards.card import BenefitState
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import programme_to_data
from pos.domain.selling.receipt import TextRow
from pos.errors.cards import CardLost
from pos.errors.ledger import EntryWrong
from pos.errors.programme import ProgrammeWrong
from pos.errors.returns import SaleReleased
from pos.services.installation.shipped import load_default_programme
from pos.services.till import Till
from pos.ui.selling.checkout.pictures import picture_totals
from tests.services.days.test_days import as_manager
from tests.services.returning import first_bad
from tests.services.telling import entries_of, sell_soy
from tests.shop import FULL_MONTH, LAN, MANAGER, MANAGER_PIN, OIL, Shop, _books, deliver, grant, inbox_of


def asked_after(till: Till) -> int:
    """The document about released sales after which this till asks for more."""
    return inbox_of(till).have()["released_sales"]


def programme(**changes: Any) -> dict[str, object]:
    return {"programme": {**programme_to_data(load_default_programme()), **changes}}


def test_a_published_programme_rules_from_its_date(till: Till) -> None:
    grant(till, LAN)
    pools = programme_to_data(load_default_programme())["pools"]
    pools[1]["percent_paid"] = 50
    deliver(till, "programme", programme(version="2026-12", effective_from="2026-12-01", pools=pools))
    till.checkout.scan(OIL)
    assert till.checkout.attach_card(LAN).quote.totals.discount == 1398  # November: still 80 %.

    deliver(
        till,
        "programme",
        programme(version="2026-11b", effective_from="2026-11-15", pools=pools),
        number=2,
    )

    assert till.checkout.state.quote.totals.discount == 3495
    assert till.checkout.state.quote.programme_version == "2026-11b"


def test_leases_that_arrive_open_the_benefits_of_the_open_sale(till: Till) -> None:
    till.checkout.scan(OIL)
    card = till.checkout.attach_card(LAN).basket.card
    assert card is not None
    assert card.state is BenefitState.NO_LEASE

    grant(till, LAN)

    card = till.checkout.state.basket.card
    assert card is not None
    assert card.state is BenefitState.READY
    assert till.checkout.state.quote.totals.discount == 1398


def test_the_published_contribution_is_shown_with_its_month_from_the_third_day_on(till: Till) -> None:
    till.checkout.scan(OIL)
    assert picture_totals(till.checkout.state).contribution == "", "nothing is published"
    deliver(till, "contribution", {"month": "2026-09", "per_10000": 501})
    assert picture_totals(till.checkout.state).contribution == ""
    deliver(till, "contribution", {"month": "2026-10", "per_10000": 498}, number=2)
    till.checkout.refresh()

    said = picture_totals(till.checkout.state).contribution
    assert said == "本单为慈善贡献 ¥3.48（10 月实测每百元 4.98 元）"
    till.checkout.pay(TenderKind.CASH, "69.90")
    done = till.checkout.done()
    told = [row.text for row in till.receipts.receipt(done.sale_no).rows if isinstance(row, TextRow)]
    assert "10月实测：每百元消费为慈善贡献 4.98 元" in told
    as_manager(till)
    assert till.days.figures(till.days.today()).contribution == Contribution("2026-10", 498)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"month": "2026-13", "per_10000": 1},
        {"month": "2026-10", "per_10000": -1},
        {"month": "2026-10", "per_10000": True},
    ],
)
def test_a_contribution_that_is_none_is_refused(till: Till, body: dict[str, object]) -> None:
    with pytest.raises(EntryWrong):
        deliver(till, "contribution", body)


def test_the_same_document_twice_grants_once(till: Till) -> None:
    grant(till, LAN)
    grant(till, LAN)

    assert till.cards.balance(LAN).left == FULL_MONTH


def test_the_hot_list_reaches_the_next_scan(till: Till) -> None:
    deliver(
        till,
        "cards",
        {"since": 1, "cards": [[LAN, "张*兰", "2026-01-01", "2026-12-31", "lost"]]},
        number=2,
    )

    with pytest.raises(CardLost):
        till.checkout.attach_card(LAN)


def test_the_federations_category_overrides_the_shops(till: Till) -> None:
    grant(till, LAN)
    deliver(till, "categories", {"categories": {OIL: "日用"}})
    till.checkout.scan(OIL)

    assert till.checkout.attach_card(LAN).quote.totals.discount == 0


def test_a_kind_of_a_later_release_is_left_alone(till: Till) -> None:
    deliver(till, "weather", {"sunny": True})


@pytest.mark.parametrize(
    ("kind", "body", "refusal"),
    [
        ("programme", {"programme": {"version": "x"}}, ProgrammeWrong),
        ("programme", {}, ProgrammeWrong),
        ("leases", {"grants": [{"lease_id": "L"}]}, EntryWrong),
        ("cards", {"since": 0, "cards": [["6201"]]}, EntryWrong),
        ("cards", {"since": 0, "cards": [[LAN, "张*兰", "2026-01-01", "2026-12-31", "happy"]]}, EntryWrong),
        ("cards", {"since": 0, "cards": 5}, EntryWrong),
        ("categories", {"categories": {"1": 2}}, EntryWrong),
    ],
)
def test_a_signed_document_that_makes_no_sense_changes_nothing(
    till: Till, kind: str, body: dict[str, object], refusal: type[Exception]
) -> None:
    head = till.checkout._parts.recorder.ledger.head()

    with pytest.raises(refusal):
        deliver(till, kind, body)

    assert till.checkout._parts.recorder.ledger.head() == head


def test_leases_survive_a_restart(shop: Shop, till: Till, tmp_path: Path) -> None:
    grant(till, LAN, {"vegetable": 300, "staple": 0, "subsidy": 0})
    till.close()

    again = shop.start_selling()

    assert again.cards.balance(LAN).left == {"vegetable": 300, "staple": 0, "subsidy": 0}
    again.close()


def test_a_sale_that_comes_back_elsewhere_is_no_longer_taken_back_here(shop: Shop, till: Till) -> None:
    sale_no = sell_soy(till)
    assert till.returns.find(sale_no).lines

    deliver(till, "released_sales", {"sales": [sale_no]})

    with pytest.raises(SaleReleased):
        till.returns.find(sale_no)
    till.close()
    assert first_bad(shop) is None


def test_a_release_is_signed_once_and_only_for_sales_of_this_ledger(till: Till) -> None:
    sale_no = sell_soy(till)
    sales = [sale_no, "S01-1-20261101-0001"]
    deliver(till, "released_sales", {"sales": sales})
    deliver(till, "released_sales", {"sales": sales}, number=2)

    assert [entry.data for entry in entries_of(till, EntryKind.SALE_RELEASED)] == [
        {"sale_no": sale_no, "number": 1}
    ]


def test_a_return_that_was_being_decided_when_the_sale_was_let_go_is_not_written(till: Till) -> None:
    sale_no = sell_soy(till)
    till.people.sign_in(MANAGER, MANAGER_PIN)
    recorder = till.returns._recorder

    found = till.returns.find(sale_no)
    asked = till.returns._refuse_unpaid

    def meanwhile(sale: Any) -> None:
        asked(sale)
        deliver(till, "released_sales", {"sales": [sale_no]})

    till.returns._refuse_unpaid = meanwhile  # type: ignore[assignment,method-assign]  # a fake in its place
    with pytest.raises(SaleReleased):
        till.returns.return_goods(sale_no, {1: 1000}, "买错了", token=found.token)

    assert recorder.ledger.days.returned_quantities(sale_no) == {}


def test_what_an_older_program_only_noted_is_asked_for_again_and_signed(shop: Shop, till: Till) -> None:
    sale_no = sell_soy(till)
    with _books(till)[1]._writing() as connection:
        connection.execute("INSERT INTO released_sale VALUES (?)", (sale_no,))
        connection.execute("INSERT INTO version VALUES ('released_sales', 1)")

    with pytest.raises(SaleReleased):
        till.returns.find(sale_no)
    assert asked_after(till) == 0

    deliver(till, "released_sales", {"sales": [sale_no]})

    assert len(entries_of(till, EntryKind.SALE_RELEASED)) == 1
    assert asked_after(till) == 1


@pytest.mark.parametrize("sales", [None, "S01-1-20261123-0001", [1]])
def test_released_sales_that_cannot_be_read_are_refused(till: Till, sales: object) -> None:
    with pytest.raises(EntryWrong):
        deliver(till, "released_sales", {"sales": sales})
