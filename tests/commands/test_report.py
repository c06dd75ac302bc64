"""The day's report as files from the command line, while the till may be running."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from pos.__main__ import main
from pos.arguments import READER_GONE
from pos.commands.delivery import deliver
from pos.errors.reports import ReportNeedsFile
from tests.commands.test_command_line import SETTINGS
from tests.services.days.test_days import as_manager, end_shift
from tests.services.telling import sell_soy
from tests.shop import Shop

DAY = "2026-11-23"


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A till that has sold one bottle and closed its day."""
    till = Shop(tmp_path / "till").start_selling()
    sell_soy(till)
    end_shift(till, "509.90")
    as_manager(till)
    till.days.close(DAY, "没有联网")
    till.close()
    path = tmp_path / "till.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return str(path)


def test_excel_and_pdf_go_into_the_file_that_is_named(config: str, tmp_path: Path) -> None:
    excel, pdf = tmp_path / "day.xlsx", tmp_path / "day.pdf"

    for path in (excel, pdf):
        form = path.suffix[1:]
        command = ["--config", config, "report", "day", DAY, "--format", form, "--output", str(path)]
        assert main(command) == 0

    rows = list(load_workbook(excel)["日结"].iter_rows(values_only=True))
    assert ("营业额（实收）", 9.9) in [row[:2] for row in rows]
    with pypdfium2.PdfDocument(pdf.read_bytes()) as document:
        assert "S01-1-20261123-Z1" in document[0].get_textpage().get_text_range()


def test_without_a_file_the_bytes_go_down_the_pipe(
    config: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["--config", config, "report", "day", DAY, "--format", "pdf"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"%PDF-")


def test_text_may_go_into_a_file_too(config: str, tmp_path: Path) -> None:
    told = tmp_path / "day.txt"

    assert main(["--config", config, "report", "day", DAY, "--output", str(told)]) == 0
    assert "日结单" in told.read_text(encoding="utf-8")


def test_bytes_are_never_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdout", Terminal())
    with pytest.raises(ReportNeedsFile):
        deliver(b"%PDF-", None)


def test_a_file_that_cannot_be_written_is_told(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").mkdir()

    command = [
        "--config",
        config,
        "report",
        "day",
        DAY,
        "--format",
        "xlsx",
        "--output",
        str(tmp_path / "taken"),
    ]
    assert main(command) == 2
    assert "这是一个文件夹" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "pos report day 2026-11-23",
        "pos report day 2026-11-23 --format json",
        "pos report day 2026-11-23 --format xlsx",
        "pos report day 2026-11-23 --format pdf",
        "pos settle 2026-11-23",
        "pos goods labels",
        "pos goods check",
        "pos verify ledger.db",
        "pos quote quote.json",
        "monitor demo --list --data-dir monitor",
    ],
)
def test_a_command_whose_reader_has_seen_enough_ends_without_a_word(config: str, command: str) -> None:
    """`… | head`: the pipe is closed before anything is written."""
    folder = Path(config).parent
    package, *words = command.split()
    if package == "pos" and words[0] not in ("quote", "verify"):
        words = ["--config", config, *words]
    (folder / "quote.json").write_text("{}", encoding="utf-8")
    words = [str(folder / "till" / word) if word == "ledger.db" else word for word in words]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-m", package, *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        said = running.stderr.read().decode()
    assert "Traceback" not in said and "BrokenPipe" not in said
    assert running.returncode == READER_GONE


@pytest.mark.parametrize(
    "words", ["report day 2026-11-23", "report day 2026-11-23 --format pdf", "goods labels"]
)
def test_a_disk_that_is_full_under_the_output_is_told_in_words(config: str, words: str) -> None:
    """`… > FILE`: what the system says of it is English, and a traceback."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"}
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "pos", "--config", config, *words.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    assert (ended.returncode, "Traceback" in ended.stderr.decode()) == (2, False)
    assert "磁盘满了" in ended.stderr.decode()


@pytest.mark.parametrize("command", ["report day 2026-11-23", "goods labels", "settle 2026-11-23"])
def test_a_folder_that_is_not_there_is_said_and_not_made(
    config: str, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "no" / "such" / "x"
    assert main(["--config", config, *command.split(), "--output", str(output)]) == 2
    assert "找不到这个位置" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()
