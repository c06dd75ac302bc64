"""What the platform's command line says is Chinese; ids and a library's words have a line of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.__main__ import main
from monitor.auditing.audit import AuditReport, Bad
from monitor.command_words import AUDIT_WORDS, journal_words, report_lines
from monitor.web.words import _REASONS
from tests.english import english_in
from tests.words.ids import ids_in

ROOT = Path(__file__).resolve().parents[2]
TECHNICAL = "  技术信息："
BEHIND = {"audit.day": "audit.day 2026-11-23", "audit.card": "audit.card 8812 2026-11"}


def check_words(lines: list[str]) -> None:
    """Sentences are Chinese and hold none of the programme's ids."""
    for line in lines:
        if not line.startswith(TECHNICAL):
            assert re.search("[一-龥]", line), line
            assert ids_in(line) == [] and english_in(line) == [], line


def test_every_finding_of_the_audit_has_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "monitor").rglob("*.py"))
    assert set(re.findall(r'"(audit\.[a-z_]+)', source)) <= set(AUDIT_WORDS)


@pytest.mark.parametrize("code", [*AUDIT_WORDS, *_REASONS, "entry.of_tomorrow"])
def test_a_finding_is_said_in_words_and_its_id_on_a_line_of_its_own(code: str) -> None:
    code = BEHIND.get(code, code)
    lines = report_lines(AuditReport(3, 1200, 800, (Bad("S01-1", 2, 7, code), Bad("S01-1", 0, 0, code))))

    assert lines[0] == "核对了 3 本流水、1200 条记录、800 笔销售，有 2 处不符："
    assert lines[1].startswith("· S01-1（第 2 次登记）第 7 条：")
    assert lines[2] == f"{TECHNICAL}{code}"
    check_words(lines)


def test_findings_name_the_card_the_month_and_the_day() -> None:
    bad = (Bad("S01-1", 0, 0, BEHIND["audit.card"]), Bad("S01-2", 1, 0, BEHIND["audit.day"]))
    lines = report_lines(AuditReport(2, 5, 3, bad))

    assert lines[1] == "· S01-1：尾号 8812 的卡在 2026 年 11 月用掉的比发给它的额度多，或退回的比用掉的多"
    assert lines[3] == "· S01-2（第 1 次登记）：2026-11-23 各条加起来与平台的当日合计不一致"


def test_more_findings_than_a_screen_holds_are_counted() -> None:
    lines = report_lines(
        AuditReport(1, 500, 500, tuple(Bad("S01-1", 1, n, "audit.chain") for n in range(250)))
    )
    assert lines[-1] == "另外还有 50 处没有列出。"


def test_reading_and_agreeing_are_said_in_words() -> None:
    lines = [journal_words("S01-1", 1, 40), *report_lines(AuditReport(1, 40, 30))]
    assert lines == [
        "正在核对 S01-1（第 1 次登记）的 40 条……",
        "核对了 1 本流水、40 条记录、30 笔销售，全部一致。",
    ]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["enrol-code", "S99-1"], "没有这台收银机：S99-1，请核对编号（如 S01-1）。"),
        (["enrol-code", "x" * 200], "没有这台收银机"),
        (["verify", "--database-url", "nonsense"], "--database-url 看不懂"),
        (["verify", "--database-url", "mysql://a:secret-word@h/x"], "--database-url 只能是"),
        (["verify", "--database-url", "xyz://a:secret-word@h/x"], "--database-url 只能是"),
        (["verify", "--database-url", "sqlite:///{file}"], "数据库用不了"),
        (["verify", "--data-dir", "{file}/below"], "数据目录用不了"),
        (["demo", "--data-dir", "{bad_key}"], "慈善会的密钥文件读不出来"),
        (["serve", "--host", "0.0.0.0"], "让别的电脑访问时要加密"),
        (["serve", "--host", "0.0.0.0", "--tls-in-front"], "让别的电脑访问以前要先有账号"),
        (["serve", "--tls-in-front"], "让别的电脑访问以前要先有账号"),
        (["demo", "--serve", "--host", "0.0.0.0", "--tls-in-front"], "这是演示平台"),
        (["demo-code", "wang-lan"], "没有在用的演示账号“wang-lan”"),
        (["serve", "--host", "::1%lo"], "--host 不能是"),
        (["serve", "--port", "99999"], "--port 不能是"),
        (["serve", "--cert", "x.pem"], "--cert 和 --key 要一起给"),
        (["serve", "--cert", "x.pem", "--key", "x.pem"], "找不到文件 x.pem"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_on(
    command: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a-file").write_text("no database", encoding="ascii")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "federation.key").write_text("1 nothing\n", encoding="ascii")
    places = {"{file}": str(tmp_path / "a-file"), "{bad_key}": str(tmp_path / "bad")}
    for name, place in places.items():
        command = [each.replace(name, place) for each in command]
    if "--data-dir" not in command:
        command += ["--data-dir", str(tmp_path / "data")]

    assert main(command) == 1
    said = capsys.readouterr().err
    assert words in said and "secret-word" not in said and "Traceback" not in said
    check_words([line.replace(str(tmp_path), "") for line in said.splitlines()])


def test_the_demo_names_the_stores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--data-dir", str(tmp_path)]) == 0

    said = capsys.readouterr().out
    assert (
        "张*兰  本月额度未使用（常去浆洗街店）" in said and "额度不在本机，刷卡时调取（没有常去门店）" in said
    )
    code, command = r"  S\d\d-\d +\S+", r"下一步：python -m monitor serve .*"
    check_words([line for line in said.splitlines() if line and not re.fullmatch(f"{code}|{command}", line)])


@pytest.mark.parametrize("command", [[], ["serve"], ["demo"], ["enrol-code"], ["verify"]], ids=str)
def test_the_help_is_chinese(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("用法：")
    words = said.partition("\n\n")[2]  # Below the usage, where each option has its sentence.
    for line in words.splitlines():
        if line.strip():
            assert re.search("[一-龥]", line) or re.fullmatch(
                r" +(-h, )?--[a-z-]+( \S+)?| +\{[a-z,-]+\}| +[a-z-]+", line
            ), line
