"""Do they agree? Two fronts with each other; one day's papers, books, files and platform among themselves."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import openpyxl
import pypdfium2

from installer.demo.agreement import Agreement
from pos.domain.money import format_yuan

# What may differ between two plays of one day: names made by chance, instants, places in the chain.
_BY_CHANCE: Final = frozenset(
    {
        "shift_id", "opened_at_ms", "closed_at_ms", "at_ms", "hours", "head_hash", "open_payments", "held",
        "entries", "first_sequence", "last_sequence",
    }
)  # fmt: skip


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Where the figures of two fronts are not the same."""
    return list(_differing("", one["figures"], other["figures"]))


def problems_of(
    *,
    figures: dict[str, Any],
    close: dict[str, Any],
    workbook: bytes,
    pdf: bytes,
    agreement: Agreement,
    power_cuts: int,
) -> Iterator[str]:
    """What does not fit among the witnesses of one day."""
    day = figures["figures"]
    if not agreement.holds:
        yield f"paper, ledger, platform: {agreement}"
    yield from (f"Z: {text}" for text in _differing("", close, {**day, "revision": close["revision"]}))
    if not close["reconciliation"]["equal"]:
        yield f"the platform did not agree: {close['reconciliation']}"
    if figures["checks"]["differing"] or figures["checks"]["over_cap"]:
        yield f"checks: {figures['checks']}"
    if figures["checks"]["recomputed"] != day["sales"]:
        yield f"{figures['checks']['recomputed']} of {day['sales']} quotes were decided again"
    amounts = [day["payable"], day["discount"], day["subsidy"]]
    shown = _pdf_text(pdf)
    for amount in amounts:
        if format_yuan(amount) not in shown:
            yield f"the PDF does not say {format_yuan(amount)}"
        if amount not in _workbook_fen(workbook):
            yield f"the workbook does not hold {format_yuan(amount)}"
    if power_cuts != 1:
        yield f"{power_cuts} power cuts"


def _differing(where: str, one: object, other: object) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() & other.keys() - _BY_CHANCE):
            yield from _differing(f"{where}.{name}", one[name], other[name])
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{where}: {len(one)} and {len(other)}"
        for place, (mine, theirs) in enumerate(zip(one, other, strict=False)):
            yield from _differing(f"{where}[{place}]", mine, theirs)
    elif one != other:
        yield f"{where}: {one} and {other}"


def _pdf_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def _workbook_fen(workbook: bytes) -> set[int]:
    """Every number of the workbook, in fen."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {
        round(cell * 100)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, int | float) and not isinstance(cell, bool)
    }
