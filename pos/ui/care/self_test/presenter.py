"""Puts the self-test into words: green, red or not in use, and what to do about red. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from pos.services.care.self_test import Finding, Part, Verdict
from pos.ui import ports
from pos.ui.places import Panel
from pos.ui.shell import Shell
from pos.ui.words.messages import words_for
from pos.ui.words.notices import notice_of


@dataclass(frozen=True, slots=True)
class TestRow:
    """One part as it is read. `tone`: good, bad or unused."""

    __test__ = False  # Pytest, this is a row.

    name: str
    tone: str
    mark: str
    words: str
    what_next: str


@dataclass(frozen=True, slots=True)
class SelfTestPicture:
    """The whole panel."""

    title: str
    good: bool
    rows: tuple[TestRow, ...]


class SelfTestView(Protocol):
    """What the presenter needs from the panel."""

    def show_test(self, picture: SelfTestPicture) -> None: ...


NAMES: dict[Part, str] = {
    Part.LEDGER: "账本",
    Part.KEYS: "本机登记与密钥",
    Part.CLOCK: "时钟",
    Part.PLATFORM: "监管平台",
    Part.PROGRAMME: "优惠方案",
    Part.LEASES: "本月额度",
    Part.NEXT_LEASES: "下月额度",
    Part.ASKING: "调取别处额度",
    Part.CARDS: "持卡人名单",
    Part.GOODS: "商品资料",
    Part.PRINTER: "打印机",
    Part.SCALE: "电子秤",
    Part.DISPLAY: "顾客屏",
    Part.DISK: "磁盘空间",
    Part.BACKUP: "账本备份",
}
_GOOD: dict[Part, str] = {
    Part.LEDGER: "{entries} 条流水，逐条核对一致",
    Part.KEYS: "已登记（第 {epoch} 次）",
    Part.CLOCK: "没有落后",
    Part.PLATFORM: "已连通，待传 {pending} 条",
    Part.PROGRAMME: "下月方案：版本号 {version}",
    Part.LEASES: "{month}：{cards} 张卡",
    Part.NEXT_LEASES: "{month}：{cards} 张卡，已经到位",
    Part.ASKING: "可以调取；开机以来 {asked} 次，调来 {granted} 次",
    Part.CARDS: "第 {version} 版",
    Part.GOODS: "{count} 种",
    Part.PRINTER: "正常，{waiting} 张在等",
    Part.DISPLAY: "已接",
    Part.DISK: "还有 {free_mb} MB",
    Part.BACKUP: "最近一份：{date}",
}
_BAD: dict[Part, tuple[str, str]] = {
    Part.LEDGER: ("还没有核对完，或有问题", "请等一两分钟再查；还是红的，请停止销售并联系技术支持。"),
    Part.KEYS: ("本机还没有登记", "请向慈善会要一次性登记码，运行 enrol 命令登记本机。"),
    Part.CLOCK: ("时钟落后或不准", "请校准日期和时间；校准前优惠暂停，普通销售不受影响。"),
    Part.PLATFORM: (
        "没有连通，或积压太多（待传 {pending} 条）",
        "请检查网线和路由器；照常销售，联网后自动上传。",
    ),
    Part.PROGRAMME: ("优惠已暂停", "请核对时钟；必要时联系慈善会重新登记本机。"),
    Part.LEASES: ("{month} 没有额度", "请联网同步一次；还没有，请联系慈善会。"),
    Part.NEXT_LEASES: ("{month} 的额度还没有到", "1 号之前请联网同步一次；还没有，请联系慈善会。"),
    Part.ASKING: ("现在不能调取", "请先登记本机；没有在本机的额度，按市场价结账。"),
    Part.CARDS: ("还没有收到持卡人名单", "请联网同步一次。"),
    Part.GOODS: ("没有商品", "请在「商品」里导入商品资料。"),
    Part.PRINTER: ("没有反应，{waiting} 张在等", "检查电源、纸和网线；好了会自动补打。"),
    Part.DISPLAY: ("只接了一块屏，顾客屏没有打开", "接好第二块屏，设成扩展（不是复制）；接上自动打开。"),
    Part.DISK: ("只剩 {free_mb} MB", "请删除不用的文件，或联系技术支持；账本不能删。"),
    Part.BACKUP: ("最近没有备份（{date}）", "打烊后请让收银机开着半小时，它会自己备份。"),
}
# A till beside the keeper: it holds nothing of this month nor of the next, and need not.
_BESIDE: str = "本机没有保管额度，刷卡时向同店别的收银机或平台要"
_UNUSED: dict[Part, str] = {
    Part.NEXT_LEASES: "每月 {from_day} 日起由平台送来",
    Part.BACKUP: "打烊后自动备份",
}


def picture_test(findings: tuple[Finding, ...]) -> SelfTestPicture:
    """Put findings into words."""
    rows = tuple(_row(finding) for finding in findings)
    bad = sum(row.tone == "bad" for row in rows)
    title = f"有 {bad} 项要处理" if bad else "一切就绪"
    return SelfTestPicture(title, not bad, rows)


def _row(finding: Finding) -> TestRow:
    name, facts = NAMES[finding.part], {key: str(value) for key, value in finding.facts.items()}
    if finding.verdict is Verdict.GOOD:
        return TestRow(name, "good", "✓", _GOOD.get(finding.part, "正常").format_map(facts), "")
    if finding.verdict is Verdict.UNUSED:
        words = _UNUSED.get(finding.part, "本店没有使用") if facts else "本店没有使用"
        words = _BESIDE if "beside" in facts else words
        return TestRow(name, "unused", "—", words.format_map(facts), "")
    words, what_next = _BAD.get(finding.part, ("有问题", "请联系技术支持。"))
    try:
        said = words.format_map(facts)
    except KeyError:  # It could not even be looked at; the error's own words say why.
        problem = words_for(str(finding.facts.get("problem", "")))
        return TestRow(name, "bad", "×", problem.title, problem.what_next)
    return TestRow(name, "bad", "×", said, what_next)


class SelfTestPresenter:
    """Runs the self-test and shows the result."""

    def __init__(
        self,
        self_test: ports.SelfTest,
        view: Callable[[], SelfTestView],
        shell: Shell,
        background: ports.Background,
    ) -> None:
        self._self_test, self._view, self._shell, self._background = self_test, view, shell, background
        # A window that faces the customer needs a screen of its own; only Qt knows what screens there are.
        self.customer_is_seen: Callable[[], bool] = lambda: True

    def begin(self) -> None:
        """Look at everything, off the window's thread, and open the panel."""

        def done(findings: tuple[Finding, ...]) -> None:
            self._view().show_test(picture_test(tuple(self._seen(each) for each in findings)))
            self._shell.open(Panel.SELF_TEST)

        self._background.run(
            self._self_test.look, done=done, failed=lambda error: self._shell.say(notice_of(error))
        )

    def _seen(self, finding: Finding) -> Finding:
        if finding.facts.get("url") == "window" and not self.customer_is_seen():
            return replace(finding, verdict=Verdict.BAD)
        return finding
