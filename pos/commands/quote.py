"""`python -m pos quote FILE|-`: prices a basket given as JSON, for programs and for trying rules.

It reads one request, or an array of requests, and answers in the shape of `golden/quotes.json`.
Reading is strict: a request that is not exact is refused with the field's name, never guessed.
It uses neither ledger nor catalogue, and imports nothing that is slow to load.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from pos.domain.journal.record import record_to_data
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, Programme, programme_from_data
from pos.domain.quantity import ONE, QUANTITY_MAX, Thousandths
from pos.domain.selling.quote import Quote, QuoteItem, market_amount, quote
from pos.errors.programme import ProgrammeWrong, QuoteRequestWrong
from pos.os_causes import os_cause
from pos.ui.words.messages import words

REQUEST_BYTES_MAX = 32 * 1024 * 1024
FEN_MAX = 10**13  # As in entries: a hundred billion yuan; sums of it stay far inside 64 bits.
REASON_CHARACTERS_MAX = 300

_REQUEST_KEYS = frozenset({"card", "lines", "subsidy_limit", "programme"})
_LINE_KEYS = frozenset({"category", "amount", "unit_price", "quantity"})
_CARD_KEYS = frozenset({"used"})
_QUANTITY = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3}))?")


def main(arguments: Sequence[str]) -> int:
    """Price the requests of the file named on the command line (`-`: standard input)."""
    try:
        payload = _payload(arguments)
    except QuoteRequestWrong as refusal:
        return _say(_refused(refusal), sys.stdout.buffer, exit_code=2)
    return run(io.BytesIO(payload), sys.stdout.buffer)


def run(source: BinaryIO, out: BinaryIO) -> int:
    """Answer what `source` asks, as one JSON text in UTF-8. Returns the exit code: 0, or 2 when refused."""
    try:
        answer = answer_to(source.read(REQUEST_BYTES_MAX + 1))
    except QuoteRequestWrong as refusal:
        return _say(_refused(refusal), out, exit_code=2)
    return _say(answer, out, exit_code=0)


def answer_to(payload: bytes) -> object:
    """Price the request, or the array of requests, in these bytes. Raises QuoteRequestWrong."""
    asked = _decoded(payload)
    if not isinstance(asked, list):
        return price(asked)
    return [price(each, inside=f"第 {number} 项：") for number, each in enumerate(asked, 1)]


def price(request: object, *, inside: str = "") -> dict[str, Any]:
    """Price one decoded request. `inside` opens every refusal. Raises QuoteRequestWrong."""
    try:
        return _answer(_quoted(request))
    except QuoteRequestWrong as refusal:
        raise QuoteRequestWrong(**(refusal.facts | {"inside": inside})) from refusal


def _answer(priced: Quote) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "lines": [line._asdict() for line in priced.lines],
        "totals": record_to_data(priced.totals),
    }
    if priced.remaining is not None:
        answer["remaining"] = dict(priced.remaining)
    return answer


def _refused(refusal: QuoteRequestWrong) -> dict[str, Any]:
    said = words(refusal)
    message = f"{said.title}：{said.what_next}"[:REASON_CHARACTERS_MAX]
    return {"ok": False, "code": refusal.code, "message": message}


def _say(answer: object, out: BinaryIO, *, exit_code: int) -> int:
    text = json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    # A lone surrogate has no bytes in UTF-8; written with a backslash it is JSON again.
    out.write(text.encode("utf-8", errors="backslashreplace"))
    out.flush()
    return exit_code


# ── Reading, strictly ──────────────────────────────────────────────────────────────────────


def _payload(arguments: Sequence[str]) -> bytes:
    if len(arguments) != 1:
        raise QuoteRequestWrong(cause="json.one_file")
    try:
        if arguments[0] == "-":
            return sys.stdin.buffer.read(REQUEST_BYTES_MAX + 1)
        with Path(arguments[0]).open("rb") as file:
            return file.read(REQUEST_BYTES_MAX + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that holds a NUL.
        cause = os_cause(error) if isinstance(error, OSError) else "os.not_there"
        raise QuoteRequestWrong(cause=cause, reason=str(error)) from error


def _decoded(payload: bytes) -> object:
    if len(payload) > REQUEST_BYTES_MAX:
        raise QuoteRequestWrong(cause="json.too_long", most=REQUEST_BYTES_MAX)
    try:
        text = payload.decode("utf-8-sig")  # Editors on Windows begin a file with a byte order mark.
    except UnicodeDecodeError as error:
        raise QuoteRequestWrong(
            cause="json.not_utf8", line=payload[: error.start].count(b"\n") + 1
        ) from error
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError as error:
        raise QuoteRequestWrong(cause="json.too_deep") from error
    except json.JSONDecodeError as error:
        raise QuoteRequestWrong(
            cause="json.not_json", line=error.lineno, column=error.colno, reason=error.msg
        ) from error
    except ValueError as error:  # A number of more digits than Python reads.
        raise QuoteRequestWrong(cause="json.no_number", found="太长的数", reason=str(error)) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, value in pairs:
        if name in body:
            raise QuoteRequestWrong(cause="json.twice", where="一个对象里的项", found=name)
        body[name] = value
    return body


def _no_constant(name: str) -> Any:
    raise QuoteRequestWrong(cause="json.no_number", found=name)


def _quoted(request: object) -> Quote:
    body = _mapping(request, "请求", _REQUEST_KEYS)
    for name in ("programme", "lines"):
        if name not in body:
            raise QuoteRequestWrong(cause="json.missing", where=name)
    try:
        programme = programme_from_data(body["programme"])
    except ProgrammeWrong as refusal:
        raise QuoteRequestWrong(
            **(refusal.facts | {"where": f"programme：{refusal.facts['where']}"})
        ) from refusal
    if not isinstance(body["lines"], list):
        raise QuoteRequestWrong(cause="json.list", where="lines")
    items = [_item(line, f"lines[{place}]") for place, line in enumerate(body["lines"])]
    left = _left(body.get("card"), programme)
    limit = body.get("subsidy_limit")
    wanted = None if limit is None else _fen(limit, "subsidy_limit")
    return quote(items, programme, left=left, subsidy_limit=wanted)


def _item(data: object, where: str) -> QuoteItem:
    line = _mapping(data, where, _LINE_KEYS)
    category = line.get("category")
    if not isinstance(category, str) or not category:
        raise QuoteRequestWrong(cause="json.text", where=f"{where}.category")
    # Price and quantity are read even beside an amount: a wrong number is wrong there too.
    unit_price = None if line.get("unit_price") is None else _fen(line["unit_price"], f"{where}.unit_price")
    quantity = None if line.get("quantity") is None else _quantity(line["quantity"], f"{where}.quantity")
    if line.get("amount") is not None:
        return QuoteItem(category, _fen(line["amount"], f"{where}.amount"))
    if unit_price is None or quantity is None:
        raise QuoteRequestWrong(cause="json.amount_or_price", where=where)
    return QuoteItem(category, market_amount(unit_price, quantity))


def _left(card: object, programme: Programme) -> dict[PoolId, Fen] | None:
    """What the card may still use: the month less what it used, never below nothing."""
    if card is None:
        return None
    used = _mapping(_mapping(card, "card", _CARD_KEYS).get("used", {}), "card.used", None)
    month = programme.entitlement()
    for pool, amount in used.items():
        if pool not in month:
            raise QuoteRequestWrong(cause="json.pool", where="card.used", found=pool)
        _fen(amount, f"card.used.{pool}")
    return {pool: max(0, entitled - used.get(pool, 0)) for pool, entitled in month.items()}


def _quantity(data: object, where: str) -> Thousandths:
    if type(data) is int:  # type(): True is no quantity.
        quantity = data * ONE
    elif isinstance(data, str) and (found := _QUANTITY.fullmatch(data)):
        quantity = int(found[1]) * ONE + int((found[2] or "").ljust(3, "0"))
    else:
        raise QuoteRequestWrong(cause="json.quantity", where=where)
    if not 0 < quantity <= QUANTITY_MAX:
        raise QuoteRequestWrong(cause="json.quantity_range", where=where, most=QUANTITY_MAX // ONE)
    return quantity


def _fen(data: object, where: str) -> Fen:
    if type(data) is not int or not 0 <= data <= FEN_MAX:  # type(): refuses bool and float alike.
        raise QuoteRequestWrong(cause="json.fen", where=where)
    return data


def _mapping(data: object, where: str, known: frozenset[str] | None) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise QuoteRequestWrong(cause="json.object", where=where)
    unknown = sorted(set(data) - known) if known is not None else []
    if unknown:
        raise QuoteRequestWrong(cause="json.unknown_key", where=where, found=unknown[0])
    return data
