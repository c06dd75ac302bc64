"""Receipts of any shape, for properties: rows of every kind with texts as bad as people type them."""

from __future__ import annotations

from hypothesis import strategies as st

from pos.domain.selling.receipt import (
    Align,
    CellsRow,
    PairRow,
    QrRow,
    Receipt,
    ReceiptRow,
    RuleRow,
    SpaceRow,
    TearRow,
    TextRow,
)

# Everything in the printer's set; digits and signs often, because they are what must survive.
printed_texts = st.text(alphabet="0123456789.,-¥− ×，。（）上海青菜籽油kgmL", max_size=40)
wild_texts = st.one_of(printed_texts, st.text(max_size=30))


def rows(texts: st.SearchStrategy[str]) -> st.SearchStrategy[ReceiptRow]:
    """Any one row with texts of a strategy."""
    flags = st.booleans()
    return st.one_of(
        st.builds(TextRow, texts, st.sampled_from(Align), bold=flags, large=flags),
        st.builds(PairRow, texts, texts, bold=flags, large=flags),
        st.lists(st.tuples(texts, st.integers(1, 12)), min_size=1, max_size=5).map(
            lambda cells: CellsRow(tuple(text for text, _ in cells), tuple(share for _, share in cells))
        ),
        st.just(RuleRow()),
        st.just(SpaceRow()),
        st.just(TearRow()),
        st.text(alphabet="S01-126", min_size=1, max_size=20).map(QrRow),
    )


def receipts(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Receipt]:
    """Any receipt with texts of a strategy."""
    return st.builds(
        Receipt, st.just("小票"), st.lists(rows(texts), max_size=6).map(tuple), opens_drawer=st.booleans()
    )


def texts_of(row: ReceiptRow) -> list[str]:
    """The texts a row holds, in reading order."""
    match row:
        case TextRow(text) | QrRow(text):
            return [text]
        case PairRow(left, right):
            return [left, right]
        case CellsRow(cells):
            return list(cells)
        case _:
            return []
