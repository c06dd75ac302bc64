"""One entry of every kind, as this program writes it, and the golden file that holds its bytes for ever.

Never change a file in `golden/entries`: when the data of a kind change, its version goes up, a new
file comes beside the old one, and the old one stays here and stays readable.
"""

from __future__ import annotations

from pathlib import Path

from pos.domain.cards.card_proven import CardProven
from pos.domain.cards.card_refused import CardRefused
from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted
from pos.domain.cards.lease_moves import (
    LeasePart,
    LeaseReceived,
    LeaseReleased,
    MakeGoodPaid,
    MakeGoodSlip,
    ReleaseCause,
    SealedSlice,
)
from pos.domain.goods.goods_changed import GoodsChanged
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, raw_data
from pos.domain.journal.identity_entry import BoundIdentity, TillEnrolled
from pos.domain.journal.month_entry import DateConfirmed
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.domain.journal.record import Record
from pos.domain.journal.settings_entry import SettingsChanged
from pos.domain.paying.tender_taken_back import TenderTakenBack
from pos.domain.people.permission import Act
from pos.domain.people.staff import Role, StaffChange
from pos.domain.people.staff_entries import PinCleared, PinRefused, StaffChanged
from pos.domain.programme.programme import programme_to_data
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
from tests.domain.returning import one_visit
from tests.domain.selling.test_quote import PROGRAMME
from tests.domain.selling.test_sale import example
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
    pools={"vegetable": 6200}, introduced_by=DOCUMENT,
    giver=SealedSlice(41, DOCUMENT, '{"actor":"9001","kind":"lease_released"}', "0c" * 64, 1),
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
SAID: dict[EntryKind, Record] = {
    EntryKind.TILL_BOUND: BOUND,
    EntryKind.PROGRAMME_ADOPTED: ProgrammeAdopted(DOCUMENT, 3, programme_to_data(PROGRAMME)),
    EntryKind.LEASES_GRANTED: LeasesGranted(DOCUMENT, 7, GRANTS),
    EntryKind.SHIFT_OPENED: ShiftOpened(
        shift_id="shift-1",
        number=12,
        cashier="9001",
        float_fen=50000,
        opened_at_ms=1_795_397_400_000,
        staff={"1001": "李芳", "9001": "陈国强"},
    ),
    EntryKind.SHIFT_COUNTED: COUNT,
    EntryKind.SALE: example(),
    EntryKind.RETURN: RETURN,
    EntryKind.RECEIPT_REPRINTED: Reprinted(
        sale_no="S01-1-20261123-0001", reason="卡纸", rule="reprint.cashier.allowed"
    ),
    EntryKind.CASH_MOVED: CashMoved(
        shift_id="shift-1",
        direction=Direction.OUT,
        amount=50_000,
        reason="缴存银行",
        rule="cash_out.cashier.needs_approval",
    ),
    EntryKind.OVERRIDE: OVERRIDE,
    EntryKind.TENDER_TAKEN_BACK: TenderTakenBack(
        sale_id="0192e4a0-0000-7000-8000-000000000002", way="wechat", amount=3864, reference_tail="3391"
    ),
    EntryKind.LINE_DROPPED: LineDropped(
        sale_id="s-1",
        code="1001",
        name="土豆",
        quantity=800,
        market=199,
        after_total=True,
        rule="drop_after_total.cashier.needs_approval",
    ),
    EntryKind.SHIFT_CLOSED: SHIFT_CLOSED,
    EntryKind.DATE_CONFIRMED: DateConfirmed(
        date="2026-12-01",
        last_ms=1795400000000,
        platform_ms=1795300000000,
        rule="confirm_date.manager.allowed",
    ),
    EntryKind.PIN_REFUSED: PinRefused(
        staff_id="1001", purpose="open_drawer", wrong=0, rounds=2, locked_until=1795400420000
    ),
    EntryKind.PIN_CLEARED: PinCleared("1001", "lift_lock.manager.allowed"),
    EntryKind.GOODS_SLIP: SLIP,
    EntryKind.GOODS_SLIP_VOID: SlipVoid(SLIP.slip_no, SLIP.sale_no, VoidCause.TAKEN_BACK, "", SLIP.rule),
    EntryKind.SALE_RELEASED: Release("S01-1-20261123-0001", 4),
    EntryKind.STAFF_CHANGED: StaffChanged(
        staff_id="1005",
        name="周敏",
        role=Role.CASHIER,
        role_before=Role.TRAINEE,
        change=StaffChange.ROLE,
        rule="change_staff.manager.allowed",
    ),
    EntryKind.SETTINGS_CHANGED: SettingsChanged(
        section="printer",
        key="url",
        before=None,
        after="tcp://192.168.1.50:9100",
        rule="change_settings.manager.allowed",
    ),
    EntryKind.GOODS_CHANGED: GoodsChanged(
        code="1001",
        name="土豆",
        price_before=398,
        price=360,
        category_before="蔬菜",
        category="蔬菜",
        rule="change_goods.manager.allowed",
    ),
    EntryKind.SHOP_RULES_SET: RulesSet(
        in_force_from="2026-12-01",
        cash_rounding=CashRounding.DOWN_TO_JIAO,
        rule="change_rules.manager.allowed",
    ),
    EntryKind.TILL_ENROLLED: TillEnrolled("S01", "0a" * 32),
    EntryKind.CARD_REFUSED: CardRefused("card.lost", "8812"),
    EntryKind.CARD_PROVEN: CardProven(
        CARD_NO, "张*兰", "2026-11-01", "2027-12-31", 1_795_400_000_000, 41, DOCUMENT
    ),
    EntryKind.LEASE_RELEASED: RELEASED,
    EntryKind.LEASE_RECEIVED: RECEIVED,
    EntryKind.MAKE_GOOD_SLIP: MAKE_GOOD,
    EntryKind.MAKE_GOOD_PAID: MAKE_GOOD_PAID,
}


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
        raw=raw_data(SAID[kind]),
    )


def golden_of(kind: EntryKind, version: int | None = None) -> bytes:
    return (GOLDEN / f"{kind.value}-v{version or VERSIONS[kind]}.json").read_bytes()
