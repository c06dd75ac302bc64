from __future__ import annotations

from dataclasses import replace

from pos.domain.cards.card import BenefitState
from pos.domain.programme.programme import Programme
from pos.domain.selling.quote import QuotedLine
from pos.services.till import Till
from pos.ui.selling.checkout.pictures import picture_benefits, picture_totals
from pos.ui.selling.checkout.rows import Badge, RowMaker
from pos.ui.selling.customer.pictures import picture_sale
from pos.ui.words.benefit_words import reason_words, share_words, state_words, tag_name, tone_of
from tests.shop import LAN, OIL, RICE, SOY, SPIRIT, WITHOUT_LEASE, label


def ring_up(till: Till, *codes: str) -> None:
    for code in codes:
        till.checkout.scan(code)


def test_a_public_sale_shows_prices_and_nothing_about_cards(till: Till) -> None:
    ring_up(till, label("21", "00123", 454), OIL, SOY, SOY)
    cabbage, oil, soy = RowMaker().rows(till.checkout.state)
    assert (cabbage.name, cabbage.quantity, cabbage.price) == ("上海青", "0.912 kg", "4.98/kg")
    assert cabbage.detail == f"{label('21', '00123', 454)} · 秤码"
    assert (oil.quantity, oil.price, oil.discount, oil.subtotal) == ("1 桶", "69.90", "—", "69.90")
    assert (soy.quantity, soy.subtotal, soy.badge, soy.detail) == ("2 瓶", "19.80", None, SOY)


def test_with_a_card_each_line_says_what_the_card_pays_or_why_not(till: Till) -> None:
    ring_up(till, label("21", "00123", 454), OIL, OIL, RICE, SOY, SPIRIT, LAN)
    cabbage, oil, rice, soy, spirit = RowMaker().rows(till.checkout.state)
    assert cabbage.badge == Badge("蔬菜 6折", "green")
    assert (cabbage.discount, cabbage.subtotal) == ("−1.82", "2.72")
    assert oil.badge == Badge("生活物资 8折", "gold")
    assert rice.badge == Badge("部分 8折", "gold")
    assert rice.detail == f"{RICE} · 额度内 ¥0.20 按 8 折，其余 ¥69.70 按市场价"
    assert soy.detail == f"{SOY} · 不在优惠范围"
    assert spirit.badge is None


def test_a_pool_has_one_name_beside_the_tag_of_the_design(till: Till) -> None:
    """The tag says 生活物资 as the design has it; all else says the name of the pool."""
    ring_up(till, LAN, OIL, RICE, OIL, RICE)
    state = till.checkout.state
    rows = RowMaker().rows(state)
    assert {row.badge.text for row in rows if row.badge is not None} == {"生活物资 8折", "部分 8折"}
    said = [row.detail for row in rows]
    for meter in picture_benefits(state).meters:
        said += [meter.title, meter.short_title]
    customer = str(picture_sale(state, "店", asks=False))
    assert "米面油肉蛋奶 8折" in customer
    assert not [words for words in (*said, customer) if "生活物资" in words]


def test_when_the_month_is_used_up_the_line_says_so(till: Till) -> None:
    ring_up(till, LAN, OIL, RICE, OIL, RICE)
    last = RowMaker().rows(till.checkout.state)[-1]
    assert (last.badge, last.discount) == (None, "—")
    assert last.detail.endswith("本月米面油肉蛋奶额度已用完")


def test_without_a_lease_lines_are_at_market_price_for_now(till: Till) -> None:
    ring_up(till, OIL, SOY, WITHOUT_LEASE)
    oil, soy = RowMaker().rows(till.checkout.state)
    assert oil.detail.endswith("暂按市场价")
    assert soy.detail.endswith("不在优惠范围")


def test_rows_that_did_not_change_stay_the_same_objects(till: Till) -> None:
    """The subsidy moves in every line with every scan; what is shown of them does not."""
    maker = RowMaker()
    ring_up(till, LAN, OIL, SOY)
    before = maker.rows(till.checkout.state)
    ring_up(till, RICE)
    after = maker.rows(till.checkout.state)
    assert [one is other for one, other in zip(before, after, strict=False)] == [True, True]
    till.checkout.detach_card()
    assert maker.rows(till.checkout.state)[0].discount == "—"


def test_a_row_can_be_heard(till: Till) -> None:
    ring_up(till, LAN, OIL)
    assert RowMaker().rows(till.checkout.state)[0].spoken == (
        "第 1 行，压榨菜籽油 5L，生活物资 8折，1 桶，小计 55.92 元"
    )


def test_shares_are_said_as_shops_say_them() -> None:
    said = {60: "6折", 85: "8.5折", 5: "0.5折", 0: "免费", 100: "市场价"}
    assert {percent: share_words(percent) for percent in said} == said


def test_a_pool_of_another_programme_is_named_by_its_goods(till: Till) -> None:
    programme: Programme = till.checkout.state.programme
    other = replace(programme, pools=(replace(programme.pools[0], pool_id="fruit", name="水果"),))
    assert tag_name(other, "fruit") == "水果"
    assert (tone_of(other, "fruit"), tone_of(other, "subsidy")) == ("green", "coral")


def test_goods_given_away_need_no_reason(till: Till) -> None:
    nothing = QuotedLine(0, "vegetable", 0, 0, 0, 0, 0, 0)
    assert reason_words(nothing, "蔬菜", till.checkout.state.programme, BenefitState.READY) == ""


def test_every_state_of_a_card_that_cannot_be_used_has_words_and_a_next_step() -> None:
    for state in BenefitState:
        said = state_words(state)
        assert (said is None) == (state is BenefitState.READY)
        assert said is None or all(said)


def test_the_panel_shows_three_meters_as_the_design_has_them(till: Till) -> None:
    ring_up(till, LAN, label("21", "00123", 454), label("21", "00207", 1_029), OIL, RICE, RICE)
    picture = picture_benefits(till.checkout.state)
    vegetable, staple, subsidy = picture.meters
    assert (picture.name, picture.tail) == ("张*兰", LAN[-4:])
    assert picture.month == "11 月额度 · 本店已预留"
    assert vegetable.title == "蔬菜 6 折"
    assert (vegetable.used_words, vegetable.left_words) == ("本单用 14.83，余", "47.47")
    assert (vegetable.gone, vegetable.now, vegetable.left, vegetable.cap) == (3_770, 1_483, 4_747, 10_000)
    assert vegetable.gone + vegetable.now + vegetable.left == vegetable.cap
    assert (staple.left_words, staple.cap_words, staple.used_up) == ("0.00", "/ 200", True)
    assert (subsidy.title, subsidy.left, subsidy.used_up) == ("购物补贴", 0, False)
    assert vegetable.spoken == "蔬菜 6 折：本单用 14.83，余 47.47 / 100"


def test_without_a_card_the_panel_invites_and_without_a_lease_it_explains(till: Till) -> None:
    assert not picture_benefits(till.checkout.state).has_card
    till.checkout.attach_card(WITHOUT_LEASE)
    picture = picture_benefits(till.checkout.state)
    assert picture.notice is not None
    assert picture.meters == ()
    assert "常去的门店" in picture.notice[1]


def test_the_sums_are_those_of_the_quote_and_nothing_is_taken_off_without_a_card(till: Till) -> None:
    ring_up(till, OIL, SOY)
    assert picture_totals(till.checkout.state).rows == (("商品 2 件 · 市场价合计", "79.80", False),)
    till.checkout.attach_card(LAN)
    picture = picture_totals(till.checkout.state)
    assert picture.rows[1:] == (("爱心优惠", "−13.98", True), ("补贴支付", "−60.00", True))
    assert (picture.payable, picture.contribution) == ("5.82", "")
    till.checkout.set_subsidy("0")
    assert picture_totals(till.checkout.state).rows[2] == ("补贴支付（已限额）", "0.00", False)
