"""Goods come back: both ends stay equal, days are net, cards get their own back, misfits are kept."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import day_tables, tables
from pos.domain.journal.entries import VERSIONS, EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.returns.mirror import NOTHING_BEFORE, left_to_return
from pos.domain.selling.sale import SaleFacts
from pos.domain.sums import Sums
from tests.monitor.conftest import DAY_MS, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill
from tests.records import replace, told_by_version_1


def pools(platform: Platform, number: int = 1) -> dict[str, int]:
    """What one card used of each pool."""
    used: dict[str, int] = {}
    for row in rows(platform, tables.card_spend):
        if row["card_no"] == card_no(number):
            used[row["pool_id"]] = used.get(row["pool_id"], 0) + row["amount"]
    return used


def test_a_sale_and_its_whole_return_are_as_if_it_had_never_been(
    till: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 1000), ("米", 5000), ("零食", 350), card_no=card_no(1))
    till.return_goods(sale)

    reply = till.upload()

    assert reply.quarantined == []
    assert reply.sums.sums() == till.sums == Sums(entries=2, sales=1)
    assert set(pools(platform).values()) == {0}
    assert {row["spent"] for row in rows(platform, tables.lease_use)} == {0}
    (day,) = rows(platform, day_tables.day_total)
    assert (day["sales"], day["returns"], day["payable"], day["discount"], day["subsidy"]) == (1, 1, 0, 0, 0)
    assert day["returned_payable"] == sale.totals.payable
    assert audit(platform.store).first_bad is None


def test_a_part_comes_back_in_another_batch_and_the_same_batch_twice(
    till: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 1001), ("零食", 333), card_no=card_no(1))
    till.upload()
    till.return_goods(sale, {1: 1000})

    first, again = till.upload(after=1), till.upload(after=1)

    assert first.sums == again.sums
    assert first.sums.sums() == till.sums
    assert "vegetable" not in {pool for pool, used in pools(platform).items() if used}
    (day,) = rows(platform, day_tables.day_total)
    assert (day["market"], day["returned_market"], day["entries"]) == (333, 1001, 2)


def test_a_return_without_a_card_lessens_what_the_public_paid(
    till: SimulatedTill, platform: Platform
) -> None:
    till.return_goods(till.sell(("零食", 350)))
    till.sell(("零食", 200))
    till.upload()

    (day,) = rows(platform, day_tables.day_total)
    assert (day["public_payable"], day["payable"]) == (200, 200)


def test_a_line_that_comes_back_twice_is_kept_and_not_counted(
    till: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    back = till.return_goods(sale)
    data = record_to_data(replace(back, return_no="S01-1-20261123-R002"))
    till.append(EntryKind.RETURN, data)

    reply = till.upload()

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(3, "return.too_much")]
    assert reply.sums.sums() == replace_entries(till.sums, 2)
    assert [row["code"] for row in rows(platform, tables.alert)] == ["return.misfit"]
    assert set(pools(platform).values()) == {0}


def test_a_return_of_an_unknown_sale_is_kept_and_not_counted(till: SimulatedTill) -> None:
    till.book_return(till.facts_of_return(till.sale(("零食", 100))))

    assert [each.code for each in till.upload().quarantined] == ["return.sale_unknown"]


def test_a_return_of_a_sale_that_does_not_count_does_not_count_either(till: SimulatedTill) -> None:
    sale = till.sale(("蔬菜", 1000), card_no=card_no(1))
    data = record_to_data(sale)
    data["lines"][0]["discount"] += 1
    till.append(EntryKind.SALE, data)
    till.append(EntryKind.RETURN, record_to_data(till.facts_of_return(sale)))

    reply = till.upload()

    assert [each.code for each in reply.quarantined] == ["sale.quote", "return.sale_unknown"]
    assert reply.sums.sums() == Sums()


def test_amounts_that_are_not_the_sales_are_kept_and_not_counted(till: SimulatedTill) -> None:
    sale = till.sell(("零食", 100))
    data = record_to_data(till.facts_of_return(sale))
    data["lines"][0]["payable"] += 1
    data["totals"]["payable"] += 1
    till.append(EntryKind.RETURN, data)

    assert len(till.upload().quarantined) == 1


def test_a_returns_day_is_the_day_it_is_booked_on(till: SimulatedTill) -> None:
    sale = till.sell(("零食", 100))
    till.append(EntryKind.RETURN, record_to_data(till.facts_of_return(sale)), business_date="2026-12-01")

    assert [each.code for each in till.upload().quarantined] == ["return.date"]


def test_after_the_month_nothing_goes_back_to_the_card(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    till.upload()
    used = pools(platform)
    clock.at_ms = till.now_ms = clock.at_ms + 8 * DAY_MS
    facts = till.return_goods(sale)

    reply = till.upload(after=1)

    assert facts.forfeited and reply.quarantined == []
    assert reply.sums.sums() == till.sums
    assert pools(platform) == used
    dates = {row["business_date"]: row["payable"] for row in rows(platform, day_tables.day_total)}
    assert dates == {"2026-11-23": sale.totals.payable, "2026-12-01": -sale.totals.payable}


def test_a_restoration_of_a_wrong_month_is_kept_and_not_counted(
    till: SimulatedTill, clock: FakeClock
) -> None:
    sale = till.sell(("蔬菜", 1000), card_no=card_no(1))
    early = till.facts_of_return(sale)
    clock.at_ms = till.now_ms = clock.at_ms + 8 * DAY_MS
    till.append(EntryKind.RETURN, record_to_data(replace(early, return_no="S01-1-20261201-R001")))

    assert [each.code for each in till.upload().quarantined] == ["return.forfeited"]


def test_entries_of_a_later_version_are_kept_until_we_can_read_them(till: SimulatedTill) -> None:
    till.append(EntryKind.RETURN, {}, version=VERSIONS[EntryKind.RETURN] + 1)
    till.append(EntryKind.DAY_CLOSED, {}, version=VERSIONS[EntryKind.DAY_CLOSED] + 1)

    assert [each.code for each in till.upload().quarantined] == ["entry.version"]


def test_a_sale_of_the_first_version_counts_and_can_come_back(till: SimulatedTill) -> None:
    sale = till.sale(("蔬菜", 1000), card_no=card_no(1))
    till.append(EntryKind.SALE, told_by_version_1(sale), version=1)
    till.append(EntryKind.RETURN, record_to_data(till.facts_of_return(sale)))

    reply = till.upload()

    assert reply.quarantined == []
    assert reply.sums.sums() == Sums(entries=2, sales=1)


def test_late_returns_of_a_retired_installation_go_to_suspense(
    till: SimulatedTill, platform: Platform
) -> None:
    sale = till.sell(("零食", 100))
    till.upload()
    till.return_goods(sale)
    till.reinstalled().enrol(platform.issue_code("S01-1"))

    reply = till.upload(after=1)

    assert reply.sums.sums() == till.sums
    assert [row["payable"] for row in rows(platform, day_tables.day_total)] == [100]
    assert [row["state"] for row in rows(platform, day_tables.goods_return)] == ["suspense"]


def test_a_changed_return_is_found_by_the_audit(till: SimulatedTill, platform: Platform) -> None:
    till.return_goods(till.sell(("零食", 100), ("零食", 50)), {1: 1000})
    till.upload()
    platform.store.write(
        lambda connection: connection.execute(
            tables.entry.update().where(tables.entry.c.sequence == 1).values(state="quarantined")
        )
    )
    platform.store.write(lambda connection: connection.execute(tables.sale.delete()))

    bad = audit(platform.store).first_bad

    assert bad is not None
    assert (bad.sequence, bad.code) == (2, "return.sale_unknown")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_mix_of_sales_and_returns_leaves_both_ends_equal_and_no_card_over_its_month(
    till: SimulatedTill, platform: Platform, data: st.DataObject
) -> None:
    sales: list[SaleFacts] = []
    for _step in range(data.draw(st.integers(1, 8))):
        goes_back: bool = data.draw(st.booleans())
        if sales and goes_back:
            sale = data.draw(st.sampled_from(sales))
            left = left_to_return(sale, till.returned.get(sale.sale_no, NOTHING_BEFORE).quantities)
            wanted = {number: 1000 for number in left if data.draw(st.booleans())}
            if wanted:
                till.return_goods(sale, wanted)
        else:
            goods = [
                (data.draw(st.sampled_from(["蔬菜", "米", "零食", "烟"])), data.draw(st.integers(1, 4000)))
                for _line in range(data.draw(st.integers(1, 3)))
            ]
            chosen = data.draw(st.sampled_from([0, 1, 2]))
            sales.append(till.sell(*goods, card_no=card_no(chosen) if chosen else None))
        if data.draw(st.booleans()):
            # From somewhere before what is held: a batch overlaps, or comes twice.
            till.upload(after=max(0, len(till.entries) - data.draw(st.integers(1, 3))))
    reply = till.upload()
    assert reply.quarantined == []
    assert reply.sums.sums() == till.sums
    assert_no_card_is_over_its_month(platform)
    assert audit(platform.store).first_bad is None


def assert_no_card_is_over_its_month(platform: Platform) -> None:
    """I1: what open leases still allow and what was used, less what came back, is within the month."""
    entitled = {"vegetable": 100_00, "staple": 200_00, "subsidy": 60_00}
    used: dict[tuple[str, str], int] = {}
    spent = {
        (row["lease_id"], row["pool_id"], row["till_id"], row["epoch"]): row["spent"]
        for row in rows(platform, tables.lease_use)
    }
    for row in rows(platform, tables.card_spend):
        key = (row["card_no"], row["pool_id"])
        used[key] = used.get(key, 0) + row["amount"]
    for row in rows(platform, tables.lease):
        key = (row["card_no"], row["pool_id"])
        of_lease = spent.get((row["lease_id"], row["pool_id"], row["till_id"], row["epoch"]), 0)
        assert 0 <= of_lease <= row["granted"]
        used[key] = used.get(key, 0) + row["granted"] - of_lease
    assert all(amount <= entitled[pool] for (_card, pool), amount in used.items())


def replace_entries(sums: Sums, entries: int) -> Sums:
    """The same sums over fewer entries."""
    return sums._replace(entries=entries)
