"""Says in Chinese what keeps a draft of the programme from being published, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pos.domain.programme.publishable import ProgrammeFinding

FINDINGS: Final[Mapping[str, str]] = {
    "programme.version_exists": "版本 {found} 已经发布过。发布了的版本不再改动，请另起一个版本",
    "programme.version_form": "版本号“{found}”只能用字母、数字、点和短横，最多 40 个字",
    "programme.name": "请填方案名称，最多 40 个字",
    "programme.date_form": "生效日期“{found}”要写成 2027-01-01 这样",
    "programme.date_not_first": "生效日期 {found} 不是月初。额度按整月发放，请选某月 1 日",
    "programme.date_past": "生效日期 {found} 已到或已过。已经开始的月份规则不变，请选以后的月份",
    "programme.no_pool": "方案里没有一个额度池，请至少留一个",
    "programme.many_pools": "额度池有 {found} 个，最多 12 个，请合并一些",
    "pool.name_twice": "有两个额度池都叫“{where}”，请改一个名称",
    "pool.id_twice": "额度池代号 {found} 用了两次，请改一个",
    "pool.id_form": "“{where}”的代号“{found}”只能用小写字母、数字和短横，以字母开头，最多 20 个字",
    "pool.name": "额度池“{where}”的名称要有 1 到 10 个字，小票上才放得下",
    "pool.no_category": "“{where}”还没有商品类别，请至少选一类",
    "pool.percent": "“{where}”的顾客付款比例 {found} 不对，要在 0 到 99 之间",
    "pool.percent_whole": "“{where}”写的是付 100%，等于没有优惠。请写小于 100 的比例，或去掉这个额度池",
    "pool.cap_zero": "“{where}”的每月额度是 0，等于不给。请填金额，或去掉这个额度池",
    "pool.cap": "“{where}”的每月额度不对，请填大于 0 的金额",
    "subsidy.monthly": "每月补贴的金额不对，请填 0 或大于 0 的金额",
    "category.overlap": "类别“{found}”在“{where}”里重复了。一类商品只能属于一个额度池，请去掉多出的",
    "category.unknown": "核定目录里没有类别“{found}”，请核对写法，或先在目录里建这一类",
}


def finding_words(finding: ProgrammeFinding) -> str:
    """What is wrong and what to do, for a clerk."""
    return FINDINGS[finding.cause].format(where=finding.where, found=finding.found)
