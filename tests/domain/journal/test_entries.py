"""Entries and their golden bytes: what a till writes today must be readable in ten years.

Never change a file in `golden/entries`: when the data of a kind change, its version goes up, a new
file comes beside the old one, and the old one stays here and stays readable.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cards.card_proven import CardProven
from pos.domain.cards.card_refused import CardRefused
from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted, grants_from_data, grants_to_data
from pos.domain.cards.lease_moves import (
    LeasePart,
    LeaseReceived,
    LeaseReleased,
    MakeGoodPaid,
    MakeGoodSlip,
    ReleaseCause,
)
from pos.domain.decoding import decode_entry
from pos.domain.goods.goods_changed import GoodsChanged
from pos.domain.journal.canonical import canonical_bytes, read_canonical
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, encode_entry, raw_data
from pos.domain.journal.identity_entry import BoundIdentity, TillEnrolled
from pos.domain.journal.month_entry import DateConfirmed
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.domain.journal.record import record_to_data
from pos.domain.journal.settings_entry import SettingsChanged
from pos.domain.paying.tender_taken_back import TenderTakenBack
from pos.domain.people.permission import Act
from pos.domain.people.staff import Role, StaffChange
from pos.domain.people.staff_entries import PinCleared, PinRefused, StaffChanged
from pos.domain.programme.programme import programme_from_data, programme_to_data
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid, VoidCause
from pos.domain.returns.mirror import confirmed
from pos.domain.returns.release import Release
from pos.domain.selling.line_dropped import LineDropped
from pos.domain.selling.override import Override
from pos.domain.selling.reprint import Reprinted
from pos.domain.shifts.cash_moved import CashMoved, Direction
from pos.domain.shifts.over_short import Limit, OverShort, OverShortLimits
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from pos.domain.shifts.shift_opened import ShiftOpened
from pos.domain.shop_rules import CashRounding, RulesSet
from pos.errors.ledger import EntryWrong
from tests.domain.returning import one_visit
from tests.domain.selling.test_quote import PROGRAMME
from tests.domain.selling.test_sale import example
from tests.records import replace, return_from_data, sale_from_data
from tests.strategies import CARD_NO, MONTH

GOLDEN = Path(__file__).parents[2] / "golden" / "entries"
DOCUMENT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
GRANTS = (
    LeaseGrant("2026-11-0018-a", CARD_NO, MONTH, {"vegetable": 10000, "staple": 20000, "subsidy": 6000}),
    LeaseGrant("2026-11-0018-b", CARD_NO, MONTH, {"vegetable": 0}),
)
OVERRIDE = Override(
    act=Act.CHANGE_PRICE, rule="change_price.cashier.needs_approval", reason="外包装破损",
    sale_id="s-1", code="1001", name="土豆", before=398, after=300,
)  # fmt: skip
RETURN = confirmed(one_visit(example(), {1: 400}, on="2026-11-23"), "9001")
COUNT = ShiftCount("shift-1", "cash", 38_323, {"10000": 3}, 50_000, -11_677, None)
SHIFT_CLOSED = ShiftClosed(
    "shift-1", 12, 1_795_430_000_000, (COUNT,), "少了，复点两次仍然不符", "1002", ("p-1",), ("s-9",),
    reason="原因不明，已复点", rule="close_shift_over_short.cashier.needs_approval",
    over_short=OverShort.of(
        OverShortLimits(100, 5_000, 20_000), month="2026-11", month_sum=21_677,
        beyond=(Limit.SHIFT, Limit.MONTH),
    ),
)  # fmt: skip
SLIP = GoodsSlip(
    slip_no="S02-1-20261123-P001", return_id="back-1", sale_no=RETURN.sale_no, of_till=RETURN.of_till,
    shift_id="shift-1", reason="买错了", rule="return_elsewhere.manager.allowed", lines=RETURN.lines,
    payable=sum(line.payable for line in RETURN.lines),
)  # fmt: skip
RELEASED = LeaseReleased(
    release_id=f"release-3-{CARD_NO}-{MONTH}", card_no=CARD_NO, month=MONTH, cause=ReleaseCause.RECALL,
    number=3, parts=(LeasePart("2026-11-0018-a", "vegetable", 6200),), left_open={"staple": 1480},
)  # fmt: skip
RECEIVED = LeaseReceived(
    release_id="slice-1", card_no=CARD_NO, month=MONTH, from_till="S01-1", from_epoch=1,
    pools={"vegetable": 6200}, proof=DOCUMENT,
)  # fmt: skip
MAKE_GOOD = MakeGoodSlip(
    slip_no="S02-1-20261123-M001", sale_id="s-1", sale_no="S02-1-20261123-0001", card_no=CARD_NO,
    month=MONTH, reason="holder_away",
)  # fmt: skip
MAKE_GOOD_PAID = MakeGoodPaid(
    slip_no=MAKE_GOOD.slip_no, credit_id="credit-1", card_no=CARD_NO, amount=1240, shift_id="shift-1",
    rule="pay_make_good.cashier.allowed",
)  # fmt: skip
BOUND = BoundIdentity("0a" * 32, "0b" * 32, "S01", "6201")
DATA: dict[EntryKind, dict[str, Any]] = {
    EntryKind.TILL_BOUND: record_to_data(BOUND),
    EntryKind.PROGRAMME_ADOPTED: record_to_data(
        ProgrammeAdopted(DOCUMENT, 3, programme_to_data(PROGRAMME))
    ),
    EntryKind.LEASES_GRANTED: record_to_data(LeasesGranted(DOCUMENT, 7, GRANTS)),
    EntryKind.SHIFT_OPENED: record_to_data(
        ShiftOpened(
            shift_id="shift-1", number=12, cashier="9001", float_fen=50000, opened_at_ms=1_795_397_400_000,
            staff={"1001": "李芳", "9001": "陈国强"},
        )
    ),
    EntryKind.SHIFT_COUNTED: record_to_data(COUNT),
    EntryKind.SALE: record_to_data(example()),
    EntryKind.RETURN: record_to_data(RETURN),
    EntryKind.RECEIPT_REPRINTED: record_to_data(
        Reprinted(sale_no="S01-1-20261123-0001", reason="卡纸", rule="reprint.cashier.allowed")
    ),
    EntryKind.CASH_MOVED: record_to_data(
        CashMoved(
            shift_id="shift-1", direction=Direction.OUT, amount=50_000, reason="缴存银行",
            rule="cash_out.cashier.needs_approval",
        )
    ),
    EntryKind.OVERRIDE: record_to_data(OVERRIDE),
    EntryKind.TENDER_TAKEN_BACK: record_to_data(
        TenderTakenBack(
            sale_id="0192e4a0-0000-7000-8000-000000000002", way="wechat", amount=3864, reference_tail="3391"
        )
    ),
    EntryKind.LINE_DROPPED: record_to_data(
        LineDropped(
            sale_id="s-1", code="1001", name="土豆", quantity=800, market=199, after_total=True,
            rule="drop_after_total.cashier.needs_approval",
        )
    ),
    EntryKind.SHIFT_CLOSED: record_to_data(SHIFT_CLOSED),
    EntryKind.DATE_CONFIRMED: record_to_data(
        DateConfirmed(
            date="2026-12-01", last_ms=1795400000000, platform_ms=1795300000000,
            rule="confirm_date.manager.allowed",
        )
    ),
    EntryKind.PIN_REFUSED: record_to_data(
        PinRefused(staff_id="1001", purpose="open_drawer", wrong=0, rounds=2, locked_until=1795400420000)
    ),
    EntryKind.PIN_CLEARED: record_to_data(PinCleared("1001", "lift_lock.manager.allowed")),
    EntryKind.GOODS_SLIP: record_to_data(SLIP),
    EntryKind.GOODS_SLIP_VOID: record_to_data(
        SlipVoid(SLIP.slip_no, SLIP.sale_no, VoidCause.TAKEN_BACK, "", SLIP.rule)
    ),
    EntryKind.SALE_RELEASED: record_to_data(Release("S01-1-20261123-0001", 4)),
    EntryKind.STAFF_CHANGED: record_to_data(
        StaffChanged(
            staff_id="1005", name="周敏", role=Role.CASHIER, role_before=Role.TRAINEE,
            change=StaffChange.ROLE, rule="change_staff.manager.allowed",
        )
    ),
    EntryKind.SETTINGS_CHANGED: record_to_data(
        SettingsChanged(
            section="printer", key="url", before=None, after="tcp://192.168.1.50:9100",
            rule="change_settings.manager.allowed",
        )
    ),
    EntryKind.GOODS_CHANGED: record_to_data(
        GoodsChanged(
            code="1001", name="土豆", price_before=398, price=360, category_before="蔬菜", category="蔬菜",
            rule="change_goods.manager.allowed",
        )
    ),
    EntryKind.SHOP_RULES_SET: record_to_data(
        RulesSet(
            in_force_from="2026-12-01", cash_rounding=CashRounding.DOWN_TO_JIAO,
            rule="change_rules.manager.allowed",
        )
    ),
    EntryKind.TILL_ENROLLED: record_to_data(TillEnrolled("S01", "0a" * 32)),
    EntryKind.CARD_REFUSED: record_to_data(CardRefused("card.lost", "8812")),
    EntryKind.CARD_PROVEN: record_to_data(
        CardProven(CARD_NO, "张*兰", "2026-11-01", "2027-12-31", 1_795_400_000_000, 41, DOCUMENT)
    ),
    EntryKind.LEASE_RELEASED: record_to_data(RELEASED),
    EntryKind.LEASE_RECEIVED: record_to_data(RECEIVED),
    EntryKind.MAKE_GOOD_SLIP: record_to_data(MAKE_GOOD),
    EntryKind.MAKE_GOOD_PAID: record_to_data(MAKE_GOOD_PAID),
}  # fmt: skip


def entry(kind: EntryKind) -> Entry:
    return Entry(
        till_id="S01-1",
        epoch=1,
        sequence=42,
        entry_id="019ab1c2-0000-7000-8000-000000000042",
        kind=kind.value,
        version=VERSIONS[kind],
        at_ms=1_795_400_120_000,
        business_date="2026-11-23",
        actor="9001",
        approver=None,
        raw=raw_data(DATA[kind]),
    )


def golden_of(kind: EntryKind, version: int | None = None) -> bytes:
    return (GOLDEN / f"{kind.value}-v{version or VERSIONS[kind]}.json").read_bytes()


@pytest.mark.parametrize("kind", DATA)
def test_the_bytes_of_an_entry_are_these_for_ever(kind: EntryKind) -> None:
    assert encode_entry(entry(kind)) == golden_of(kind)
    assert decode_entry(golden_of(kind)) == entry(kind)


def test_each_golden_file_is_read_by_what_reads_its_kind() -> None:
    def data(kind: EntryKind) -> dict[str, Any]:
        return decode_entry(golden_of(kind)).data

    assert sale_from_data(data(EntryKind.SALE)) == example()
    assert return_from_data(data(EntryKind.RETURN)) == RETURN
    assert decode_entry(golden_of(EntryKind.GOODS_SLIP)).facts(GoodsSlip) == SLIP
    assert decode_entry(golden_of(EntryKind.LEASE_RELEASED)).facts(LeaseReleased) == RELEASED
    assert decode_entry(golden_of(EntryKind.LEASE_RECEIVED)).facts(LeaseReceived) == RECEIVED
    assert decode_entry(golden_of(EntryKind.MAKE_GOOD_SLIP)).facts(MakeGoodSlip) == MAKE_GOOD
    assert decode_entry(golden_of(EntryKind.MAKE_GOOD_PAID)).facts(MakeGoodPaid) == MAKE_GOOD_PAID
    assert decode_entry(golden_of(EntryKind.TILL_BOUND)).facts(BoundIdentity) == BOUND
    void = decode_entry(golden_of(EntryKind.GOODS_SLIP_VOID)).facts(SlipVoid)
    assert void.cause is VoidCause.TAKEN_BACK
    assert decode_entry(golden_of(EntryKind.LEASES_GRANTED)).facts(LeasesGranted).grants == GRANTS
    assert programme_from_data(data(EntryKind.PROGRAMME_ADOPTED)["programme"]) == PROGRAMME
    assert decode_entry(golden_of(EntryKind.OVERRIDE)).facts(Override) == OVERRIDE
    assert decode_entry(golden_of(EntryKind.SHIFT_CLOSED)).facts(ShiftClosed) == SHIFT_CLOSED


@pytest.mark.parametrize(
    "kind",
    [
        EntryKind.SHIFT_OPENED,
        EntryKind.SALE,
        EntryKind.RETURN,
        EntryKind.RECEIPT_REPRINTED,
        EntryKind.LINE_DROPPED,
        EntryKind.SHIFT_CLOSED,
    ],
    ids=str,
)
def test_the_first_version_of_an_entry_says_less_and_is_still_read(kind: EntryKind) -> None:
    first, now = decode_entry(golden_of(kind, 1)), entry(kind)

    assert first.version == 1
    assert set(first.data) < set(now.data)
    if kind is EntryKind.SHIFT_OPENED:
        assert first.facts(ShiftOpened).names == {}
        assert now.facts(ShiftOpened).names == {"1001": "李芳", "9001": "陈国强"}
    if kind is EntryKind.SALE:
        nameless = tuple(replace(each, confirmed_by=None) for each in example().tenders)
        then = replace(example(), tenders=nameless)
        assert sale_from_data(first.data, version=1) == then
        assert sale_from_data(decode_entry(golden_of(kind, 2)).data, version=2) == then
    if kind is EntryKind.RETURN:
        assert return_from_data(first.data, version=1) == confirmed(RETURN, None)
    if kind is EntryKind.SHIFT_CLOSED:
        before = replace(SHIFT_CLOSED, reason="", rule=None, over_short=None)
        assert first.facts(ShiftClosed) == before


def test_no_golden_file_stands_there_unread() -> None:
    names = {f"{kind.value}-v{version}.json" for kind in DATA for version in range(1, VERSIONS[kind] + 1)}
    assert {path.name for path in GOLDEN.iterdir()} == names


def test_every_kind_has_a_version() -> None:
    assert set(VERSIONS) == set(EntryKind)
    assert all(version >= 1 for version in VERSIONS.values())


# ── Reading ────────────────────────────────────────────────────────────────────────────────


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)


plain = st.dictionaries(st.text("abc蔬", max_size=2), st.integers(0, 3) | texts | st.none(), max_size=3)


@given(
    st.builds(
        Entry,
        till_id=texts,
        epoch=st.integers(0, 3),
        sequence=st.integers(0, 9),
        entry_id=texts,
        kind=texts,
        version=st.integers(0, 3),
        at_ms=st.integers(0, 10**13),
        business_date=texts,
        actor=texts,
        approver=st.none() | texts,
        raw=st.builds(
            raw_data,
            st.dictionaries(st.text("abc蔬", max_size=2), st.integers(0, 3) | texts | st.none(), max_size=3),
        ),
        suite=st.integers(0, 3),
    )
)
def test_an_entry_is_read_back_as_it_was_whatever_its_kind(written: Entry) -> None:
    assert decode_entry(encode_entry(written)) == written


def test_a_kind_of_a_later_release_is_read_and_kept() -> None:
    later = replace(entry(EntryKind.SALE), kind="gift_voucher_sold", version=9, raw=raw_data({"of": "2031"}))

    assert decode_entry(encode_entry(later)) == later


WHOLE, TEXT = ("suite", "epoch", "seq", "v", "at"), ("till", "id", "kind", "date", "actor")
NO_NUMBER: list[object] = [None, -1, True, "1", [], {}]
NO_TEXT: list[object] = [None, 1, True, "", [], {}]
NO_OBJECT: list[object] = [None, 1, "", [], [{}]]
WRONG: list[tuple[str, object]] = [
    *((field, wrong) for field in WHOLE for wrong in NO_NUMBER),
    *((field, wrong) for field in TEXT for wrong in NO_TEXT),
    *(("approver", wrong) for wrong in NO_TEXT if wrong is not None),
    *(("data", wrong) for wrong in NO_OBJECT),
]


@pytest.mark.parametrize(("field", "wrong"), WRONG)
def test_a_header_with_a_wrong_field_is_refused(field: str, wrong: object) -> None:
    body = read_canonical(encode_entry(entry(EntryKind.RECEIPT_REPRINTED)))

    with pytest.raises(EntryWrong):
        decode_entry(canonical_bytes(body | {field: wrong}))


@pytest.mark.parametrize("field", [*WHOLE, *TEXT, "approver", "data"])
def test_a_header_without_one_of_its_fields_is_refused(field: str) -> None:
    body = read_canonical(encode_entry(entry(EntryKind.RECEIPT_REPRINTED)))
    del body[field]

    with pytest.raises(EntryWrong):
        decode_entry(canonical_bytes(body))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"entry"',
        b"\xff\xfe",
        b"{" * 100_000,
        b'{"a":' * 985 + b"1" + b"}" * 985,
        b'{"data":{}}',
    ],
)
def test_what_is_no_entry_is_refused(payload: bytes) -> None:
    with pytest.raises(EntryWrong):
        decode_entry(payload)


def test_an_entry_that_was_written_in_another_form_is_refused() -> None:
    """The same data with a blank in it has another hash; there must be one form only."""
    written = encode_entry(entry(EntryKind.SALE))

    with pytest.raises(EntryWrong):
        decode_entry(written.replace(b'":', b'": ', 1))


# ── Grants ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [{"lease_id": ""}, {"lease_id": 1}, {"card_no": None}, {"month": ""}, {"pools": []}, {"pools": {"a": -1}},
     {"pools": {"a": True}}, {"pools": {"a": 1.5}}, {"pools": None}],
)  # fmt: skip
def test_a_grant_with_a_mistake_is_refused(change: dict[str, object]) -> None:
    data = {"grants": grants_to_data(GRANTS)}
    data["grants"][1] |= change

    with pytest.raises(EntryWrong):
        grants_from_data(data)


@pytest.mark.parametrize("data", [None, [], {}, {"grants": None}, {"grants": {}}, {"grants": [[]]}])
def test_what_holds_no_grants_is_refused(data: object) -> None:
    with pytest.raises(EntryWrong):
        grants_from_data(data)


def test_a_document_may_grant_nothing() -> None:
    assert grants_from_data({"grants": grants_to_data(())}) == ()


def test_money_that_went_back_by_phone_went_on_somebodys_word() -> None:
    """The first version told nobody's; with a later one a word that is missing or empty is no return."""
    data = record_to_data(RETURN)
    phone = [each for each in data["refunds"] if each["kind"] != "cash"]
    assert phone
    phone[0]["confirmed_by"] = None

    with pytest.raises(EntryWrong):
        return_from_data(data, version=2)
    del phone[0]["confirmed_by"]
    with pytest.raises(EntryWrong):
        return_from_data(data, version=2)
    assert return_from_data(data, version=1).refunds
