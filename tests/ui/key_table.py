"""The ten commonest sales, action by action, and the table of them in docs.

`python -m tests.ui.key_table` writes the table anew; a test plays each sale at the real window and
holds the table against it. A scan is one action, and so is each key.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.shop import LAN, OIL, RICE, SOY, label

TABLE = Path(__file__).parents[2] / "docs" / "按键表.md"
WECHAT, ALIPAY = "134567890123456789", "281234567890123456"
GREENS, TOMATOES = label("21", "00123", 454), label("21", "00207", 912)


@dataclass(frozen=True, slots=True)
class Scan:
    """Something is scanned; `word` says what."""

    word: str
    code: str


@dataclass(frozen=True, slots=True)
class Press:
    """A key with a name."""

    key: str


@dataclass(frozen=True, slots=True)
class Type:
    """Digits are typed: each is a key."""

    text: str


Action = Scan | Press | Type
F12, ENTER = Press("F12"), Press("Enter")
CARD = Scan("爱心卡", LAN)
BY_WECHAT, BY_ALIPAY = Scan("付款码", WECHAT), Scan("付款码", ALIPAY)


@dataclass(frozen=True, slots=True)
class CommonSale:
    """One of the commonest sales: what is done, in order."""

    name: str
    actions: tuple[Action, ...]

    @property
    def scans(self) -> int:
        """How many things are scanned."""
        return sum(isinstance(each, Scan) for each in self.actions)

    @property
    def keys(self) -> int:
        """How many keys are pressed."""
        return sum(len(each.text) if isinstance(each, Type) else 1 for each in self.actions) - self.scans

    @property
    def keys_after_goods(self) -> int:
        """How many actions follow the last article or card."""
        goods = [
            place
            for place, each in enumerate(self.actions)
            if isinstance(each, Scan) and each.word != "付款码"
        ]
        after = self.actions[goods[-1] + 1 :]
        return sum(len(each.text) if isinstance(each, Type) else 1 for each in after)


def _goods(*codes: str) -> tuple[Action, ...]:
    return tuple(Scan("商品", code) for code in codes)


_SIX = _goods(OIL, SOY, RICE, SOY, OIL, SOY)

SALES = (
    CommonSale("一件商品，现金刚好", (*_goods(SOY), F12, ENTER)),
    CommonSale("三件商品，现金找零", (*_goods(SOY, SOY, OIL), F12, Type("100"), ENTER)),
    CommonSale("两样秤码，现金刚好", (*_goods(GREENS, TOMATOES), F12, ENTER)),
    CommonSale("三件一样的，现金找零", (Type("3*"), *_goods(SOY), F12, Type("50"), ENTER)),
    CommonSale("六件商品，微信", (*_SIX, BY_WECHAT, ENTER)),
    CommonSale("两件商品，支付宝", (*_goods(OIL, SOY), BY_ALIPAY, ENTER)),
    CommonSale("爱心卡，六件商品，微信", (*_SIX, CARD, BY_WECHAT, ENTER)),
    CommonSale("爱心卡，两件商品，现金找零", (*_goods(OIL, RICE), CARD, F12, Type("100"), ENTER)),
    CommonSale("爱心卡全付，不用另外付钱", (*_goods(GREENS, SOY), CARD, F12, ENTER)),
    CommonSale("现金付一部分，其余微信", (*_goods(OIL), F12, Type("20"), ENTER, BY_WECHAT, ENTER)),
)


def table() -> str:
    """The page as it must stand in docs."""
    rows = "\n".join(
        f"| {sale.name} | {_words(sale)} | {sale.scans} | {sale.keys} | **{sale.scans + sale.keys}** |"
        for sale in SALES
    )
    return f"""# 按键表

最常见的十种买卖，从第一件商品到小票出来，一共扫几下、按几下。每一种都由测试在真的收银画面上做一遍，
多一下、少一下都算错。微信和支付宝是店里看手机确认到账的做法；
接通了收款渠道的，查到账就自己完成，少按最后一下 **Enter**。

| 买卖 | 一步一步 | 扫 | 按键 | 合计 |
|---|---|---|---|---|
{rows}

- 收齐了就自己完成：出小票，找零的大字留着，扫下一件商品就是下一单。
- **Enter** 确认选中的，**F12** 收款；扫码枪带的回车什么都不确认。
- **PgDn** 退货，**Ins** 使用补贴：一个键就开始，不用先按 **F10**；输入栏右边也有这两个键可以点。
- 顾客要先同意用卡的店，收款前多按一下 **Enter**（顾客口头同意），或由顾客在顾客屏上按「确认」。
"""


def _words(sale: CommonSale) -> str:
    said: list[tuple[str, int]] = []
    for each in sale.actions:
        if isinstance(each, Scan):
            word = f"扫{each.word}"
        else:
            word = f"输 {each.text}" if isinstance(each, Type) else f"**{each.key}**"
        if said and said[-1][0] == word and isinstance(each, Scan):
            said[-1] = (word, said[-1][1] + 1)
        else:
            said.append((word, 1))
    return " → ".join(word if count == 1 else f"{word} × {count}" for word, count in said)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
