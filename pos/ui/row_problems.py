"""The words for what can be wrong with a row of a goods file. Standard library only, no Qt."""

from __future__ import annotations

ROW_PROBLEMS: dict[str, str] = {
    "code_unreadable": "编码只能是 1 到 20 位数字或字母",
    "code_twice": "这个编码在文件里出现了两次，只用第一行",
    "code_never_scanned": "这个编码会被当成爱心卡、付款码或秤码，扫不出商品，请换一个编码",
    "check_digit_wrong": "条码最后一位校验不对，请对照包装核实",
    "name_missing": "没有写商品名称",
    "name_unreadable": "名称太长（最多 60 字）或含有不能打印的字符",
    "spec_unreadable": "规格太长（最多 40 字）或含有不能打印的字符",
    "unit_missing": "没有写销售单位",
    "unit_unreadable": "单位太长（最多 10 字）或含有不能打印的字符",
    "unit_not_a_weight": "按重量卖的商品，单位要写 kg、公斤或斤",
    "category_missing": "没有写类别",
    "category_unreadable": "类别太长（最多 20 字）或含有不能打印的字符",
    "price_unreadable": "价格要写成元，最多两位小数，例如 4.98",
    "sold_by_unknown": "销售方式要写 piece（按件）或 weight（按重量）",
    "plu_unreadable": "秤上的编号（PLU）要是五位数字",
    "plu_twice": "这个秤上编号（PLU）在文件里出现了两次，只用第一行",
    "quick_key_unreadable": "快捷键位置要是 1 到 99 的数字",
    "quick_key_twice": "这个快捷键位置在文件里出现了两次，只用第一行",
}


def row_problem_words(reason: str) -> str:
    """Put a reason of `pos.domain.goods.RowProblem` into words."""
    return ROW_PROBLEMS[reason]
