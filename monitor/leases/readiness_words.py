"""Says in Chinese what the rehearsal for the 1st found, for the command line and the page alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.leases.month_list import Standing
from monitor.leases.readiness import Readiness, TillReadiness
from pos.domain.calendar import Month, shanghai

_TOLD_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One thing that was looked at. `what_next` is empty when nothing is to be done."""

    name: str
    words: str
    what_next: str = ""

    @property
    def is_good(self) -> bool:
        """Nothing is to be done about it."""
        return not self.what_next


def month_words(month: Month) -> str:
    """2026 年 12 月."""
    return f"{int(month[:4])} 年 {int(month[5:])} 月"


def ready_lines(found: Readiness) -> tuple[ReadyLine, ...]:
    """Everything that was looked at, in the order it is shown."""
    return tuple(_lines(found))


def is_ready(lines: tuple[ReadyLine, ...]) -> bool:
    """Whether nothing is left to be done."""
    return all(line.is_good for line in lines)


def ready_text(found: Readiness) -> list[str]:
    """The same for the command line."""
    lines = ready_lines(found)
    undone = sum(not line.is_good for line in lines)
    heading = "可以迎接 1 号" if not undone else f"还有 {undone} 项要办"
    told = [f"{month_words(found.month)}月初准备：{heading}"]
    for line in lines:
        told.append(f"{'✓' if line.is_good else '×'} {line.name}：{line.words}")
        if line.what_next:
            told.append(f"    下一步：{line.what_next}")
    return told


def _lines(found: Readiness) -> Iterator[ReadyLine]:
    if found.programme is None:
        yield ReadyLine("方案", "1 号没有生效的方案", "请起草并放行方案。")
    else:
        version, name = found.programme
        yield ReadyLine("方案", f"{name}（版本 {version}）")
    yield _list_line(found)
    yield _missing_line(found)
    yield _keepers_line(found)
    if found.left_behind:
        told = "、".join(
            f"{_number(each.till_id)} 第 {each.epoch} 次登记 {each.cards} 张卡" for each in found.left_behind
        )
        yield ReadyLine("停用的收银机", f"还留着额度：{told}", "请办“停用收银机”，额度马上发到新机。")
    else:
        yield ReadyLine("停用的收银机", "没有留着额度")
    yield _silent_line(found)


def _list_line(found: Readiness) -> ReadyLine:
    cards = 0 if found.computed is None else found.computed.cards
    if found.standing is Standing.RELEASED:
        later = "" if found.released_cards == cards else f"；现在可用的卡 {cards} 张，放行后有变动"
        return ReadyLine("名单", f"已放行，{found.released_cards} 张卡{later}")
    if found.standing is Standing.BY_ITSELF:
        return ReadyLine("名单", f"{cards} 张卡；还没有用过放行，到 25 日自动发放")
    return ReadyLine(
        "名单",
        f"还没有放行，{cards} 张卡",
        "请一人提交“放行月份名单”，另一人放行；不放行，1 号没有额度。",
    )


def _missing_line(found: Readiness) -> ReadyLine:
    name = "还没有额度的卡"
    roaming = 0 if found.computed is None else found.computed.without_store
    more = f"；另有 {roaming} 张没有常去门店，先到哪家店就发到哪家" if roaming else ""
    if not found.missing:
        return ReadyLine(name, f"没有{more}")
    if not found.is_due:
        return ReadyLine(name, f"{found.missing} 张，还没到发放的日子（上月 25 日起）{more}")
    tails = "、".join(found.missing_tails)
    some = f"尾号 {tails}" + ("等" if found.missing > len(found.missing_tails) else "")
    next_step = (
        "名单放行后自动发放。"
        if found.standing is Standing.WAITING
        else "请让任何一台收银机联网一次，平台就会发放；还有，请告诉技术支持。"
    )
    return ReadyLine(name, f"{found.missing} 张（{some}）{more}", next_step)


def _keepers_line(found: Readiness) -> ReadyLine:
    keepers = [each for each in found.tills if each.is_keeper]
    absent = [each for each in keepers if each.epoch is None]
    unsent = [each for each in keepers if each.epoch is not None and each.sent < each.cards]
    name = "各店额度"
    if absent or (unsent and found.is_due):
        told = [_absent_words(each) for each in absent]
        told += [f"{_name(each)} 有 {each.cards - each.sent} 张卡没有收到" for each in unsent]
        return ReadyLine(name, _some(told), "没有登记的请先登记；没有收到的请在 1 号之前联网一次。")
    sent = sum(each.sent for each in found.tills)
    return ReadyLine(name, f"{len(keepers)} 家店，{sent} 张卡的额度已送到收银机")


def _absent_words(till: TillReadiness) -> str:
    if till.roaming:
        return f"{_name(till)} 停用后还没有登记新机，{till.roaming} 张卡先到哪家店就发到哪家"
    waiting = f"，{till.cards} 张卡在等" if till.cards else ""
    return f"{_name(till)} 还没有登记{waiting}"


def _silent_line(found: Readiness) -> ReadyLine:
    silent = [each for each in found.tills if each.is_silent(found.now_ms)]
    if not silent:
        return ReadyLine("联系不上的收银机", "没有")
    told = [f"{_name(each)} {_since(each)}" for each in silent]
    return ReadyLine("联系不上的收银机", _some(told), "请打电话问门店，让它联网一次。")


def _name(till: TillReadiness) -> str:
    return f"{till.store_name} {_number(till.till_id)}"


def _number(till_id: str) -> str:
    """As people say it, and its number behind."""
    return f"{till_id.rpartition('-')[2]} 号机 {till_id}"


def _since(till: TillReadiness) -> str:
    if till.contact_ms is None:
        return "登记后从未联系"
    return f"{shanghai(till.contact_ms):%m-%d %H:%M} 以后没有联系"


def _some(told: list[str]) -> str:
    more = f"；等 {len(told)} 台" if len(told) > _TOLD_MAX else ""
    return "；".join(told[:_TOLD_MAX]) + more
