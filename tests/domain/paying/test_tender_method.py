from __future__ import annotations

import json
from typing import Any

import pytest

from pos.domain.journal.record import record_to_data
from pos.domain.paying.tender import Tender, TenderKind, way_id, way_name, way_order
from pos.domain.paying.tender_method import MethodOffered, TenderMethod, methods_from_data
from pos.errors.installation import PolicyWrong
from pos.errors.ledger import EntryWrong
from pos.errors.paying import ReferenceNeeded
from pos.services.installation.shipped import TENDERS
from tests.domain.returning import sale_of
from tests.records import sale_from_data

CARD, VOUCHER = TenderMethod("bank_card", "银行卡"), TenderMethod("voucher", "消费券", "A-77")
GOOD: dict[str, Any] = {"id": "voucher", "name": "消费券", "asks": "券号"}


def test_the_shops_list_has_the_three_kinds_with_what_each_asks() -> None:
    offered = methods_from_data(json.loads(TENDERS.read_text(encoding="utf-8")))

    assert [(each.method_id, each.name, each.asks) for each in offered] == [
        ("bank_card", "银行卡", ""),
        ("voucher", "消费券", "券号"),
        ("on_account", "单位挂账", "单位名称"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        {},
        ["voucher"],
        [GOOD | {"drawer": True}],  # Nothing of 其他 is money in the drawer, whatever a list says.
        [GOOD | {"id": "消费券"}],
        [GOOD | {"id": ""}],
        [GOOD | {"name": "a:b"}],
        [GOOD | {"name": "十一个字的名字太长了吧"}],
        [GOOD | {"asks": None}],
        [GOOD, GOOD | {"name": "券"}],
        [GOOD, GOOD | {"id": "other"}],
    ],
)
def test_a_list_that_is_wrong_is_refused(data: object) -> None:
    with pytest.raises(PolicyWrong):
        methods_from_data(data)


def test_what_a_kind_asks_is_written_down_with_it_and_nothing_else() -> None:
    voucher, card = MethodOffered("voucher", "消费券", "券号"), MethodOffered("bank_card", "银行卡", "")

    assert voucher.taken("  A  77 ") == TenderMethod("voucher", "消费券", "A 77")
    assert card.taken("6222 0000") == TenderMethod("bank_card", "银行卡")  # No card number is kept.
    for wrong in ("", "   ", "长" * 31, "a\x07b"):
        with pytest.raises(ReferenceNeeded):
            voucher.taken(wrong)


def test_a_way_of_paying_says_itself_also_where_nobody_knows_it() -> None:
    names = {"other": "其他方式", "wechat": "微信支付"}
    way = Tender(TenderKind.OTHER, 100, method=VOUCHER).way

    assert way == "other:voucher:消费券"
    assert (way_name(way, {}), way_id(way)) == ("消费券", "voucher")
    assert way_name("other:meal_card:饭卡", names) == "饭卡"  # A till of a later list.
    assert [way_name(each, names) for each in ("other", "wechat", "crypto")] == [
        "其他方式",
        "微信支付",
        "crypto",
    ]
    assert way_name("crypto", names, unknown="其他") == "其他"
    assert sorted(["crypto", way, "other", "cash", "other:bank_card:银行卡", "alipay"], key=way_order) == [
        "cash", "alipay", "other", "other:bank_card:银行卡", way, "crypto",
    ]  # fmt: skip


def told(kind: str = "other", **changed: object) -> dict[str, object]:
    method = {"id": "voucher", "name": "消费券", "reference": "A"} | changed
    return WITHOUT_METHOD | {"kind": kind, "method": method}


WITHOUT_METHOD = {
    "kind": "other", "amount": 1, "state": "confirmed", "reference_tail": "", "payment_id": None,
    "confirmed_by": "1001",
}  # fmt: skip


def read(tender: dict[str, object]) -> Tender:
    """A tender as a sale with nothing else in it tells it."""
    return sale_from_data(record_to_data(sale_of()) | {"tenders": [tender]}).tenders[0]


@pytest.mark.parametrize(
    "tender",
    [
        told("wechat"),
        told(id="Voucher"),
        told(name="消:费"),
        told(name=" 券"),
        told(reference="长" * 31),
        told(reference="a\nb"),
        told(asks="券号"),
        WITHOUT_METHOD | {"method": "voucher"},
        WITHOUT_METHOD,
    ],
)
def test_a_kind_that_cannot_be_is_refused_when_an_entry_is_read(tender: dict[str, object]) -> None:
    with pytest.raises(EntryWrong):
        read(tender)


def test_a_kind_of_other_is_the_way_by_which_sums_go() -> None:
    assert read(WITHOUT_METHOD | {"method": None}).way == "other"
    assert read(told()).way == "other:voucher:消费券"
