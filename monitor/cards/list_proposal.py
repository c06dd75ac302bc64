"""The proposal that applies a monthly list: the file's hash and counts, a month, and a second person.

What whoever decides reads is what is done: the register must stand as it stood at the dry run, and the file
is read again, in the same transaction.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from monitor.cards.list_applying import apply_list
from monitor.cards.lists import APPLIED, MAKE, Lists, StoredList, applied_before
from monitor.declined import Declined
from monitor.proposals.kinds import Payload, PreviewLine, Proposal, ProposalKind
from monitor.register.people import register_version
from monitor.register.sealing import RegisterKeys
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month, business_date, month_of
from pos.domain.journal.record import Record, Text, Whole, record_from_data, record_to_data
from pos.errors.ledger import EntryWrong

NAME = "card.list"
_AHEAD_MAX = 3  # Months.
_NOTHING = "—"
COUNT_WORDS = {
    "new": "新增",
    "unchanged": "没有变化",
    "changed": "有变化",
    "gone": "不在名单上",
    "refused": "未接收的行",
    "look_again": "请再看一次",
    "doubles": "可能重复",
}


class ListProposed(Record, frozen=True, forbid_unknown_fields=True):
    """The payload. `ends_reason`: why so many end, when they are more than the rule lets pass."""

    list_id: Text
    file_hash: Text
    from_month: Text
    counts: dict[str, Whole]
    ends_percent: Whole
    ends_reason: Text | None = None


def list_payload(stored: StoredList, *, from_month: Month, ends_reason: str = "") -> dict[str, Any]:
    """What a proposal of an uploaded list holds."""
    return record_to_data(
        ListProposed(
            list_id=stored.list_id,
            file_hash=stored.file_hash,
            from_month=from_month,
            counts=dict(stored.counts),
            ends_percent=stored.ends_percent,
            ends_reason=ends_reason.strip() or None,
        )
    )


def list_kind(lists: Lists, keys: RegisterKeys) -> ProposalKind:
    """The kind, for the composition root."""
    desk = _ListChange(lists, keys)
    return ProposalKind(
        name=NAME,
        words="导入名单",
        may_make=MAKE,
        may_decide="list.decide",
        check=desk.check,
        preview=desk.preview,
        apply=desk.apply,
        version_now=lambda connection, _payload: str(register_version(connection)),
    )


class _ListChange:
    """Checks, shows and does what a proposal says."""

    def __init__(self, lists: Lists, keys: RegisterKeys) -> None:
        self._lists = lists
        self._keys = keys

    def check(self, connection: Connection, payload: Payload, now_ms: int) -> None:
        """The list is as it was uploaded and was never applied, the month is near, a reason is there."""
        asked = _read(payload)
        stored = self._lists.stored(connection, asked.list_id)
        if stored.state == APPLIED or self._lists.was_applied(connection, stored.file_hash):
            raise applied_before()
        told = (stored.file_hash, dict(stored.counts), stored.ends_percent)
        if told != (asked.file_hash, dict(asked.counts), asked.ends_percent):
            raise Declined("list.other", "提交的数字和平台比对的不一样，请回到名单页面重新提交")
        if stored.register_version != register_version(connection):
            raise Declined("list.stale", "比对以后登记有了变化，请把同一份文件再上传比对一次")
        this = month_of(business_date(now_ms))
        if asked.from_month not in {_months_after(this, ahead) for ahead in range(_AHEAD_MAX + 1)}:
            last = _months_after(this, _AHEAD_MAX)
            raise Declined("list.month", f"生效月份要在 {this} 到 {last} 之间，写成 2026-12")
        share_max = self._lists.rules(now_ms).ends_share_max
        if stored.ends_percent > share_max and not asked.ends_reason:
            raise Declined(
                "list.ends_reason",
                f"有 {stored.counts['gone']} 人（{stored.ends_percent}%）不在名单上，超过 {share_max}%。"
                "请核对文件是不是完整；确实如此，请另写明原因",
            )

    def preview(self, connection: Connection, payload: Payload) -> tuple[PreviewLine, ...]:
        """The counts; what is said of single lines is on the page of the list."""
        asked = _read(payload)
        stored = self._lists.stored(connection, asked.list_id)
        lines = [
            PreviewLine("文件", _NOTHING, stored.file_name),
            PreviewLine("文件校验码", _NOTHING, asked.file_hash[:16]),
            PreviewLine("生效月份", _NOTHING, asked.from_month),
        ]
        lines += [
            PreviewLine(words, _NOTHING, f"{asked.counts.get(name, 0)} 人")
            for name, words in COUNT_WORDS.items()
        ]
        if asked.counts.get("gone"):
            lines.append(PreviewLine("不在名单上的占", _NOTHING, f"{asked.ends_percent}%"))
        if asked.ends_reason:
            lines.append(PreviewLine("这么多人到期的原因", _NOTHING, asked.ends_reason))
        return tuple(lines)

    def apply(self, connection: Connection, _key: DeviceKey, proposal: Proposal, now_ms: int) -> None:
        """Read the file again, compare again, and write what was agreed on or nothing."""
        asked = _read(proposal.payload)
        self.check(connection, proposal.payload, now_ms)
        read, known, check = self._lists.read_again(connection, asked.list_id, now_ms)
        if check.counts != dict(asked.counts):
            raise Declined("list.other", "再比对一次的数字和提交时不一样，没有导入；请重新上传比对")
        self._lists.note_applied(
            connection,
            asked.list_id,
            from_month=asked.from_month,
            proposal_id=proposal.proposal_id,
            now_ms=now_ms,
        )
        apply_list(
            connection,
            self._keys,
            {each.line: each for each in read.people},
            known,
            check,
            list_id=asked.list_id,
            from_month=asked.from_month,
            now_ms=now_ms,
        )


def _read(payload: Payload) -> ListProposed:
    try:
        return record_from_data(ListProposed, payload)
    except EntryWrong as error:
        raise Declined("list.unreadable", "名单申请的内容不全，请从名单页面重新提交") from error


def _months_after(month: Month, count: int) -> Month:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
