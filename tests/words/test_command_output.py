"""What the till's commands say when all goes well, and the files they write: Chinese, and no ids."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from pos.__main__ import main
from tests.commands.test_command_line import SETTINGS
from tests.english import english_in
from tests.services.days.test_days import as_manager, end_shift
from tests.services.settlement.channel_bills.bills import Moved, alipay_bill, wechat_bill
from tests.services.telling import sell_soy
from tests.shop import MANAGER, MANAGER_PIN, OIL, Shop
from tests.words.ids import ids_in

DAY = "2026-11-23"
BILLS = "--wechat wechat.csv --alipay alipay.csv --federation account.csv"
TECHNICAL = "详情（给技术支持）："
GOODS = (
    "条码,品名,规格,单位,类别,价格,销售方式\n"
    f"{OIL},压榨菜籽油,5L,桶,油,72.90,按件\n"
    "6921234567890,五常大米,10kg,袋,米,69.90,按件\n"
    "A1,盐,,袋,调味,x,按件\n"
)
# A rule is set by its name, so both show the name beside the words.
NAMES_ARE_TYPED = ("rules", "--help")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A till with a sale, a price change, a closed day, and the files that its commands read."""
    till = Shop(tmp_path / "till").start_selling()
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    till.days.close(DAY, "没有联网")
    till.close()
    (tmp_path / "till.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "goods.csv").write_text(GOODS, encoding="utf-8")
    (tmp_path / "wechat.csv").write_bytes(wechat_bill(Moved("X1", 990)))
    (tmp_path / "alipay.csv").write_bytes(alipay_bill(Moved("X3", 990)))
    (tmp_path / "account.csv").write_text(
        f"营业日期,收银机,优惠,补贴,门店\n{DAY},S01-1,0.00,0.00,浆洗街店\n", encoding="utf-8"
    )
    return tmp_path


def foreign(text: str) -> list[str]:
    """What of a text is no Chinese: ids, and two English words beside one another."""
    return ids_in(text) + english_in(text)


def test_every_command_answers_in_chinese(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = (
        "verify till/ledger.db",
        "goods goods.csv",
        f"goods goods.csv --apply --staff {MANAGER} --pin-from-stdin",
        f"goods history {OIL}",
        "goods labels",
        f"goods labels --changed-since {DAY}",
        "goods check",
        f"report day {DAY}",
        "report day 2026-11-22",
        "staff 1009 何静 cashier --pin-from-stdin",
        "staff 1010 何静 manager --pin-from-stdin",
        "staff 1011 何静 trainee --pin-from-stdin",
        "rules",
        f"rules set cash_rounding=down_to_jiao --staff {MANAGER} --pin-from-stdin",
        f"settle {DAY} {BILLS}",
        f"settle {DAY}",
        *(f"{command} --help".strip() for command in ("", "goods", "verify", "report", "staff", "settle")),
    )
    monkeypatch.chdir(folder)
    for command in commands:
        pin = MANAGER_PIN if "--staff" in command else "4321"
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
        try:
            code = main(command.split())
        except SystemExit as end:  # What `--help` does.
            code = int(str(end.code))
        said = "".join(capsys.readouterr()).replace(str(folder), "")
        assert code in (0, 1), (command, said)
        assert re.search("[一-龥]", said), command
        for line in said.splitlines():
            if not (line.startswith(TECHNICAL) or any(each in command for each in NAMES_ARE_TYPED)):
                assert foreign(line) == [], (command, line)
            elif "rules" in command:
                assert english_in(line) == [], (command, line)


@pytest.mark.parametrize(
    "command", ["", "quote", "verify", "enrol", "goods", "report", "staff", "rules", "settle"]
)
def test_the_help_names_what_is_to_be_written_in_chinese(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    said = capsys.readouterr().out

    assert re.findall(r"(?<![\w-])[A-Z][A-Z_]{3,}(?!\w)", said.replace("XLSX", "").replace("JSON", "")) == []
    for line in said.partition("\n\n")[2].splitlines():
        alone = re.fullmatch(r" +(-h, )?--[a-z-]+( \S+)?| +\S+(?<![a-z_])| +\{[a-z,]+\}", line)
        assert not line.strip() or re.search("[一-龥]", line) or alone, line
    assert "staff_id" not in said and "PUBLIC_KEY" not in said


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Every text of a file, with its place; all cells of the first row are headings."""
    if path.suffix == ".csv":
        for number, row in enumerate(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))):
            yield from ((f"row {number}", cell) for cell in row)
    elif path.suffix == ".xlsx":
        book = load_workbook(path)
        for sheet in book:
            yield "sheet", sheet.title
            for cells in sheet.iter_rows(values_only=True):
                yield from ((sheet.title, cell) for cell in cells if isinstance(cell, str))
    else:
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            for page in document:
                for line in page.get_textpage().get_text_range().splitlines():
                    yield "page", line


@pytest.mark.parametrize(
    "command",
    [
        "goods labels --output labels.csv",
        "goods labels --format xlsx --output labels.xlsx",
        f"report day {DAY} --format xlsx --output day.xlsx",
        f"report day {DAY} --format pdf --output day.pdf",
        f"settle {DAY} {BILLS} --format xlsx --output settle.xlsx",
    ],
)
def test_every_file_that_is_written_has_chinese_headings_and_no_ids(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(folder)
    assert main(command.split()) in (0, 1)

    texts = list(texts_of(folder / command.rsplit(maxsplit=1)[-1]))
    assert len(texts) > 10
    for place, text in texts:
        assert foreign(text) == [], (place, text)
    if command.endswith(".csv"):
        headings = [text for place, text in texts if place == "row 0"]
        assert all(re.search("[一-龥]", heading) or heading == "PLU" for heading in headings), headings
