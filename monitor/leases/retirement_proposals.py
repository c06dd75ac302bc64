"""The proposal that retires a lost installation: what is known of it, two other people, and then it is done.

Whoever decides reads when the till was last heard, how far its books came, and what it may still spend. A
sign of life after the proposal was made changes its version: then nobody decides on what they read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from monitor.acts.actor import PLATFORM
from monitor.declined import Declined
from monitor.devices.devices import find_device
from monitor.leases.retiring import LostTill, newest_installation, retire, what_is_known
from monitor.leases.suspense import keep_owner
from monitor.programmes.versions import pool_names
from monitor.proposals import book
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind, State
from monitor.proposals.proposals import Proposals
from monitor.refusals import Refused
from monitor.store import tables
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import shanghai
from pos.domain.journal.record import Record, Text, Whole, record_from_data, record_to_data
from pos.domain.money import format_yuan
from pos.errors.ledger import EntryWrong

_MAKE: Final = "retire.make"
_EVERY_MONTH: Final = 0  # An instant before all months: a preview has no clock.
_ITSELF: Final = replace(PLATFORM, permissions=frozenset({_MAKE}))


class Retirement(Record, frozen=True, forbid_unknown_fields=True):
    """Which installation, and whose newest one gets what it had left; None: whoever shows a card next."""

    till_id: Text
    epoch: Whole
    to_till: Text | None = None
    owner: Text | None = None  # The account that looks after what may still arrive; None: the maker.


def subject_of(till_id: str, epoch: int) -> str:
    """What a retirement is about."""
    return f"till:{till_id}/{epoch}"


def _read(payload: Payload) -> Retirement:
    try:
        return record_from_data(Retirement, payload)
    except EntryWrong as error:
        raise Declined("retire.unreadable", "请写明停用哪台收银机、第几次登记，额度交给哪台") from error


def _known(connection: Connection, asked: Retirement, now_ms: int) -> LostTill:
    try:
        return what_is_known(connection, asked.till_id, asked.epoch, at_ms=now_ms)
    except Refused as refusal:
        words = f"没有 {asked.till_id} 第 {asked.epoch} 次登记的收银机，请核对编号"
        raise Declined("retire.till_unknown", words, status=404) from refusal


def _check(connection: Connection, payload: Payload, now_ms: int) -> None:
    asked = _read(payload)
    known = _known(connection, asked, now_ms)
    if not known.was_enrolled and not known.left:
        raise Declined("retire.nothing_waits", "这台收银机从未登记，也没有额度在等它，不用停用")
    if known.retired_ms is not None and not known.left:
        raise Declined("retire.done", "这台收银机已经停用，额度也没有留在它上面的，不用再办")
    if asked.to_till is None:
        return
    try:
        heir = newest_installation(connection, asked.to_till)
    except Refused as refusal:
        words = f"{asked.to_till} 还没有登记好的机器，接不了额度。请先登记新机，或选同店的另一台"
        raise Declined("retire.no_heir", words) from refusal
    if (heir.till_id, heir.epoch) == (asked.till_id, asked.epoch):
        raise Declined("retire.itself", "额度不能交给正要停用的这台。请先登记新机，或选同店的另一台")
    if heir.store_id != known.store_id:
        raise Declined("retire.other_store", "额度请交给本店的收银机；本店没有的话选“谁先刷卡就发到哪台”")


def _preview(connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
    asked = _read(payload)
    known = _known(connection, asked, _EVERY_MONTH)
    names = pool_names(connection)
    whole = "齐" if known.was_whole else "不齐，可能还有没传上来的账"
    if not known.was_enrolled:
        whole = "从未登记，额度没有送出过，收回是准的"
    pending = f"，还差 {known.pending} 条" if known.pending else ""
    taken = "谁先刷卡就发到哪台" if asked.to_till is None else f"改发到 {asked.to_till}"
    lines = [
        PreviewLine("收银机", f"{known.till_id}（第 {known.epoch} 次登记）", "停用"),
        PreviewLine("最后联系", _clock(known.contact_ms), "—"),
        PreviewLine("最后传账", _clock(known.upload_ms), "—"),
        PreviewLine("传到第几条", f"{known.acknowledged}{pending}", "再传来的另记待查"),
        PreviewLine("最后联系时账齐不齐", whole, "—"),
        PreviewLine("无法核对的记录", f"{known.quarantined} 条", "—"),
        PreviewLine("还留着额度的卡", f"{known.cards} 张", f"{taken}；已过去的月份只收回"),
    ]
    for month, pools in sorted(known.left.items()):
        for pool, amount in sorted(pools.items()):
            label = f"{int(month[:4])} 年 {int(month[5:])} 月{names.get(pool, pool)}"
            lines.append(PreviewLine(label, f"{format_yuan(amount)} 元", "收回"))
    return tuple(lines)


def _version(connection: Connection, payload: Payload) -> str | None:
    """What would change a person's mind: a contact, an entry that came, a retirement, an enrolment."""
    asked = _read(payload)
    device = tables.device
    row = connection.execute(
        select(device.c.contact_ms, device.c.head_sequence, device.c.retired_ms).where(
            device.c.till_id == asked.till_id, device.c.epoch == asked.epoch
        )
    ).one_or_none()
    if row is None:
        return None
    return f"{row.contact_ms or 0}/{row.head_sequence}/{row.retired_ms or 0}"


def _apply(connection: Connection, key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
    asked = _read(proposal.payload)
    _check(connection, proposal.payload, now_ms)
    retire(connection, key, till_id=asked.till_id, epoch=asked.epoch, to_till=asked.to_till, at_ms=now_ms)
    device = find_device(connection, asked.till_id, asked.epoch)
    if device is None:
        return  # It never had an installation: nothing can come after.
    keep_owner(
        connection,
        device,
        owner=asked.owner or _a_person_of(proposal),
        named_by=proposal.made_by,
        now_ms=now_ms,
    )


def _a_person_of(proposal: Proposal) -> str:
    """The maker, or who agreed first when the platform made it itself."""
    if proposal.made_by != PLATFORM.account_id or not proposal.decisions:
        return proposal.made_by
    return proposal.decisions[0].decided_by


def _clock(at_ms: int | None) -> str:
    return "从未" if at_ms is None else f"{shanghai(at_ms):%Y-%m-%d %H:%M}"


RETIRE: Final = ProposalKind(
    name="till.retire",
    words="停用收银机",
    may_make=_MAKE,
    may_decide="retire.decide",
    decisions_needed=lambda _payload: 2,
    check=_check,
    preview=_preview,
    version_now=_version,
    apply=_apply,
)


def propose_after_enrolment(
    connection: Connection, proposals: Proposals, *, till_id: str, epoch: int, now_ms: int
) -> list[Proposal]:
    """Propose to retire the former installations of a till that hold something; the new one gets it.

    Two people have only to agree. Nothing is proposed twice, and nothing while fewer than two people could
    decide or a freeze holds: then the alert says what to do.
    """
    made = []
    for former in _former_with_rights(connection, till_id, epoch, now_ms=now_ms):
        payload = record_to_data(Retirement(till_id, former, till_id))
        subject = subject_of(till_id, former)
        if book.listed(connection, [State.PENDING], subject=subject):
            continue
        try:
            made.append(
                proposals.make(
                    connection,
                    _ITSELF,
                    kind=RETIRE.name,
                    subject=subject,
                    payload=payload,
                    reason=f"{till_id} 第 {epoch} 次登记，旧机上还留着额度",
                    based_on_version=_version(connection, payload),
                    now_ms=now_ms,
                )
            )
        except Declined:
            continue
    return made


def _former_with_rights(connection: Connection, till_id: str, epoch: int, *, now_ms: int) -> list[int]:
    device = tables.device
    former = connection.execute(
        select(device.c.epoch)
        .where(device.c.till_id == till_id, device.c.epoch < epoch)
        .order_by(device.c.epoch)
    ).scalars()
    return [each for each in former.all() if what_is_known(connection, till_id, each, at_ms=now_ms).left]
