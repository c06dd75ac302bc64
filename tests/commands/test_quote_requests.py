"""What `pos quote` refuses, and that nothing it is given makes it fall over."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.commands.quote import FEN_MAX, REQUEST_BYTES_MAX, price, run
from pos.errors.programme import QuoteRequestWrong
from pos.ui.words.messages import words
from tests.commands.test_quote import REQUEST, asked, changed, one_line


def refusal(request: object) -> str:
    with pytest.raises(QuoteRequestWrong) as refused:
        price(request)
    return words(refused.value).what_next


NO_FEN: list[object] = [True, False, 1.0, 1.5, "1", -1, [], {}, FEN_MAX + 1]
NO_QUANTITY: list[object] = [
    True, 1.5, 1.0, "", " 1", "1 ", "+1", "-1", "1.", ".5", "1.2345", "1,5", "1e3", "0x1", "٣", "１", "1_0",
    "NaN", "1.2.3", "²", "1\n", "1" * 10, "9" * 5000, [], {},
]  # fmt: skip
TOO_MUCH_OR_NOTHING: list[object] = [
    "0", "0.000", "9999.001", "10000", "999999999", 0, -1, 10_000, 10**9, 10**30,
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        *(("subsidy_limit", value, "subsidy_limit 要是不小于 0 的整数") for value in NO_FEN),
        *(("lines.0.unit_price", value, "lines[0].unit_price 要是不小于 0 的整数") for value in NO_FEN),
        *(("lines.1.amount", value, "lines[1].amount 要是不小于 0 的整数") for value in NO_FEN),
        *(("card.used.staple", value, "card.used.staple 要是不小于 0 的整数") for value in [*NO_FEN, None]),
        *(("lines.0.quantity", value, "lines[0].quantity 要写成") for value in NO_QUANTITY),
        *(("lines.0.quantity", value, "lines[0].quantity 要大于 0") for value in TOO_MUCH_OR_NOTHING),
        ("lines.0.quantity", ..., "lines[0] 要有 amount，或者 unit_price 和 quantity"),
        ("lines.0.quantity", None, "lines[0] 要有 amount，或者 unit_price 和 quantity"),
        ("lines.0.unit_price", ..., "lines[0] 要有 amount，或者 unit_price 和 quantity"),
        ("lines.1.amount", ..., "lines[1] 要有 amount，或者 unit_price 和 quantity"),
        ("lines.1.amount", None, "lines[1] 要有 amount，或者 unit_price 和 quantity"),
        ("lines.0.category", ..., "lines[0].category 要是一段文字"),
        ("lines.0.category", None, "lines[0].category 要是一段文字"),
        ("lines.0.category", "", "lines[0].category 要是一段文字"),
        ("lines.0.category", 1, "lines[0].category 要是一段文字"),
        ("lines.0.category", ["蔬菜"], "lines[0].category 要是一段文字"),
        ("lines.1.price", 1, "lines[1] 里有不认识的项：price"),
        ("lines.1", None, "lines[1] 要是一个对象"),
        ("lines.1", [], "lines[1] 要是一个对象"),
        ("lines", ..., "缺少 lines"),
        ("lines", None, "lines 要是一个列表"),
        ("lines", {}, "lines 要是一个列表"),
        ("card", [], "card 要是一个对象"),
        ("card", "6201", "card 要是一个对象"),
        ("card", False, "card 要是一个对象"),
        ("card.used", None, "card.used 要是一个对象"),
        ("card.used", [], "card.used 要是一个对象"),
        ("card.used.gold", 0, "card.used 里没有这个额度：gold"),
        ("card.left", {}, "card 里有不认识的项：left"),
        ("programme", ..., "缺少 programme"),
        ("programme", None, "programme：programme 要是一个对象"),
        ("programme.pools.0.percent_paid", 60.0, "programme：vegetable.percent_paid 要是 0 到"),
        ("programme.pools.0.percent_paid", 101, "programme：vegetable.percent_paid 要是 0 到"),
        ("programme.cap_basis", "both", "programme：cap_basis 只能是 market、paid"),
        ("name", "a case", "请求 里有不认识的项：name"),
    ],
)
def test_a_request_with_a_mistake_is_refused_with_the_field(path: str, value: object, said: str) -> None:
    assert refusal(changed(path, value)).startswith(said)


@pytest.mark.parametrize(
    "line",
    [{"amount": 456, "unit_price": -1}, {"amount": 456, "quantity": "0"}, {"amount": 456, "quantity": 1.5}],
)
def test_a_wrong_number_beside_an_amount_is_still_wrong(line: dict[str, object]) -> None:
    assert "lines[0]." in refusal(one_line(**line))


@pytest.mark.parametrize("request_", [None, [], "quote", 1, True])
def test_a_request_is_an_object(request_: object) -> None:
    assert refusal(request_) == "请求 要是一个对象 {…}"


def test_a_mistake_in_an_array_names_the_request() -> None:
    wrong = changed("lines.1.amount", -1)

    assert asked(json.dumps([REQUEST, wrong]).encode()) == (
        2,
        {
            "ok": False,
            "code": "quote.request_wrong",
            "message": "要计价的内容看不懂：第 2 项：lines[1].amount 要是不小于 0 的整数（单位：分）",
        },
    )
    assert (
        asked(json.dumps([[REQUEST]]).encode())[1]["message"]
        == "要计价的内容看不懂：第 1 项：请求 要是一个对象 {…}"
    )


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"", "第 1 行第"),
        (b"   \n", "第 2 行第"),
        (b"{", "第 1 行第"),
        (b"{'card': null}", "第 1 行第"),
        (b"{} {}", "第 1 行第"),
        (b'{"card": nul}', "第 1 行第"),
        (b'"a\nb"', "第 1 行第"),
        (b"1" * 5000, "太长的数 不是数字"),
        (b"[1, 2", "第 1 行第"),
        (b"\xff\xfe{\x00}\x00", "第 1 行有不是 UTF-8"),
        ('{"card": "蔬菜"}'.encode("gb18030"), "第 1 行有不是 UTF-8"),
        (b'{"card": "\xed\xa0\x80"}', "第 1 行有不是 UTF-8"),
        (b"\x00", "第 1 行第"),
        (b'{"subsidy_limit": NaN}', "NaN 不是数字"),
        (b'{"subsidy_limit": Infinity}', "Infinity 不是数字"),
        (b'{"subsidy_limit": -Infinity}', "-Infinity 不是数字"),
        (b'{"card": null, "card": {}}', "一个对象里的项 重复了：card"),
        (b'{"lines": [{"amount": 1, "amount": 1}]}', "一个对象里的项 重复了：amount"),
        (b"[" * 100_000, "括号套得太深"),
        (b'{"card":' * 100_000, "括号套得太深"),
        (b"[" * 900 + b"]" * 900, ""),
        (b"null", "请求 要是一个对象"),
        (b"true", "请求 要是一个对象"),
        (b'"\\ud800"', "请求 要是一个对象"),
        (b'{"\\ud800": 1}', "请求 里有不认识的项"),
        (b'{"subsidy_limit": 1e400}', ""),
        (b" " * (REQUEST_BYTES_MAX + 1), f"内容太长，最多 {REQUEST_BYTES_MAX} 字节"),
    ],
    ids=lambda value: repr(value[:20]),
)  # fmt: skip
def test_hostile_bytes_get_an_answer_and_no_traceback(payload: bytes, said: str) -> None:
    code, answer = asked(payload)

    assert code == 2
    assert set(answer) == {"ok", "code", "message"}
    assert (answer["ok"], answer["code"]) == (False, "quote.request_wrong")
    assert answer["message"].startswith(f"要计价的内容看不懂：{said}")


def test_a_refusal_is_short_however_long_what_it_names() -> None:
    code, answer = asked(json.dumps({"x" * 100_000: 1}).encode())

    assert code == 2
    assert len(answer["message"]) == 300


def test_numbers_and_files_have_a_largest_size() -> None:
    assert price(one_line(amount=10_000_000_000_000))["totals"]["market"] == 10_000_000_000_000
    assert "lines[0].amount" in refusal(one_line(amount=10_000_000_000_001))
    code, answer = asked(b" " * REQUEST_BYTES_MAX)
    assert (code, "不合 JSON" in answer["message"], REQUEST_BYTES_MAX) == (2, True, 33_554_432)


def test_chinese_words_stay_readable_in_the_answer() -> None:
    out = io.BytesIO()

    assert run(io.BytesIO('{"蔬菜": 1}'.encode()), out) == 2
    assert "：蔬菜" in out.getvalue().decode("utf-8")


def test_a_pool_with_half_a_character_in_its_name_is_still_answered_in_json() -> None:
    pool = {"id": "\ud800", "categories": ["a"], "percent_paid": 1, "monthly_cap": 2}
    programme = {"version": "1", "pools": [pool], "subsidy": {"monthly": 0}}

    code, answer = asked(json.dumps({"card": {}, "lines": [], "programme": programme}).encode())

    assert (code, answer["remaining"]) == (0, {"\ud800": 2, "subsidy": 0})


names = st.sampled_from(["card", "used", "lines", "amount", "category", "vegetable"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 200) | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["card", "used", "lines", "amount", "category", "vegetable"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


PLACES = [
    "card", "card.used", "lines", "lines.0", "lines.0.category", "lines.0.unit_price", "lines.0.quantity",
    "lines.1.amount", "subsidy_limit", "programme", "programme.pools", "programme.pools.0",
    "programme.pools.0.categories", "programme.subsidy", "programme.subsidy.monthly",
]  # fmt: skip


@given(st.sampled_from(PLACES), json_values)
def test_anything_in_any_place_is_priced_or_refused(path: str, value: object) -> None:
    code, answer = asked(json.dumps(changed(path, value)).encode())

    if code == 0:
        totals = answer["totals"]
        assert totals["payable"] == totals["market"] - totals["discount"] - totals["subsidy"] >= 0
    else:
        assert answer["code"] == "quote.request_wrong"
