"""What stands on the paper of a return: what came back, where every fen of it goes, and why."""

from __future__ import annotations

from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.selling.receipt import QrRow
from pos.services.returns.return_slip import ReturnOnPaper, return_slip
from pos.services.words.receipt_words import pool_names
from tests.devices.sample_sales import PROGRAMME, SALE_NO, SHOP, design_return
from tests.records import replace


def on_paper(goods_return: ReturnOnPaper, *, reprint: bool = False) -> str:
    slip = return_slip(goods_return, SHOP, pool_names=pool_names(PROGRAMME), reprint=reprint)
    text = plain_text(receipt_bytes(slip, columns=48, encoding="gb18030"))
    return "\n".join(" ".join(each.split()) for each in text.splitlines())


def test_the_slip_names_the_return_the_sale_the_people_and_the_reason() -> None:
    text = on_paper(design_return())
    assert "【退货单】" in text
    for said in (
        "S01-1-20261123-R001",
        f"原单号 {SALE_NO}",
        "收银员 李芳",
        "授权人 陈国强",
        "原因 商品质量问题",
    ):
        assert said in text
    assert "校验码 b41c77e0" in text


def test_money_goes_back_by_tender_and_in_capitals() -> None:
    text = on_paper(design_return(void=True))
    assert "【作废单】" in text and text.startswith("[drawer]")
    assert "退微信支付 50.00\n退现金 57.29\n人民币壹佰零柒元贰角玖分" in text


def test_a_refund_to_a_phone_alone_opens_no_drawer_and_a_reprint_never_does() -> None:
    assert not on_paper(design_return()).startswith("[drawer]")
    reprinted = on_paper(design_return(void=True), reprint=True)
    assert "【作废单（重印）】" in reprinted and "[drawer]" not in reprinted


def test_the_card_sees_what_came_back_to_it_on_its_own_part() -> None:
    text = on_paper(design_return())
    _shop, card = text.split("沿此线撕下")
    assert "购物补贴 0.00 23.93 23.93" in card and "8812" in card and "8812" not in _shop


def test_after_the_month_the_slip_says_why_nothing_comes_back() -> None:
    text = on_paper(design_return(on="2026-12-01"))
    assert "购物补贴 23.93\n" in text
    assert "11月已过，额度不恢复，补贴不退回，也不折成现金。" in text.replace("\n", "")
    assert "应退 ￥42.78" in text, "what was paid comes back all the same"


def test_a_sale_of_another_ledger_gets_its_benefit_back_by_the_platform() -> None:
    goods_return = design_return()
    facts = goods_return.facts
    assert facts.card is not None
    elsewhere = replace(facts, elsewhere=True, restorations=(), card=replace(facts.card, before={}, after={}))
    text = on_paper(replace(goods_return, facts=elsewhere, approver=""))
    assert "额度和补贴由平台退回" in text and "授权人" not in text


def test_the_code_on_the_slip_is_the_original_receipts() -> None:
    slip = return_slip(design_return(), SHOP, pool_names={}, reprint=False)
    assert [row.text for row in slip.rows if isinstance(row, QrRow)] == [SALE_NO]
