"""The form of a programme's draft: what was typed becomes a programme, or sentences of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from monitor.programmes.versions import version_for
from monitor.web.forms import FormShown, FormWrong
from pos.domain.money import Fen, format_yuan, parse_yuan
from pos.domain.programme.programme import CapBasis, Pool, Programme, Subsidy
from pos.domain.programme.publishable import POOLS_MAX
from pos.errors import PosError

BASES: Final = ((CapBasis.MARKET.value, "按市场价计"), (CapBasis.PAID.value, "按顾客付款计"))
_SEPARATORS: Final = re.compile(r"[\s,，、;；]+")
_SPARE_ROWS: Final = 2


class Rolls(StrEnum):
    """What becomes of what a card did not use."""

    ENDS = "ends"
    ROLLS = "rolls"


ROLLS: Final = ((Rolls.ENDS.value, "月底作废"), (Rolls.ROLLS.value, "转到下月"))


class Step(StrEnum):
    """Which button was pressed."""

    TRY = "try"
    PROPOSE = "propose"


class Draft(Struct, frozen=True, forbid_unknown_fields=True):
    """The form. What names a pool comes once for each row, in the order of the rows."""

    name: Annotated[str, Meta(title="方案名称", max_length=40)]
    effective_from: Annotated[str, Meta(title="生效日期", max_length=10)]
    cap_basis: Annotated[CapBasis, Meta(title="额度怎么计")]
    subsidy_monthly: Annotated[str, Meta(title="每月补贴", max_length=20)]
    subsidy_rolls: Annotated[Rolls, Meta(title="补贴用不完时")]
    step: Annotated[Step, Meta(title="试算或提交")]
    version: Annotated[str, Meta(title="版本", max_length=64)]
    pool_id: Annotated[tuple[str, ...], Meta(title="额度池代号")] = ()
    pool_name: Annotated[tuple[str, ...], Meta(title="额度池名称")] = ()
    pool_categories: Annotated[tuple[str, ...], Meta(title="商品类别")] = ()
    pool_percent: Annotated[tuple[str, ...], Meta(title="顾客付")] = ()
    pool_cap: Annotated[tuple[str, ...], Meta(title="每月额度")] = ()
    pool_rolls: Annotated[tuple[str, ...], Meta(title="用不完时")] = ()
    subsidy_excluded: Annotated[str, Meta(title="补贴不含的类别", max_length=500)] = ""
    reason: Annotated[str, Meta(title="申请原因", max_length=500)] = ""


def rows_of(form: FormShown) -> int:
    """How many rows of pools the page shows: those that were typed, and some to fill in."""
    typed = sum(bool(name) for name in form.typed.get("pool_name", ()))
    return min(POOLS_MAX, max(len(form.typed.get("pool_name", ())), typed + _SPARE_ROWS))


def shown_from(programme: Programme, *, effective_from: str, version: str) -> FormShown:
    """The form filled in with a programme, to be changed."""
    pools, subsidy = programme.pools, programme.subsidy
    return FormShown(
        {
            "name": (programme.name,),
            "effective_from": (effective_from,),
            "cap_basis": (programme.cap_basis.value,),
            "version": (version,),
            "pool_id": tuple(pool.pool_id for pool in pools),
            "pool_name": tuple(pool.name for pool in pools),
            "pool_categories": tuple("、".join(pool.categories) for pool in pools),
            "pool_percent": tuple(str(pool.percent_paid) for pool in pools),
            "pool_cap": tuple(_plain_yuan(pool.monthly_cap) for pool in pools),
            "pool_rolls": tuple(_rolls(pool.rolls_over) for pool in pools),
            "subsidy_monthly": (_plain_yuan(subsidy.monthly),),
            "subsidy_excluded": ("、".join(subsidy.excluded_categories),),
            "subsidy_rolls": (_rolls(subsidy.rolls_over),),
        }
    )


def draft_of(asked: Draft, before: Programme, taken: Sequence[str]) -> Programme:
    """The programme that was typed; what the form does not show stays as it was before.

    `taken` are the versions that exist. Raises FormWrong; whether it may be published is asked elsewhere.
    """
    return replace(
        before,
        version=version_for(asked.effective_from, taken),
        name=asked.name,
        effective_from=asked.effective_from,
        cap_basis=asked.cap_basis,
        pools=_pools(asked),
        subsidy=Subsidy(
            _yuan("subsidy_monthly", "每月补贴", asked.subsidy_monthly),
            _categories(asked.subsidy_excluded),
            asked.subsidy_rolls is Rolls.ROLLS,
        ),
    )


def _pools(asked: Draft) -> tuple[Pool, ...]:
    columns = (
        asked.pool_id,
        asked.pool_name,
        asked.pool_categories,
        asked.pool_percent,
        asked.pool_cap,
        asked.pool_rolls,
    )
    if len({len(column) for column in columns}) != 1:
        raise FormWrong({"pool": "额度池的几行没有交全，什么都没有改。请刷新页面再填一次"})
    ids = {each for each in asked.pool_id if each}
    found = []
    for number, (pool_id, name, categories, percent, cap, rolls) in enumerate(zip(*columns, strict=True), 1):
        if not (name or categories or percent or cap):
            continue  # A row that was left empty, or emptied: there is no such pool.
        if not pool_id:
            pool_id = next(new for new in (f"pool-{n}" for n in range(1, 100)) if new not in ids)  # noqa: PLW2901
            ids.add(pool_id)
        where = f"第 {number} 行"
        if not percent.isascii() or not percent.isdecimal() or len(percent) > 3:
            raise FormWrong({"pool": f"{where}：顾客付的比例要填 0 到 99 的整数，写的是“{percent[:20]}”"})
        if rolls not in tuple(Rolls):
            raise FormWrong({"pool": f"{where}：请选用不完时怎么办"})
        found.append(
            Pool(
                pool_id,
                name,
                _categories(categories),
                int(percent),
                _yuan("pool", f"{where}：每月额度", cap),
                rolls == Rolls.ROLLS,
            )
        )
    return tuple(found)


def _categories(text: str) -> tuple[str, ...]:
    return tuple(each for each in _SEPARATORS.split(text) if each)


def _yuan(field: str, label: str, text: str) -> Fen:
    try:
        return parse_yuan(text)
    except PosError as error:
        raise FormWrong({field: f"{label}要填金额（元），例如 100 或 99.50，写的是“{text[:20]}”"}) from error


def _plain_yuan(amount: Fen) -> str:
    return format_yuan(amount).replace(",", "").removesuffix(".00")


def _rolls(rolls_over: bool) -> str:  # noqa: FBT001 - it only names the choice
    return (Rolls.ROLLS if rolls_over else Rolls.ENDS).value
