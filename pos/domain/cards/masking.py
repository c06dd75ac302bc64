"""Masks a person's name: the only form of it that tills, receipts and lists of cards hold.

One rule for till and platform. Names that were masked by an older rule stay as they are stored.
"""

from __future__ import annotations

from typing import Final

# The compound surnames in use today; each has two characters.
_SURNAMES: Final = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙"
    "钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里"
    "呼延东郭南门羊舌微生公户公玉公仪梁丘公仲公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫"
    "仲长子书子桑即墨达奚褚师"
)
_COMPOUND: Final = frozenset(_SURNAMES[at : at + 2] for at in range(0, len(_SURNAMES), 2))


def mask_name(name: str) -> str:
    """Mask a name: 张兰 → 张*, 张小兰 → 张*兰, 欧阳小兰 → 欧阳**; a longer one: first + ** + last."""
    if len(name) <= 2:
        return name[:1] + "*"
    if len(name) <= 4 and name[:2] in _COMPOUND:
        return name[:2] + "*" * (len(name) - 2)
    if len(name) == 3:
        return f"{name[0]}*{name[-1]}"
    return f"{name[0]}**{name[-1]}"
