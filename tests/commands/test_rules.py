"""`python -m pos rules` and the headless word: a manager sets the shop's rules, a cashier asks for it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pos.__main__ import main
from pos.commands.headless.front import HeadlessTill
from pos.ui.words.rules_words import rules_words
from tests.shop import CASHIER, CASHIER_PIN, MANAGER, MANAGER_PIN, Shop

SETTINGS = """
[store]
id = "S01"
name = "浆洗街店"
[till]
id = "S01-1"
data_dir = "{folder}"
"""


def test_a_manager_s_rules_stand_in_the_journal_and_after_a_new_start(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    till = shop.start()
    front = HeadlessTill(till)
    front.answer(f"login {CASHIER} {CASHIER_PIN}")
    refused = front.answer("rules cash_rounding=down_to_jiao")
    assert refused["code"] == "approval.needed"
    front.answer(f"approve {MANAGER} {MANAGER_PIN}")
    told = front.answer("rules cash_rounding=down_to_jiao")
    (rules,) = told["rules"]
    assert (rules["in_force_from"], rules["cash_rounding"]) == ("2026-11-23", "down_to_jiao")
    front.answer(f"login {MANAGER} {MANAGER_PIN}")
    told = front.answer("rules cash_rounding=down_to_yuan from=2026-12-01")
    assert [each["cash_rounding"] for each in told["rules"]] == ["down_to_jiao", "down_to_yuan"]
    till.close()

    again = shop.start()
    assert HeadlessTill(again).answer("rules")["rules"] == told["rules"]
    again.close()


def test_limits_are_typed_in_yuan_and_told_in_fen_for_programs_and_in_yuan_for_people(tmp_path: Path) -> None:
    till = Shop(tmp_path).start()
    front = HeadlessTill(till)
    front.answer(f"login {MANAGER} {MANAGER_PIN}")
    (rules,) = front.answer("rules over_short_shift_max=30 over_short_month_max=100.50")["rules"]
    assert (rules["over_short_shift_max"], rules["over_short_month_max"]) == (3_000, 10_050)
    assert rules["over_short_explain_above"] == 100
    assert "一班差额超过多少要店长授权：30.00 元" in rules_words(till.rules.on(till.rules.today()))
    till.close()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("cash_rounding=up", "rules.unknown"),
        ("colour=red", "rules.unknown"),
        ("over_short_shift_max=viel", "rules.unknown"),
        ("over_short_shift_max=-1", "rules.unknown"),
        ("in_force_from=2026-12-01", "rules.unknown"),
        ("cash_rounding", "command.unknown"),
        ("cash_rounding=off from=2026-11-22", "rules.too_early"),
        ("cash_rounding=off from=tomorrow", "date.unreadable"),
    ],
)
def test_what_cannot_be_set_is_told_and_changes_nothing(tmp_path: Path, typed: str, code: str) -> None:
    till = Shop(tmp_path).start()
    front = HeadlessTill(till)
    front.answer(f"login {MANAGER} {MANAGER_PIN}")
    assert front.answer(f"rules {typed}")["code"] == code
    assert front.answer("rules")["rules"][0]["cash_rounding"] == "off"
    till.close()


def test_the_command_shows_and_sets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    Shop(folder)
    config = tmp_path / "till.toml"
    config.write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    assert main(["--config", str(config), "rules"]) == 0
    assert "现金抹零：不抹零，收到分" in capsys.readouterr().out

    order = ["--config", str(config), "rules", "set", "cash_rounding=down_to_jiao", "--pin-from-stdin"]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{CASHIER_PIN}\n"))
    assert main([*order, "--staff", CASHIER]) == 2
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{MANAGER_PIN}\n"))
    assert main([*order, "--staff", MANAGER]) == 0
    assert "抹去分，收到角" in capsys.readouterr().out
    assert main(["--config", str(config), "rules", "show"]) == 0
    assert "抹去分，收到角" in capsys.readouterr().out
    assert main([*order[:-1]]) == 2  # Nobody said who it is.
