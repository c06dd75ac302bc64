"""Finding goods by what a cashier types: code, PLU, pinyin initials, or a piece of the name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pos.domain.goods.goods import Goods
from pos.ledger.goods.initials import initials
from pos.ledger.sqlite import Connection

_SPELLED_DIGITS_MIN: Final = 7  # Shorter ones are in-store numbers, and a zero in front makes another one.
# Each character of a name is a word of its own, so that any piece of it is a phrase; Chinese has
# no spaces, and trigrams would need three characters where a cashier types one or two.
TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS goods_initials (
        initials TEXT, id INTEGER, PRIMARY KEY (initials, id)
    ) WITHOUT ROWID""",
    # The same from the second, third … character on: who looks for 本地番茄 may type fq.
    """CREATE TABLE IF NOT EXISTS goods_inner_initials (
        initials TEXT, id INTEGER, PRIMARY KEY (initials, id)
    ) WITHOUT ROWID""",
    "CREATE VIRTUAL TABLE IF NOT EXISTS goods_name USING fts5 (characters, content = '', columnsize = 0)",
)

_BY_CODE: Final = "SELECT id FROM goods WHERE code >= ?1 AND code < ?2 ORDER BY code LIMIT ?3"
_BY_PLU: Final = "SELECT id FROM goods WHERE plu >= ?1 AND plu < ?2 ORDER BY plu LIMIT ?3"
_BY_INITIALS: Final = (
    "SELECT id FROM goods_initials WHERE initials >= ?1 AND initials < ?2 ORDER BY initials, id LIMIT ?3"
)
_BY_INNER: Final = (
    "SELECT id FROM goods_inner_initials"
    " WHERE initials >= ?1 AND initials < ?2 ORDER BY initials, id LIMIT ?3"
)
_BY_NAME: Final = "SELECT rowid FROM goods_name WHERE goods_name MATCH ?1 ORDER BY rowid LIMIT ?2"


def rebuild(connection: Connection, goods: Iterable[tuple[int, Goods]]) -> None:
    """Index numbered goods anew, inside the caller's transaction."""
    connection.execute("DELETE FROM goods_initials")
    connection.execute("DELETE FROM goods_inner_initials")
    connection.execute("INSERT INTO goods_name (goods_name) VALUES ('delete-all')")
    numbered = list(goods)
    ways = [(way, number) for number, each in numbered for way in initials(each.name)]
    connection.executemany("INSERT INTO goods_initials VALUES (?, ?)", ways)
    connection.executemany(
        "INSERT OR IGNORE INTO goods_inner_initials VALUES (?, ?)",
        ((way[start:], number) for way, number in ways for start in range(1, len(way))),
    )
    connection.executemany(
        "INSERT INTO goods_name (rowid, characters) VALUES (?, ?)",
        ((number, " ".join(_characters(each.full_name))) for number, each in numbered),
    )


def search(connection: Connection, text: str, *, limit: int) -> list[int]:
    """The numbers of the goods that fit, best first, without doubles."""
    typed = text.strip().lower()
    found: dict[int, None] = {}
    for number in _matches(connection, typed, limit):
        found.setdefault(number)
        if len(found) == limit:
            break
    return list(found)


def _matches(connection: Connection, typed: str, limit: int) -> Iterator[int]:
    characters = _characters(typed)
    if not characters:
        return
    if typed.isascii():
        # Codes may hold capital letters; nothing a person types is beyond "~".
        for code in _beginnings(typed):
            yield from _numbers(connection, _BY_CODE, code, code + "~", limit)
        yield from _numbers(connection, _BY_PLU, typed, typed + "~", limit)
        letters = "".join(characters)
        yield from _numbers(connection, _BY_INITIALS, letters, letters + "~", limit)
        yield from _numbers(connection, _BY_INNER, letters, letters + "~", limit)
    yield from _numbers(connection, _BY_NAME, f'"{" ".join(characters)}"', limit)


def _beginnings(typed: str) -> Iterable[str]:
    """What a code may begin with when a person typed this much of one of its spellings."""
    found = [typed, typed.upper()]
    if typed.isdigit() and len(typed) >= _SPELLED_DIGITS_MIN:
        bare = typed.lstrip("0")
        found += [zeros + bare for zeros in ("", "0", "00")] if bare else []
    return dict.fromkeys(found)


def _numbers(connection: Connection, sql: str, *parameters: str | int) -> Iterator[int]:
    for (number,) in connection.execute(sql, parameters):
        yield number


def _characters(text: str) -> list[str]:
    return [character for character in text.lower() if character.isalnum()]
