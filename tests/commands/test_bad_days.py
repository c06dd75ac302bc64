"""Bad input and bad days by words: each refusal has a code and words, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos.commands.headless.front import HeadlessTill
from pos.services.till import Till
from tests.shop import LAN, OIL, SOY, TRAINEE, TRAINEE_PIN, Shop, grant

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def till(shop: Shop) -> Iterator[Till]:
    opened = shop.start_selling()
    yield opened
    opened.close()


@pytest.fixture
def headless(till: Till) -> HeadlessTill:
    return HeadlessTill(till)


def say(headless: HeadlessTill, *lines: str) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for line in lines:
        answer = headless.answer(line)
        assert answer["ok"], (line, answer)
    return answer


def refused(headless: HeadlessTill, line: str) -> str:
    answer = headless.answer(line)
    assert not answer["ok"], (line, answer)
    assert answer["message"]
    code: str = answer["code"]
    return code


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,234.50", 123_450),
        ("１２３４．５０", 123_450),
        ("１，２３４．５", 123_450),
        ("1234", 123_400),
        ("100x12 20x1 10x1 1x4 0.5x1", 123_450),
        ("１００ｘ１２ ２０×１", 122_000),
        ("0", 0),
    ],
)
def test_a_count_is_understood_as_people_type_it(headless: HeadlessTill, typed: str, fen: int) -> None:
    assert say(headless, f"count cash {typed}")["count"]["counted"] == fen


@pytest.mark.parametrize(
    "typed",
    [
        "12,34.5",
        "1.234",
        "1.2.3",
        "-5",
        "1e3",
        "abc",
        "￥",
        OIL,
        "1" * 30,
        "100x",
        "x5",
        "30x2",
        "100x-1",
        "½",
    ],
)
def test_a_count_that_is_none_is_refused_and_may_be_typed_again(headless: HeadlessTill, typed: str) -> None:
    assert refused(headless, f"count cash {typed}").split(".")[0] in ("amount", "count")
    assert say(headless, "count cash 500")["count"]["rule"] is None  # No recount: nothing was written.


def test_a_sale_over_midnight_says_its_day_and_the_next_one_another(
    shop: Shop, till: Till, headless: HeadlessTill
) -> None:
    grant(till, LAN)
    say(headless, OIL, LAN)
    shop.clock.forward(days=8)  # 1 December.
    basket = say(headless, SOY)["basket"]
    assert (basket["business_date"], basket["card"]["month"]) == ("2026-11-23", "2026-11")
    assert say(headless, "subsidy 0", "pay cash", "done")["sale_no"] == "S01-1-20261123-0001"
    assert say(headless, SOY)["basket"]["business_date"] == "2026-12-01"


def test_a_trainee_alone_sells_and_does_nothing_else(headless: HeadlessTill) -> None:
    say(headless, f"login {TRAINEE} {TRAINEE_PIN}", SOY)
    for line in ("price 1 5", "discount 1 10", "drawer 换零", "cash-in 5 换零", "cash-out 5 买菜"):
        assert refused(headless, line) == "act.denied"
    assert refused(headless, "unlisted 其他 5") == "approval.needed"
    assert refused(headless, f"approve {TRAINEE} {TRAINEE_PIN}") == "approval.unfit"
    sale_no = say(headless, "pay cash", "done")["sale_no"]
    for line in (f"return {sale_no} 1 1", "void", "x-report"):
        assert refused(headless, line) == "act.denied"
    assert refused(headless, f"reprint {sale_no}") == "approval.needed"


def test_prices_at_their_ends(headless: HeadlessTill) -> None:
    say(headless, "login 2001 8888", SOY)
    for line in ("price 1 0", "price 1 1000000", "price 1 -1"):
        assert refused(headless, line) == "amount.out_of_range"
    for line in ("discount 1 99.9", "discount 1 0", "discount 1 100", f"discount 1 {OIL}"):
        assert refused(headless, line) == "discount.unreadable"
    assert say(headless, "discount 1 99")["basket"]["lines"][0]["unit_price"] == 10
    say(headless, "unlisted 其他 999999")
    assert refused(headless, "unlisted 其他 999999") == "amount.out_of_range"  # The sum would not fit.
    assert len(say(headless, "state")["basket"]["lines"]) == 2


def config(shop: Shop, tmp_path: Path) -> str:
    path = tmp_path / "till.toml"
    path.write_text(
        f'[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\ndata_dir = "{shop.folder}"\n',
        encoding="utf-8",
    )
    return str(path)


def test_a_second_till_in_the_same_folder_is_refused_with_words_and_training_works(
    shop: Shop, till: Till, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "pos", "--headless", "--config", config(shop, tmp_path)]

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *options],
            cwd=ROOT,
            input=f"login 1001 1234\nopen 1\n{SOY}\npay cash\ndone\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )

    second = run()
    assert (second.returncode, second.stdout) == (2, "")
    assert "本机的收银程序已经开着" in second.stderr

    practice = run("--training")
    assert practice.returncode == 0, practice.stderr
    answers = [json.loads(line) for line in practice.stdout.splitlines()]
    assert answers[-1]["sale_no"].startswith("TRAIN-1-")
    assert till.checkout.state.sale_counter == 1  # Nothing was sold here.
