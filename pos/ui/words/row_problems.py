"""The words for what can be wrong with a row of a goods file. Standard library only, no Qt."""

from __future__ import annotations

from pos.domain.goods.goods import RowProblem

ROW_PROBLEMS: dict[str, str] = {
    "code_unreadable": "编码只能是 1 到 20 位数字或字母",
    "code_twice": "这个编码在文件里出现了两次，只用第一行",
    "code_two_spellings": "和前面一行是同一个条码，只是前面多了或少了 0，只用第一行",
    "code_never_scanned": "这个编码会被当成爱心卡、付款码或秤码，扫不出商品，请换一个编码",
    "check_digit_wrong": "条码最后一位校验不对，请对照包装核实",
    "code_scientific": "编码被表格软件改成了科学计数，后面的数字已经丢了；把这一列设为文本，重新填写",
    "code_as_number": "编码是数字格式，前面的 0 或最后几位可能丢了；把这一列设为文本，重新填写",
    "code_lost_zero": "条码前面的 0 被表格软件去掉了，补上一个 0 正好对；把这一列设为文本，重新填写",
    "code_lost_zeros": "编码前面的 0 被表格软件去掉了，店里是箭头后面那个；把这一列设为文本，重新填写",
    "row_bytes": "这一行有乱码，没有读；请对照原表改正这一行",
    "row_quote": "这一行的引号不成对，没有读；请去掉多余的引号",
    "unit_gram": "单位是克（或两），收银机按 kg 或斤卖；请把单位改成 kg，价格改成每 kg 的",
    "cell_formula": "这一格是公式；请复制后用「选择性粘贴 → 数值」",
    "cell_date": "这一格被表格软件当成了日期；把格式设为文本，重新填写",
    "cell_error": "这一格是错误值（如 #N/A）；请填上正确的内容",
    "cell_boolean": "这一格是「真 / 假」；请填上正确的内容",
    "cell_merged": "这一格和别的格合并了；请取消合并，每一行都填上",
    "row_too_long": "这一行的格数比表头多，多半是数字里的逗号；数字不要写千分位逗号",
    "plu_taken": "这个秤上编号（PLU）已经是另一种不在文件里的商品的，请换一个，或把那种商品也写进文件",
    "quick_key_taken": "这个快捷键位置已经是另一种不在文件里的商品的，请换一个，或把那种商品也写进文件",
    "name_missing": "没有写商品名称",
    "name_unreadable": "名称太长（最多 60 字）或含有不能打印的字符",
    "spec_unreadable": "规格太长（最多 40 字）或含有不能打印的字符",
    "unit_missing": "没有写销售单位",
    "unit_unreadable": "单位太长（最多 10 字）或含有不能打印的字符",
    "unit_not_a_weight": "按重量卖的商品，单位要写 kg、公斤或斤",
    "category_missing": "没有写类别",
    "category_unreadable": "类别太长（最多 20 字）或含有不能打印的字符",
    "price_unreadable": "价格要写成元，最多两位小数，例如 4.98",
    "price_scientific": "价格写成了科学计数，请写成元，最多两位小数，例如 1200",
    "sold_by_unknown": "看不懂是按件还是按重量；写「按件」「按重量」，或「是」「否」（称重）",
    "plu_unreadable": "秤上的编号（PLU）要是五位数字",
    "plu_twice": "这个秤上编号（PLU）在文件里出现了两次，只用第一行",
    "quick_key_unreadable": "快捷键位置要是 1 到 99 的数字",
    "quick_key_twice": "这个快捷键位置在文件里出现了两次，只用第一行",
}

# What is not wrong, but should be known before anybody says yes.
ROW_REMARKS: dict[str, str] = {
    "spelled_otherwise": "本店已有同一个条码的另一种写法，按已有的更新，不另建一种",
    "double_removed": "和上面的商品是同一个条码，本店建过两种写法；更新时合成一种，这一种去掉",
    "price_zero": "价格是 0；扫到时会问价格，请尽快补上",
    "gram_by_piece": "单位是克，但按件卖；请核对价格是一件的，还是一克的",
    "code_may_have_lost_zeros": "像是少了前面的 0；真是店内编码就不用改",
    "columns_unused": "这些列没有用到；进价、库存不导入",
    "columns_as_said": "按你选过的列读；选错了用命令 --map 重新指定",
    "footer": "这一行是表尾（合计、页码、制表），不是商品，没有导入",
    "off_sale": "文件里写着停售（禁用、下架），没有导入；店里已有的不动，不卖了请店长另行处理",
    "status_unknown": "这一格看不懂是在售还是停售，按在售导入",
    "check_digit_doubtful": "14 位条码的最后一位校验不对；真是店内编码就不用改，是包装上的条码请对照核实",
    "category_overruled": "慈善会目录里是另一个类别，以目录为准",
    "category_unlisted": "慈善会目录里没有这种商品，先按本店写的类别卖；请报慈善会建档，用卡优惠了会被问到",
}


def row_problem_words(reason: str) -> str:
    """Put a reason of `pos.domain.goods.goods.RowProblem` into words."""
    return ROW_PROBLEMS[reason] if reason in ROW_PROBLEMS else ROW_REMARKS[reason]


COLUMNS: dict[str, str] = {
    "code": "编码",
    "name": "名称",
    "spec": "规格",
    "unit": "单位",
    "category": "类别",
    "price": "价格",
    "sold_by": "销售方式",
    "plu": "秤码",
    "quick_key": "快捷键",
    "status": "商品状态",
    "stopped": "是否停用",
}


def column_words(column: str) -> str:
    """A column as the shop calls it."""
    return COLUMNS.get(column, column)


def heading_words(problem: RowProblem) -> str:
    """The column of a problem as the file calls it, else as the shop does."""
    return problem.heading or column_words(problem.column)
