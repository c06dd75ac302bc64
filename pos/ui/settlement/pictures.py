"""What the settlement panel shows: frozen words and figures, made from the settlement sheet. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.money import format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.programme.programme import SUBSIDY_NAME
from pos.domain.settlement.three_way import BenefitSettlement, ChannelSettlement, Matching, OddRow, Verdict
from pos.services.reports.settlement_report import (
    GROUNDS,
    VERDICTS,
    next_step,
    odd_next_step,
    odd_words,
    settlement_words,
)
from pos.services.settlement.channel_bills.finding import FoundFile
from pos.services.settlement.settlement_desk import Settled
from pos.services.words.receipt_words import TENDER_NAMES, time_words
from pos.ui.shell import Choice
from pos.ui.words.messages import words

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class SideRow:
    """One channel, or the federation: both sides, and whether they agree."""

    name: str
    ours: str
    theirs: str
    gap: str
    result: str
    alarming: bool

    @property
    def texts(self) -> list[str]:
        """The cells from left to right."""
        return [self.name, self.ours, self.theirs, self.gap, self.result]


@dataclass(frozen=True, slots=True)
class SettlementPicture:
    """The whole panel for one date."""

    date: str
    good: bool
    verdict: str
    remarks: str
    rows: tuple[SideRow, ...]
    items: tuple[Choice, ...]  # What to look at first, then what was only inferred.
    files: str


def picture_settlement(settled: Settled) -> SettlementPicture:
    """Put a settlement into words."""
    sheet = settled.sheet
    verdict, *remarks = settlement_words(sheet)
    rows = [_channel_row(channel) for channel in sheet.channels]
    if sheet.benefit is not None:
        rows += _benefit_rows(sheet.benefit)
    matchings = [each for channel in sheet.channels for each in channel.matchings]
    inferred = [each for each in matchings if each.verdict is Verdict.MATCHED and not each.ground.certain]
    items = [_choice(each) for each in matchings if each.is_open]
    items += [_odd_choice(channel.kind, odd) for channel in sheet.channels for odd in channel.odd]
    items += [_choice(each) for each in inferred]
    return SettlementPicture(
        date=sheet.date,
        good=sheet.clean is True,
        verdict=verdict if sheet.compared else "还没有可以对的账单",
        remarks="".join(remarks),
        rows=tuple(rows),
        items=tuple(items),
        files=_files_words(settled),
    )


def waiting_for(date: str) -> SettlementPicture:
    """While bills are looked for."""
    words = "正在查找账单并核对…"
    return SettlementPicture(date, good=True, verdict=words, remarks="", rows=(), items=(), files="")


def _channel_row(channel: ChannelSettlement) -> SideRow:
    ours = f"{channel.ours.count} 笔 {format_yuan(channel.ours.net)}"
    if channel.ours.unknown_count:
        ours += f"（另有 {channel.ours.unknown_count} 笔未知）"
    name = TENDER_NAMES[channel.kind]
    if channel.theirs is None or channel.gap is None:
        return SideRow(name, ours, NOTHING, NOTHING, "没有账单", alarming=False)
    theirs = f"{channel.theirs.count} 笔 {format_yuan(channel.theirs.net)}"
    count = channel.questions
    result = f"{count} 项差异" if count else "一致"
    return SideRow(name, ours, theirs, format_yuan(channel.gap), result, alarming=bool(count))


def _benefit_rows(benefit: BenefitSettlement) -> list[SideRow]:
    ours, theirs = benefit.ours, benefit.theirs
    return [
        SideRow(
            name,
            format_yuan(mine),
            NOTHING if other is None else format_yuan(other),
            NOTHING if other is None else format_yuan(other - mine),
            VERDICTS[benefit.verdict],
            alarming=benefit.verdict is not Verdict.MATCHED,
        )
        for name, mine, other in (
            ("爱心优惠", ours.discount, None if theirs is None else theirs.discount),
            (SUBSIDY_NAME, ours.subsidy, None if theirs is None else theirs.subsidy),
        )
    ]


def _choice(matching: Matching) -> Choice:
    row = (matching.ours or matching.theirs)[0]
    mine = " / ".join(format_yuan(each.amount) for each in matching.ours) or NOTHING
    other = " / ".join(format_yuan(each.money) for each in matching.theirs) or NOTHING
    ours = next((each.sale_no or each.order_no for each in matching.ours), "")
    number = ours or matching.theirs[0].channel_no
    if matching.is_open:
        aged = f"，已 {matching.age_days} 天" if matching.age_days else ""
        title = f"{VERDICTS[matching.verdict]}{aged}　{TENDER_NAMES[row.kind]}　{time_words(matching.at_ms)}"
        detail = f"{next_step(matching)}　{number}"
    else:
        title = f"推定一致　{TENDER_NAMES[row.kind]}　{time_words(matching.at_ms)}"
        detail = f"{GROUNDS[matching.ground]}　{number}"
    return Choice(f"{row.kind.value}-{number}-{matching.at_ms}", title, detail, f"本店 {mine}　账单 {other}")


def _odd_choice(kind: TenderKind, odd: OddRow) -> Choice:
    title = f"账单第 {odd.row} 行要核对　{TENDER_NAMES[kind]}　{odd.file}"
    return Choice(f"{kind.value}-{odd.file}-{odd.row}", title, f"{odd_words(odd)}　{odd_next_step(odd)}", "")


def _files_words(settled: Settled) -> str:
    used = "、".join(each.path.name for each in settled.used)
    bad = [each for each in settled.unused if each.problem is not None]
    none = "没有找到这一天的账单；请把账单下载到本机的「下载」文件夹，再查一次。"
    told = [f"用了：{used}。" if used else none]
    if settled.from_platform:
        told.append("慈善会账户取自平台。")
    elif settled.platform_problem is not None:
        told.append(f"慈善会账户没有从平台取到：{words(settled.platform_problem).title}。")
    told += [_problem(each) for each in bad[:2]]
    return "".join(told)


def _problem(file: FoundFile) -> str:
    assert file.problem is not None
    said = words(file.problem)
    return f"{said.title}。{said.what_next}"
