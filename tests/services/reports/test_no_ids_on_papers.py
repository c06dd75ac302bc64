"""What is still open at a day's end is told in numbers and money; ids are for the journal and for JSON."""

from __future__ import annotations

import io

import pypdfium2
from openpyxl import load_workbook

from pos.services.reports.pdf import day_pdf
from pos.services.reports.workbook import day_workbook
from tests.records import replace
from tests.services.reports.a_day import FIGURES, REPORT

PAYMENT, SALE = "01a226efe97870deb97006859e0d11bb", "01a226f0-7275-7164-a81a-e157172bee89"
UNKNOWN = replace(FIGURES.takings[1], unknown=8_445)
OPEN = replace(
    FIGURES, takings=(FIGURES.takings[0], UNKNOWN), open_payments=(PAYMENT, PAYMENT[::-1]), held=(SALE,)
)


def test_open_payments_and_held_sales_are_counted_not_named_by_their_ids() -> None:
    report = replace(REPORT, figures=OPEN)
    with pypdfium2.PdfDocument(day_pdf(report)) as document:
        pages = [document[place].get_textpage().get_text_range() for place in range(len(document))]
    sheets = load_workbook(io.BytesIO(day_workbook(report))).worksheets
    cells = [str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row]

    for told in (" ".join(pages), " ".join(cells)):
        assert "2 笔，84.45 元" in told and "1 单" in told
        assert PAYMENT[:8] not in told and PAYMENT[-6:] not in told
