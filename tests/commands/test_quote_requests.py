"""What `pos quote` refuses, and that nothing it is given makes it fall over."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.commands.quote import FEN_MAX, REQUEST_BYTES_MAX, price, run
from pos.errors import QuoteRequestWrong
from tests.commands.test_quote import REQUEST, asked, changed, one_line


def refusal(request: object) -> str:
    with pytest.raises(QuoteRequestWrong) as refused:
        price(request)
    return str(refused.value.facts["reason"])


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
        *(("subsidy_limit", value, "subsidy_limit must be a whole number of fen") for value in NO_FEN),
        *(("lines.0.unit_price", value, "lines[0].unit_price must be a whole") for value in NO_FEN),
        *(("lines.1.amount", value, "lines[1].amount must be a whole number") for value in NO_FEN),
        *(("card.used.staple", value, "card.used.staple must be a whole") for value in [*NO_FEN, None]),
        *(("lines.0.quantity", value, "lines[0].quantity must be a text like") for value in NO_QUANTITY),
        *(("lines.0.quantity", value, "lines[0].quantity must be above 0") for value in TOO_MUCH_OR_NOTHING),
        ("lines.0.quantity", ..., "lines[0] needs amount, or unit_price and quantity"),
        ("lines.0.quantity", None, "lines[0] needs amount, or unit_price and quantity"),
        ("lines.0.unit_price", ..., "lines[0] needs amount, or unit_price and quantity"),
        ("lines.1.amount", ..., "lines[1] needs amount, or unit_price and quantity"),
        ("lines.1.amount", None, "lines[1] needs amount, or unit_price and quantity"),
        ("lines.0.category", ..., "lines[0].category must be a text"),
        ("lines.0.category", None, "lines[0].category must be a text"),
        ("lines.0.category", "", "lines[0].category must be a text"),
        ("lines.0.category", 1, "lines[0].category must be a text"),
        ("lines.0.category", ["蔬菜"], "lines[0].category must be a text"),
        ("lines.1.price", 1, "lines[1] has an unknown key: 'price'"),
        ("lines.1", None, "lines[1] must be an object"),
        ("lines.1", [], "lines[1] must be an object"),
        ("lines", ..., "lines is missing"),
        ("lines", None, "lines must be a list"),
        ("lines", {}, "lines must be a list"),
        ("card", [], "card must be an object"),
        ("card", "6201", "card must be an object"),
        ("card", False, "card must be an object"),
        ("card.used", None, "card.used must be an object"),
        ("card.used", [], "card.used must be an object"),
        ("card.used.gold", 0, "card.used names an unknown pool: 'gold'"),
        ("card.left", {}, "card has an unknown key: 'left'"),
        ("programme", ..., "programme is missing"),
        ("programme", None, "programme: programme must be an object"),
        ("programme.pools.0.percent_paid", 60.0, "programme: vegetable.percent_paid must be a whole number"),
        ("programme.pools.0.percent_paid", 101, "programme: vegetable.percent_paid must be a whole number"),
        ("programme.cap_basis", "both", "programme: cap_basis must be market or paid"),
        ("name", "a case", "the request has an unknown key: 'name'"),
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
    assert refusal(request_) == "the request must be an object"


def test_a_mistake_in_an_array_names_the_request() -> None:
    wrong = changed("lines.1.amount", -1)

    assert asked(json.dumps([REQUEST, wrong]).encode()) == (
        2,
        {
            "ok": False,
            "code": "quote.request_wrong",
            "message": "request 1: lines[1].amount must be a whole number of fen, not below 0",
        },
    )
    assert asked(json.dumps([[REQUEST]]).encode())[1]["message"] == "request 0: the request must be an object"


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"", "not JSON"),
        (b"   \n", "not JSON"),
        (b"{", "not JSON"),
        (b"{'card': null}", "not JSON"),
        (b"{} {}", "not JSON"),
        (b'{"card": nul}', "not JSON"),
        (b'"a\nb"', "not JSON"),
        (b"1" * 5000, "not JSON"),
        (b"[1, 2", "not JSON"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        ('{"card": "蔬菜"}'.encode("gb18030"), "not UTF-8"),
        (b'{"card": "\xed\xa0\x80"}', "not UTF-8"),
        (b"\x00", "not JSON"),
        (b'{"subsidy_limit": NaN}', "NaN is no number"),
        (b'{"subsidy_limit": Infinity}', "Infinity is no number"),
        (b'{"subsidy_limit": -Infinity}', "-Infinity is no number"),
        (b'{"card": null, "card": {}}', "the key 'card' stands twice"),
        (b'{"lines": [{"amount": 1, "amount": 1}]}', "the key 'amount' stands twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"card":' * 100_000, "nested too deeply"),
        (b"[" * 900 + b"]" * 900, ""),
        (b"null", "the request must be an object"),
        (b"true", "the request must be an object"),
        (b'"\\ud800"', "the request must be an object"),
        (b'{"\\ud800": 1}', "the request has an unknown key"),
        (b'{"subsidy_limit": 1e400}', ""),
        (b" " * (REQUEST_BYTES_MAX + 1), f"more than {REQUEST_BYTES_MAX} bytes"),
    ],
    ids=lambda value: repr(value[:20]),
)  # fmt: skip
def test_hostile_bytes_get_an_answer_and_no_traceback(payload: bytes, said: str) -> None:
    code, answer = asked(payload)

    assert code == 2
    assert set(answer) == {"ok", "code", "message"}
    assert (answer["ok"], answer["code"]) == (False, "quote.request_wrong")
    assert answer["message"].startswith(said)


def test_a_refusal_is_short_however_long_what_it_names() -> None:
    code, answer = asked(json.dumps({"x" * 100_000: 1}).encode())

    assert code == 2
    assert len(answer["message"]) == 300


def test_numbers_and_files_have_a_largest_size() -> None:
    assert price(one_line(amount=10_000_000_000_000))["totals"]["market"] == 10_000_000_000_000
    assert "lines[0].amount" in refusal(one_line(amount=10_000_000_000_001))
    code, answer = asked(b" " * REQUEST_BYTES_MAX)
    assert (code, answer["message"][:8], REQUEST_BYTES_MAX) == (2, "not JSON", 33_554_432)


def test_chinese_words_stay_readable_in_the_answer() -> None:
    out = io.BytesIO()

    assert run(io.BytesIO('{"蔬菜": 1}'.encode()), out) == 2
    assert "'蔬菜'" in out.getvalue().decode("utf-8")


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
