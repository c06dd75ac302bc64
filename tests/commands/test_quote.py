from __future__ import annotations

import copy
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pos.commands.quote import FEN_MAX, main, price, run
from tests.english import english_in

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((ROOT / "tests" / "golden" / "quotes.json").read_text(encoding="utf-8"))
REQUEST: dict[str, Any] = {
    "card": {"used": {"vegetable": 9900, "subsidy": 5950}},
    "lines": [
        {"category": "蔬菜", "unit_price": 498, "quantity": "0.912"},
        {"category": "油", "amount": 100},
    ],
    "subsidy_limit": 20,
    "programme": {
        "version": "2013-02",
        "cap_basis": "market",
        "pools": [
            {"id": "vegetable", "categories": ["蔬菜"], "percent_paid": 60, "monthly_cap": 10000},
            {"id": "staple", "categories": ["油"], "percent_paid": 80, "monthly_cap": 20000},
        ],
        "subsidy": {"monthly": 6000, "excluded_categories": ["烟"]},
    },
}


def changed(path: str, value: object) -> dict[str, Any]:
    """The request with one value put in another's place; `...` takes it away."""
    request = copy.deepcopy(REQUEST)
    place: Any = request
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return request


def one_line(**line: object) -> dict[str, Any]:
    return REQUEST | {"card": None, "lines": [{"category": "蔬菜", **line}]}


def asked(payload: bytes) -> tuple[int, Any]:
    """Exit code and answer to what a file holds; the answer is always one JSON text with a line end."""
    out = io.BytesIO()
    code = run(io.BytesIO(payload), out)
    assert out.getvalue().endswith(b"\n")
    return code, json.loads(out.getvalue())


# ── Answers ────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_priced() -> None:
    answer = price(REQUEST)

    # 100 left of 454: 60; net 414. Oil 80. 20 of subsidy over 494: 16.76 and 3.24.
    assert [line["payable"] for line in answer["lines"]] == [454 - 40 - 17, 100 - 20 - 3]
    assert answer["totals"] == {"market": 554, "discount": 60, "net": 494, "subsidy": 20, "payable": 474}
    assert answer["remaining"] == {"vegetable": 0, "staple": 19900, "subsidy": 30}
    assert list(answer) == ["lines", "totals", "remaining"]


def test_the_golden_cases_go_through_the_command_as_one_array() -> None:
    code, answers = asked(json.dumps([case["request"] for case in GOLDEN], ensure_ascii=False).encode())

    assert code == 0
    assert answers == [case["expect"] for case in GOLDEN]


def test_one_request_gives_one_answer_and_an_array_an_array() -> None:
    one = json.dumps(REQUEST).encode()

    assert asked(one) == (0, price(REQUEST))
    assert asked(b"[" + one + b"," + one + b"]") == (0, [price(REQUEST), price(REQUEST)])
    assert asked(b"[]") == (0, [])


def test_a_byte_order_mark_and_blanks_around_it_do_not_matter() -> None:
    assert asked(b"\xef\xbb\xbf \n" + json.dumps(REQUEST).encode() + b"\r\n ") == (0, price(REQUEST))


@pytest.mark.parametrize("card", [{}, {"used": {}}, {"used": {"vegetable": 0, "staple": 0, "subsidy": 0}}])
def test_a_card_that_used_nothing_has_the_whole_month(card: dict[str, Any]) -> None:
    answer = price(changed("card", card))

    assert answer["remaining"] == {"vegetable": 9546, "staple": 19900, "subsidy": 5980}


@pytest.mark.parametrize("request_", [changed("card", None), changed("card", ...)])
def test_without_a_card_it_is_the_public_and_nothing_remains(request_: dict[str, Any]) -> None:
    answer = price(request_)

    assert list(answer) == ["lines", "totals"]
    assert answer["totals"] == {"market": 554, "discount": 0, "net": 554, "subsidy": 0, "payable": 554}


@pytest.mark.parametrize("request_", [changed("subsidy_limit", None), changed("subsidy_limit", ...)])
def test_without_a_limit_the_subsidy_pays_what_it_can(request_: dict[str, Any]) -> None:
    assert price(request_)["totals"]["subsidy"] == 50


def test_more_used_than_the_month_has_leaves_nothing() -> None:
    used = {"vegetable": 10001, "staple": 10**12, "subsidy": 6001}

    assert price(changed("card.used", used))["remaining"] == {"vegetable": 0, "staple": 0, "subsidy": 0}


@pytest.mark.parametrize(
    ("line", "market"),
    [
        ({"amount": 456}, 456),
        ({"amount": 0}, 0),
        ({"amount": 456, "unit_price": 498, "quantity": "0.912"}, 456),
        ({"amount": 456, "unit_price": 498}, 456),
        ({"amount": 456, "quantity": "0.912"}, 456),
        ({"amount": None, "unit_price": 498, "quantity": "0.912"}, 454),
        ({"amount": 456, "unit_price": None, "quantity": None}, 456),
        ({"unit_price": 498, "quantity": "0.912"}, 454),
        ({"unit_price": 333, "quantity": "0.5"}, 167),
        ({"unit_price": 333, "quantity": "0.50"}, 167),
        ({"unit_price": 333, "quantity": "3"}, 999),
        ({"unit_price": 333, "quantity": "3.000"}, 999),
        ({"unit_price": 333, "quantity": "03"}, 999),
        ({"unit_price": 333, "quantity": 3}, 999),
        ({"unit_price": 0, "quantity": "1"}, 0),
        ({"unit_price": 1, "quantity": "0.001"}, 0),
        ({"unit_price": FEN_MAX, "quantity": "9999"}, FEN_MAX * 9999),
        ({"amount": FEN_MAX}, FEN_MAX),
    ],
)
def test_a_line_has_an_amount_or_a_price_and_a_quantity(line: dict[str, object], market: int) -> None:
    assert price(one_line(**line))["totals"]["market"] == market


def test_categories_the_programme_does_not_know_are_at_market_price() -> None:
    answer = price(REQUEST | {"lines": [{"category": "从未见过", "amount": 100}], "subsidy_limit": 0})

    assert answer["lines"][0] == {
        "market": 100, "pool": None, "covered": 0, "counted": 0, "discount": 0, "net": 100,
        "subsidy": 0, "payable": 100,
    }  # fmt: skip


def test_no_lines_and_no_pools_are_priced_too() -> None:
    bare = {"card": {}, "lines": [], "programme": {"version": "1", "pools": [], "subsidy": {"monthly": 5}}}

    assert price(bare) == {
        "lines": [],
        "totals": {"market": 0, "discount": 0, "net": 0, "subsidy": 0, "payable": 0},
        "remaining": {"subsidy": 5},
    }


# ── The command ────────────────────────────────────────────────────────────────────────────


def test_the_command_reads_a_file(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "购物.json"
    file.write_bytes(json.dumps(REQUEST).encode())

    assert main([str(file)]) == 0
    assert json.loads(capfdbinary.readouterr().out) == price(REQUEST)


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_the_command_asks_for_one_file(
    arguments: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(arguments) == 2
    assert (
        json.loads(capfdbinary.readouterr().out)["message"]
        == "要计价的内容看不懂：请写一个文件名，或写 - 从标准输入读"
    )


@pytest.mark.parametrize("name", ["missing.json", ".", "a\x00b", "x" * 5000])
def test_a_file_that_cannot_be_read_is_told(
    name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main([str(tmp_path / name)]) == 2
    answer = json.loads(capfdbinary.readouterr().out)
    assert answer["message"].startswith("要计价的内容看不懂：")
    assert english_in(answer["message"]) == []
    assert str(tmp_path) not in answer["message"]


def test_the_command_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(REQUEST).encode())))

    assert main(["-"]) == 0
    assert json.loads(capfdbinary.readouterr().out) == price(REQUEST)


def test_the_command_starts_without_the_heavy_libraries() -> None:
    heavy = ("sqlalchemy", "PySide6", "cryptography", "httpx", "alembic", "escpos", "pysqlite3")
    program = f"import sys, pos.commands.quote; print([name for name in {heavy!r} if name in sys.modules])"
    started = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)

    assert started.stdout.strip() == b"[]"
