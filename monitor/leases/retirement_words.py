"""Says in Chinese lines which retired tills still hold something, and what the suspense account holds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from monitor.leases.retiring import LostTill, what_is_known
from monitor.leases.suspense import Suspense, suspense_accounts
from monitor.store import tables
from monitor.store.office_tables import account
from pos.domain.calendar import shanghai
from pos.domain.money import format_yuan


def retirement_lines(connection: Connection, *, now_ms: int) -> list[str]:
    """Both, for the command line."""
    waiting = replaced_and_holding(connection, now_ms=now_ms)
    accounts = suspense_accounts(connection)
    lines = [f"旧机留着额度：{len(waiting)} 台"]
    lines += [f"· {_holding_words(each)}" for each in waiting]
    if waiting:
        lines.append("  下一步：请一人提交“停用收银机”，另两人同意，额度马上发到新机。")
    return [*lines, *suspense_lines(connection, accounts)]


def suspense_lines(
    connection: Connection, accounts: Sequence[Suspense], *, silent: bool = False
) -> list[str]:
    """The suspense account, a line for each installation; `silent`: nothing at all when there is none."""
    if not accounts:
        return [] if silent else ["停用以后补传的旧账：没有。"]
    names = {row.account_id: row.name for row in connection.execute(select(account))}
    sales, payable = sum(each.sales for each in accounts), sum(each.payable for each in accounts)
    heading = f"停用以后补传的旧账：{len(accounts)} 台，{sales} 笔销售，{format_yuan(payable)} 元"
    return [heading] + [f"· {_suspense_words(each, names.get(each.owner or ''))}" for each in accounts]


def replaced_and_holding(connection: Connection, *, now_ms: int) -> list[LostTill]:
    """Installations that another took the place of, and that hold what nobody can spend any more."""
    device = tables.device
    retired = connection.execute(
        select(device.c.till_id, device.c.epoch)
        .where(device.c.retired_ms.is_not(None))
        .order_by(device.c.store_id, device.c.till_id, device.c.epoch)
    ).all()
    known = (what_is_known(connection, row.till_id, row.epoch, at_ms=now_ms) for row in retired)
    return [each for each in known if each.left]


def _holding_words(each: LostTill) -> str:
    seen = "从未联系" if each.contact_ms is None else f"最后联系 {_clock(each.contact_ms)}"
    whole = "账已传齐" if each.was_whole else "账可能没传齐"
    left = sum(sum(pools.values()) for pools in each.left.values())
    return (
        f"{each.till_id}（第 {each.epoch} 次登记）：{seen}，传到第 {each.acknowledged} 条，{whole}；"
        f"{each.cards} 张卡，{format_yuan(left)} 元"
    )


def _suspense_words(each: Suspense, owner: str | None) -> str:
    again = f"，其中 {format_yuan(each.given_again)} 元额度已另发" if each.given_again else ""
    returns = f"，退货 {each.returns} 笔" if each.returns else ""
    who = "还没有负责人" if each.owner is None else f"负责人 {owner or each.owner}"
    return (
        f"{each.till_id}（第 {each.epoch} 次登记，{_clock(each.retired_ms)} 停用）：{each.entries} 条，"
        f"销售 {each.sales} 笔、应付 {format_yuan(each.payable)} 元、优惠 {format_yuan(each.discount)} 元、"
        f"补贴 {format_yuan(each.subsidy)} 元{again}{returns}；{who}"
    )


def _clock(at_ms: int) -> str:
    return f"{shanghai(at_ms):%Y-%m-%d %H:%M}"
