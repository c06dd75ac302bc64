"""The words of the help: every key, and what to try in a demo shop. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with pairs of words under it."""

    title: str
    rows: tuple[tuple[str, str], ...]


KEYS: tuple[Section, ...] = (
    Section(
        "销售",
        (
            ("扫码", "加商品；扫爱心卡就按卡优惠"),
            ("3*", "下一件商品的数量是 3"),
            ("字母", "拼音首字母找商品，例如 xbc 小白菜"),
            ("↑ ↓", "选中一行"),
            ("F2", "改选中行的数量"),
            ("F3", "找商品、散装菜"),
            ("F4", "爱心卡：输入卡号，或取消用卡"),
            ("F5 / F6", "挂单 / 取单"),
            ("F7", "查余额（不用买东西）"),
            ("F8", "查价（不影响正在卖的一单）"),
            ("F9", "改选中行的价；再按 F9 打折"),
            ("PgUp", "看上一单：找零和小票"),
            ("Ins", "使用补贴：由顾客决定这一单用多少"),
            ("PgDn", "退货：扫小票，或输入单号"),
            ("Del", "删掉选中的一行"),
            ("F10", "更多：小票、无码商品、取消整单、开钱箱"),
            ("F12", "收款；顾客亮出付款码也可以直接扫"),
            ("Esc", "清空输入；正在调取额度时，不等了"),
        ),
    ),
    Section(
        "收款",
        (
            ("F1 – F4", "现金、微信、支付宝、其他"),
            ("扫付款码", "自动识别微信 / 支付宝；看到到账按 Enter"),
            ("F9", "说不清到没到账：挂为待确认，以后再查"),
            ("Enter", "收这一笔；收齐就完成，刚好的现金直接按"),
            ("Del", "撤回上一笔收款"),
            ("Esc", "返回销售"),
        ),
    ),
    Section(
        "退货",
        (
            ("扫小票上的码", "退这一单的货；也可按 PgDn 输入单号"),
            ("Enter", "整行退；先输数量就退这么多"),
            ("F11", "全部退"),
            ("F5 – F9", "退货原因"),
            ("F12", "确认退货"),
        ),
    ),
    Section(
        "到处都行",
        (
            ("F1", "帮助（收款时是现金）"),
            ("F11", "换人收银，这一单不动"),
            ("Enter", "确认选中的；扫码不会替您确认"),
            ("Esc", "返回"),
            ("Tab 空格", "选按钮、按下"),
        ),
    ),
)


def demo_sections(path: Path | None) -> tuple[Section, ...]:
    """Read what a demo shop offers to try: `# heading` lines, then lines of two words with a tab between.

    A file that cannot be read offers nothing: help must open whatever happens.
    """
    if path is None:
        return ()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    sections: list[Section] = []
    for line in text.splitlines():
        if line.startswith("#"):
            sections.append(Section(line.lstrip("# ").strip(), ()))
        elif line.strip():
            left, _tab, right = line.partition("\t")
            last = sections.pop() if sections else Section("试一试", ())
            sections.append(Section(last.title, (*last.rows, (left.strip(), right.strip()))))
    return tuple(sections)
