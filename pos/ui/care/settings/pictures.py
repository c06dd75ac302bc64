"""How settings and rules are shown, and which values each can have. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pos.domain.shop_rules import ShopRules
from pos.services.installation.settings import Settings
from pos.ui.page.picture import PageAct, PagePicture
from pos.ui.shell import Choice, Choices
from pos.ui.words.rules_words import RULE_CHOICES, rule_said

TEST_PAGE = "test_page"
PRINTER, COLUMNS = "printer.url", "printer.columns"
RULE = "rule."  # Before the name of a rule.
NETWORK, DEVICE, SCREEN, NONE, TYPED = "network", "device", "screen", "none", "typed"

_CHANNELS: Final[Mapping[str, str]] = {"payment.wechat": "微信收款", "payment.alipay": "支付宝收款"}
_HOW: Final[Mapping[str, str]] = {
    "manual": "顾客扫码付款，收银员看到账再确认",
    "simulator": "模拟到账：只用来演示和练习，收不到钱",
}
MERCHANTS: Final[Mapping[str, str]] = {
    "payment.wechat_merchant": "微信商户号",
    "payment.alipay_merchant": "支付宝商户号",
}
_PAPER: Final[Mapping[int, str]] = {48: "80 毫米纸（一行 48 个字符）", 32: "58 毫米纸（一行 32 个字符）"}


def settings_page(
    running: Settings, stored: Settings, rules: ShopRules, later: tuple[ShopRules, ...]
) -> PagePicture:
    """The page. Values of the file that are not in use yet are marked."""
    rows = [
        Choice(PRINTER, "小票打印机", printer_words(stored.printer_url)),
        Choice(COLUMNS, "小票纸", _PAPER[stored.printer_columns]),
    ]
    for key, title in (*_CHANNELS.items(), *MERCHANTS.items()):
        value = value_of(stored, key)
        said = _HOW.get(value, value) if key in _CHANNELS else value or "没有填：对账时整份账单都算本店的"
        waits = "" if value_of(running, key) == value else "重新打开程序后生效"
        rows.append(Choice(key, title, said, waits))
    for name, rule in RULE_CHOICES.items():
        coming = next((each for each in later if rule_said(each, name) != rule_said(rules, name)), None)
        soon = f"{coming.in_force_from} 起：{rule_said(coming, name)}" if coming else ""
        rows.append(Choice(f"{RULE}{name}", rule.name, rule_said(rules, name), soon))
    return PagePicture(
        title="本机设置",
        words="每一次改动都记入流水。打印机改了马上就用；收款方式要重新打开收银程序才生效。",
        rows=tuple(rows),
        ok="更改",
        acts=(PageAct("F3", "打印测试页", TEST_PAGE),),
    )


def value_of(settings: Settings, key: str) -> str:
    """The value of a key of the payments, as text; empty where none is set."""
    found = {
        "payment.wechat": settings.wechat,
        "payment.alipay": settings.alipay,
        "payment.wechat_merchant": settings.wechat_merchant,
        "payment.alipay_merchant": settings.alipay_merchant,
    }[key]
    return found or ""


def printer_words(url: str) -> str:
    """A printer's address as a shop says it."""
    if url == "none":
        return "没有打印机，只存电子小票"
    if url == "screen":
        return "不用纸，显示在屏幕上"
    if url.startswith("tcp://"):
        return f"网口打印机 {url.removeprefix('tcp://').removesuffix(':9100')}"
    if url.startswith("file://"):
        return f"接在本机上 {url.removeprefix('file://')}"
    return url


def printers(found: tuple[str, ...]) -> Choices:
    """The sorts of printer. `found`: devices of this machine that a printer is connected to."""
    items = (
        Choice(NETWORK, "网口打印机", "接在路由器或交换机上，填它的 IP 地址"),
        *(Choice(f"{DEVICE}{path}", "接在本机上的打印机", path) for path in found),
        Choice(SCREEN, "显示在屏幕上", "不用纸，看电子小票"),
        Choice(NONE, "没有打印机", "小票只存在账本里"),
        Choice(TYPED, "自己填地址", "例如 tcp://192.168.1.50:9100"),
    )
    return Choices("小票打印机", "用哪一种？", items, ok="选定")


def papers() -> Choices:
    """The widths of paper."""
    items = tuple(Choice(str(columns), words) for columns, words in _PAPER.items())
    return Choices("小票纸", "打印机里装的是哪一种纸？", items, ok="选定")


def channels(key: str) -> Choices:
    """How a channel is confirmed."""
    items = tuple(Choice(how, words) for how, words in _HOW.items())
    return Choices(_CHANNELS[key], "怎样确认到账？", items, ok="选定")


def rule_choices(name: str) -> Choices:
    """What a rule can be."""
    rule = RULE_CHOICES[name]
    items = tuple(Choice(value, words) for value, words in rule.values.items())
    return Choices(rule.name, "全店照这样做。", items, ok="选定")


def days(today: str, tomorrow: str) -> Choices:
    """From when a rule holds."""
    items = (Choice(tomorrow, "明天起", tomorrow), Choice(today, "今天起", f"{today}，从下一单开始"))
    return Choices("从哪天起？", "规则从选定的营业日起生效。", items, ok="选定")
