"""The programme: the federation's dated, versioned rules as data. Percentages are never code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeAlias

from pos.domain.money import Fen
from pos.errors.programme import ProgrammeWrong

PoolId: TypeAlias = str  # `vegetable`, `staple`, … and SUBSIDY.

SUBSIDY: PoolId = "subsidy"
SUBSIDY_NAME: Final = "购物补贴"

CARD_CODE_DAYS: Final = 7  # Where a programme says nothing.
CARD_CODE_DAYS_MAX: Final = 60

MONTH_FEN_MAX: Fen = 10**13  # Who means "no cap" writes a great number; sums still fit everywhere.


class CapBasis(StrEnum):
    """What a pool's monthly cap counts (DESIGN 3.2; the article leaves it open)."""

    MARKET = "market"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Pool:
    """Goods categories that share one monthly cap and one percentage."""

    pool_id: PoolId
    name: str
    categories: tuple[str, ...]
    percent_paid: int  # What the customer pays of the market price, 0–100.
    monthly_cap: Fen
    rolls_over: bool = False  # What is left of a closed month is added to the next (`entitlement.py`).


@dataclass(frozen=True, slots=True)
class Subsidy:
    """Money on the card that pays after the discounts."""

    monthly: Fen
    excluded_categories: tuple[str, ...]
    rolls_over: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """One version of the rules. `effective_from` is a business date (YYYY-MM-DD)."""

    version: str
    name: str
    effective_from: str
    cap_basis: CapBasis
    pools: tuple[Pool, ...]
    subsidy: Subsidy
    contribution_text: str = ""  # The published contribution with its month, or nothing (DESIGN 3.6).
    # For so many days after its issue a card's signed code proves it to a till whose list lacks it.
    card_code_days: int = CARD_CODE_DAYS
    pool_of: Mapping[str, Pool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_category = {category: pool for pool in self.pools for category in pool.categories}
        object.__setattr__(self, "pool_of", by_category)

    def entitlement(self) -> dict[PoolId, Fen]:
        """What one card may use in one month, by pool, in fen; without what rolls over to it."""
        month = {pool.pool_id: pool.monthly_cap for pool in self.pools}
        month[SUBSIDY] = self.subsidy.monthly
        return month


def programme_from_data(data: object) -> Programme:
    """Read a programme from decoded JSON, strictly. Raises ProgrammeWrong with the cause and the place."""
    body = _mapping(data, "programme")
    _known_keys(body, _PROGRAMME_KEYS, "programme")
    basis = body.get("cap_basis", CapBasis.MARKET)
    if basis not in tuple(CapBasis):
        raise ProgrammeWrong(cause="json.one_of", where="cap_basis", known="market、paid", found=str(basis))
    pools = tuple(_pool(item) for item in _list(body.get("pools"), "pools"))
    _no_doubles([pool.pool_id for pool in pools] + [SUBSIDY], "pool id")
    _no_doubles([category for pool in pools for category in pool.categories], "category")
    subsidy = _mapping(body.get("subsidy"), "subsidy")
    _known_keys(subsidy, _SUBSIDY_KEYS, "subsidy")
    return Programme(
        version=_text(body.get("version"), "version"),
        name=_text(body.get("name", ""), "name", may_be_empty=True),
        effective_from=_date(body.get("effective_from", ""), "effective_from"),
        cap_basis=CapBasis(basis),
        pools=pools,
        subsidy=Subsidy(
            monthly=_whole(subsidy.get("monthly"), "subsidy.monthly", most=MONTH_FEN_MAX),
            excluded_categories=_texts(subsidy.get("excluded_categories", []), "excluded_categories"),
            rolls_over=_yes_or_no(subsidy.get("rolls_over", False), "subsidy.rolls_over"),
        ),
        contribution_text=_text(body.get("contribution_text", ""), "contribution_text", may_be_empty=True),
        card_code_days=_whole(
            body.get("card_code_days", CARD_CODE_DAYS), "card_code_days", most=CARD_CODE_DAYS_MAX
        ),
    )


def programme_to_data(programme: Programme) -> dict[str, Any]:
    """Write a programme as plain data; `programme_from_data` reads it back unchanged.

    What rolls over is written only where it does: the bytes of older programmes stay what they were.
    """
    days = programme.card_code_days
    return {
        "version": programme.version,
        "name": programme.name,
        "effective_from": programme.effective_from,
        "cap_basis": str(programme.cap_basis),
        "pools": [
            {
                "id": pool.pool_id,
                "name": pool.name,
                "categories": list(pool.categories),
                "percent_paid": pool.percent_paid,
                "monthly_cap": pool.monthly_cap,
                **_rolling(pool.rolls_over),
            }
            for pool in programme.pools
        ],
        "subsidy": {
            "monthly": programme.subsidy.monthly,
            "excluded_categories": list(programme.subsidy.excluded_categories),
            **_rolling(programme.subsidy.rolls_over),
        },
        "contribution_text": programme.contribution_text,
        **({} if days == CARD_CODE_DAYS else {"card_code_days": days}),
    }


def programme_in_force(programmes: Sequence[Programme], business_date: str) -> Programme | None:
    """Return the programme in force on a business date: the latest that has begun, or None."""
    begun = [programme for programme in programmes if programme.effective_from <= business_date]
    return max(begun, key=lambda programme: (programme.effective_from, programme.version), default=None)


def ruling_programme(adopted: tuple[Programme, ...], default: Programme, business_date: str) -> Programme:
    """The programme for a business date: the federation's, else the one the release ships."""
    return programme_in_force(adopted, business_date) or default


_PROGRAMME_KEYS = frozenset(
    {
        "version",
        "name",
        "effective_from",
        "cap_basis",
        "pools",
        "subsidy",
        "contribution_text",
        "card_code_days",
    }
)
_POOL_KEYS = frozenset({"id", "name", "categories", "percent_paid", "monthly_cap", "rolls_over"})
_SUBSIDY_KEYS = frozenset({"monthly", "excluded_categories", "rolls_over"})


def _pool(data: object) -> Pool:
    body = _mapping(data, "pool")
    _known_keys(body, _POOL_KEYS, "pool")
    pool_id = _text(body.get("id"), "pool.id")
    categories = _texts(body.get("categories"), f"{pool_id}.categories")
    return Pool(
        pool_id=pool_id,
        name=_text(body.get("name", "".join(categories)), f"{pool_id}.name", may_be_empty=True),
        categories=categories,
        percent_paid=_whole(body.get("percent_paid"), f"{pool_id}.percent_paid", most=100),
        monthly_cap=_whole(body.get("monthly_cap"), f"{pool_id}.monthly_cap", most=MONTH_FEN_MAX),
        rolls_over=_yes_or_no(body.get("rolls_over", False), f"{pool_id}.rolls_over"),
    )


def _rolling(rolls_over: bool) -> dict[str, bool]:  # noqa: FBT001 - it only names the field
    return {"rolls_over": True} if rolls_over else {}


def _known_keys(body: Mapping[str, object], known: frozenset[str], where: str) -> None:
    unknown = sorted(set(body) - known)
    if unknown:
        raise ProgrammeWrong(cause="json.unknown_key", where=where, found="、".join(map(str, unknown)))


def _mapping(data: object, where: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise ProgrammeWrong(cause="json.object", where=where)
    return data


def _list(data: object, where: str) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise ProgrammeWrong(cause="json.list", where=where)
    return data


def _text(data: object, where: str, *, may_be_empty: bool = False) -> str:
    if not isinstance(data, str) or not (data or may_be_empty):
        raise ProgrammeWrong(cause="json.text", where=where)
    return data


def _date(data: object, where: str) -> str:
    """A business date, or nothing: always in force. Dates are compared as texts, so the form matters."""
    text = _text(data, where, may_be_empty=True)
    try:
        well_formed = text in ("", date.fromisoformat(text).isoformat())
    except ValueError:
        well_formed = text == ""
    if not well_formed:
        raise ProgrammeWrong(cause="json.date", where=where)
    return text


def _texts(data: object, where: str) -> tuple[str, ...]:
    return tuple(_text(item, where) for item in _list(data, where))


def _whole(data: object, where: str, *, most: int) -> int:
    if type(data) is not int or not 0 <= data <= most:  # type(): refuses bool and float alike.
        raise ProgrammeWrong(cause="json.whole", where=where, most=most)
    return data


def _yes_or_no(data: object, where: str) -> bool:
    if not isinstance(data, bool):
        raise ProgrammeWrong(cause="json.yes_or_no", where=where)
    return data


def _no_doubles(values: Sequence[str], what: str) -> None:
    doubles = sorted(value for value, times in Counter(values).items() if times > 1)
    if doubles:
        raise ProgrammeWrong(cause="json.twice", where=what, found="、".join(doubles))
