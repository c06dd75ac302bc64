"""The words for every error: what happened, and what to do next. Errors become Chinese only here.

Standard library only, no Qt: the headless till says the same words. A test walks the tree of errors
and proves that each code stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pos.domain.money import format_yuan
from pos.errors import PosError
from pos.ui.words.causes import CAUSES
from pos.ui.words.row_problems import column_words


class Words(NamedTuple):
    """What happened, and what to do next."""

    title: str
    what_next: str


def words(error: PosError) -> Words:
    """Put an error into words."""
    return words_for(error.code, error.facts)


def words_for(code: str, facts: Mapping[str, object] | None = None) -> Words:
    """Put a code into words; facts that are not known are left out."""
    title, what_next = WORDS.get(code, _UNKNOWN)
    told = _Facts({name: _said(name, value) for name, value in (facts or {}).items()})
    told["cause"] = CAUSES.get(told["cause"] or told["reason"], "").format_map(told)
    return Words(title.format_map(told), what_next.format_map(told) or _TRY_AGAIN)


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        if name == "at_line" and self["line"] not in ("", "0"):  # No line is known: none is said.
            return f" 第 {self['line']} 行"
        if name == "read_to" and self["row"] not in ("", "0", "1"):  # Else nothing was read.
            return f"读到第 {self['row']} 行为止。"
        if name == "at_entry":  # 0: the file as a whole, or a table beside the journal.
            sequence = self["sequence"]
            return {"": "对不上", "0": "文件已损坏，或者不是账本"}.get(sequence, f"在第 {sequence} 条对不上")
        return ""


def _said(name: str, value: object) -> str:
    if name.endswith("_fen") and isinstance(value, int):
        return format_yuan(value)
    if name == "problem" and value in WORDS:
        return WORDS[str(value)][0].format_map(_Facts())
    if name == "columns":
        return "、".join(column_words(each) for each in str(value).split(", "))
    if isinstance(value, tuple):
        told = "、".join(column_words(_short(str(each))) for each in value[:_LISTED_MAX])
        return told if len(value) <= _LISTED_MAX else f"{told} 等 {len(value)} 列"
    return str(value)


_LISTED_MAX = 12
_SHOWN_MAX = 20


def _short(text: str) -> str:
    """What a file calls something, as far as a sentence has room for it."""
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"


_UNKNOWN = ("出现了没有预料到的情况", "请记下现在的时间，告诉店长或技术支持；运行日志里有详细记录。")
_CALL = "请停止在本机销售，保留现状，联系店长和技术支持。"
_TRY_AGAIN = "请检查以后再试一次。"
_SELL_ON = "销售不受影响，可以继续收银。"

WORDS: dict[str, tuple[str, str]] = {
    # What was typed or scanned.
    "amount.unreadable": ("看不懂这个金额：{text}", "请输入数字，最多两位小数，例如 12.50。"),
    "amount.out_of_range": ("金额超出范围：{text}", "请核对金额，看是不是少按或多按了几位。"),
    "count.unreadable": (
        "看不懂这一项清点：{text}",
        "请写成面额x张数，例如 100x41；面额有 100、50、20、10、5、1、0.5、0.1。",
    ),
    "quantity.unreadable": ("看不懂这个数量：{text}", "请输入数字，最多三位小数，例如 3 或 0.912。"),
    "quantity.out_of_range": ("数量超出范围：{text}", "数量要大于 0；如果输入的是条码，请在录入框里输入。"),
    "quantity.not_whole": ("「{name}」按件卖，数量要是整数", "请重新输入整数数量。"),
    "quantity.fixed_by_label": (
        "「{name}」的数量以秤码为准，不能改",
        "数量不对请重新过秤打码；不要了请删行。",
    ),
    "price.fixed_by_label": (
        "「{name}」的金额以秤码为准，不能改价",
        "价格不对请重新过秤打码；不要了请删行。",
    ),
    "discount.unreadable": (
        "看不懂这个折扣：{text}",
        "请输入减百分之几，1 到 99 的整数，例如 10 就是打 9 折。",
    ),
    "category.unknown": ("没有「{text}」这个品类", "请从列表里选一个品类。"),
    "reason.needed": ("请说明原因", "用上下方向键选一个，或在下面写几个字。"),
    "reason.unreadable": ("原因太长，或有不能打印的字符", "请写短一点，最多 {characters_max} 个字。"),
    "name.unreadable": ("名称太长，或有不能打印的字符", "请写短一点，最多 {characters_max} 个字。"),
    "scan.unreadable": ("扫到的内容不是条码", "请再扫一次；多次不行请手工输入条码。"),
    "barcode.unknown": (
        "没有找到这个商品：{barcode}",
        "请按 F3 用名称或拼音首字母查找；仍没有请告诉店长建档。",
    ),
    "barcode.check_digit_wrong": ("条码校验不对：{barcode}", "多半是扫错或输错了一位，请再扫一次。"),
    "barcode.add_on_alone": (
        "这是条码旁边的附加码：{barcode}",
        "请扫左边的长条码；书报杂志常这样，请把扫码枪设成不读附加码。",
    ),
    "barcode.add_on_unknown": (
        "没有找到这个商品：{barcode}（扫码枪连附加码 {add_on} 一起读了）",
        "请按 F3 用名称查找；建档只写前面的长条码，也可把扫码枪设成不读附加码。",
    ),
    "label.empty": ("秤码上的重量或金额是 0", "请重新过秤打码。"),
    "label.unit_mismatch": ("「{name}」按件卖，不能用重量秤码", "请扫商品包装上的条码，或按 F3 查找。"),
    "goods.price_needed": (
        "「{name}」还没有价格",
        "请问清价格再卖（收银台会问，卡能优惠的要店长授权），并请店长把价格补上。",
    ),
    "goods.weight_needed": ("「{name}」要称重", "请先过秤，再输入重量。"),
    "payment_code.not_expected": ("这是付款码，现在还在扫商品", "请先按 F12 收款，再请顾客出示付款码。"),
    "goods.not_expected": ("这个码不能用于收款", "是商品或小票请先按 Esc 返回销售，再扫一次。"),
    "line.unknown": ("没有第 {number} 行", "请用上下方向键选中一行再试。"),
    "command.unknown": ("不认识的命令：{text}", "请检查命令和参数。"),
    # Cards.
    "card.check_digit_wrong": ("卡号不对（尾号 {tail}）", "请再扫一次卡，或核对输入的卡号。"),
    "card.foreign": (
        "这张卡（尾号 {tail}）不是本区发的",
        "本店不能使用；可以先按市场价结账，请顾客向发卡单位询问。",
    ),
    "card.unknown": (
        "本机的名单里没有这张卡（尾号 {tail}）",
        "新卡请等下一次同步；可以先按市场价结账，或请顾客致电慈善会。",
    ),
    "card.lost": (
        "这张卡（尾号 {tail}）已挂失",
        "不能使用，购物可按市场价结账；请顾客带身份证到慈善会补办。",
    ),
    "card.suspended": ("这张卡（尾号 {tail}）暂停使用", "购物可按市场价结账；请顾客联系慈善会了解情况。"),
    "card.expired": ("这张卡（尾号 {tail}）已到期：{valid_to}", "购物可按市场价结账；请顾客到慈善会续期。"),
    "card.not_yet_valid": (
        "这张卡（尾号 {tail}）还没有生效：{valid_from}",
        "生效后即可使用；在那之前购物可按市场价结账。",
    ),
    "card.already_attached": (
        "本单已经用了爱心卡 ····{tail}",
        "一单只用一张卡；要换卡请先取消用卡，再刷另一张。",
    ),
    "card.token_unreadable": ("卡上的二维码没有读全", "请把二维码放平再扫一次；还不行就扫卡上的条码。"),
    "card.token_forged": (
        "这个二维码（尾号 {tail}）不是本区慈善会签发的",
        "请扫卡上的条码，或先按市场价结账；请顾客带卡到慈善会核实。",
    ),
    "card.token_stale": (
        "这张卡（尾号 {tail}）的二维码已发出超过 {days} 天，要以名单为准，而本机的名单里没有它",
        "请联网同步一次再扫；可以先按市场价结账，或请顾客致电慈善会。",
    ),
    "card.token_early": (
        "这张卡（尾号 {tail}）的二维码的签发时间比本机的时间还晚",
        "请核对本机的日期和时间；可以先按市场价结账。",
    ),
    "card.missing": ("本单还没有刷爱心卡", "请先扫卡，或按 F4 输入卡号。"),
    "credit.unknown": ("没有这笔可以付的补差", "可能还在等别的收银机的账；请再查一次，或下次来时再付。"),
    "credit.paid": ("这笔补差已经付过了", "请看顾客手里的补差付款单；有疑问请联系慈善会查这张卡的记录。"),
    "credit.elsewhere": ("另一台收银机正在付这笔补差", "请到那台收银机办完，或请那里取消后再付。"),
    "credit.stopped": ("这张卡已挂失或停用，补差先不付", "补差还记在名下；请持卡人联系慈善会。"),
    "credit.offline": ("连不上监管平台，现在不能付补差", "补差记在卡上，不会少；联网后或下次来时再付。"),
    "credit.fenced": (
        "本机的账目还没有核实，先不付补差",
        "补差记在卡上；请到别的收银机付，或先按提示核实本机。",
    ),
    "credit.sale_being_paid": ("这一单正在收款", "请先收完这一单的款，再付补差。"),
    "credit.not_asked": ("现在没有要付的补差", "请先选一笔补差。"),
    # The sale.
    "basket.empty": ("还没有商品", "请先扫商品。"),
    "basket.not_empty": ("当前还有没结完的一单", "请先收款、挂单或取消整单。"),
    "basket.full": ("一单最多 {lines_max} 行", "请先结掉这一单，其余商品另开一单。"),
    "sale.being_paid": ("已经收了款，这一单现在不能改", "要改请先撤回已收的款，再按 Esc 返回销售。"),
    "hold.unknown": ("没有第 {number} 号挂单", "可能已经取走了，请看取单列表。"),
    "sale.unknown": ("本机没有这一单：{sale_no}", "请核对小票上的单号；其他收银机的单请到那台机查。"),
    "card.yes_needed": (
        "顾客还没有同意用卡",
        "爱心优惠 {discount_fen} 元，补贴支付 {subsidy_fen} 元。有顾客屏请顾客按确认；没有就当面问清楚再记。",
    ),
    "return.too_much": ("「{name}」最多还能退 {left}", "请看小票和已退的数量，再输一次。"),
    "tender.no_fen_coins": ("现金 {amount_fen} 元里有分，本店现金只收到角", "请输入到角的金额，例如 9.80。"),
    "tender.rounding_changed": (
        "本店的抹零规则已经变了，现金应收 {due_fen} 元",
        "请把新的金额告诉顾客，再收款。",
    ),
    "tender.cash_unlikely": (
        "收现金 {amount_fen} 元？要找 {change_fen} 元",
        "请再看一遍金额；没有输错就再确认一次。",
    ),
    "tender.too_much": ("超过了应收的 {due_fen} 元", "只有现金可以找零，请输入不超过应收的金额。"),
    "tender.not_enough": ("还差 {due_fen} 元", "请继续收款，收齐后再完成。"),
    "tender.kind_unknown": ("不认识的收款方式：{text}", "请选择现金、微信、支付宝或其他。"),
    "tender.reference_needed": (
        "{name}要登记{asks}",
        "请输入{asks}，最多 {characters_max} 个字，记在小票和流水上。",
    ),
    "tender.unknown": ("没有第 {number} 笔收款", "请看已收方式列表。"),
    "tender.nothing_due": ("钱已经收齐", "按 Enter 完成这一单。"),
    "return.already": ("第 {number} 行「{name}」已经退完了", "不能再退；请核对小票，看是不是另一行。"),
    "return.empty": ("还没有选要退的商品", "请选中要退的行并填数量；全部退过的单不能再退。"),
    "payment.pending": (
        "上一笔手机付款还没有结果",
        "请先查询或撤销；要改收其他，请先按「改收其他」。",
    ),
    "payment.unconfirmed": (
        "{amount_fen} 元还没有人确认到账",
        "请看收款手机，由登录的人来说：已到账、没有到账，还是不清楚。",
    ),
    "payment.nothing_asked": ("现在没有要确认的收款或退款", "请先收款或退货。"),
    "refund.unconfirmed": (
        "{amount_fen} 元还没有人确认已退",
        "请先在收款手机上退给顾客，再由登录的人确认。",
    ),
    "payment.code_needed": ("要扫顾客的付款码", "请顾客打开付款码，再用扫码枪扫。"),
    "payment.code_used": ("这个付款码已经用过", "付款码只能用一次，请顾客刷新后再扫。"),
    "payment.by_hand": (
        "本店没有接入这个收款渠道",
        "请看商家手机：到账选「已查到账」，没有选「未收到」，退了选「已退给顾客」。",
    ),
    "payment.unknown": ("没有这笔待确认的付款", "请看待确认列表，可能已经有结果了。"),
    "payment.over": ("这笔付款已经有结果", "不用再处理，请看待确认列表。"),
    "payment.of_sale": ("这笔钱已经入了单 {sale_no}", "要退给顾客请走退货。"),
    "return.before_sale": (
        "本机的日期（{today}）比这一单还早，不能退货",
        "请店长核对本机的日期和时间，改好再退。",
    ),
    "return.while_paying": ("这一单正在收款，先不办退货", "请先收完，或按 Esc 返回销售，再办退货。"),
    "return.payment_open": (
        "这一单有 {amount_fen} 元还没有查清是否到账",
        "请先查清这笔收款，再办退货，以免退两次。",
    ),
    "return.never_paid": ("这一单有 {amount_fen} 元没有收到，不能退", "请店长核对这笔收款，再和顾客说明。"),
    "return.payment_elsewhere": (
        "这一单有 {amount_fen} 元，只有卖出的收银机知道是否到账",
        "请到 {till} 那台机上办退货，以免退两次。",
    ),
    "return.unknown": ("本机没有这张退货单：{return_no}", "请核对退货单号；别的收银机的请到那台机查。"),
    "return.changed": ("这一单刚刚有过退货：{sale_no}", "请按 Esc，再扫一次小票，看还剩多少可退。"),
    "return.seller_not_heard": (
        "卖出这一单的收银机（{till}）还没有联网确认，现在不能退钱",
        "可以先收货、开收货凭条，等它确认后再付；也可请顾客到那台收银机退。",
    ),
    "slip.unknown": ("本机没有这张收货凭条：{slip_no}", "请核对凭条号；凭条在开出的收银机付款。"),
    "slip.not_open": ("这张收货凭条已经付过或作废：{slip_no}", "请核对凭条号；付过的可查退货单。"),
    "slip.open_already": (
        "这些商品已经收下，凭条还没有付：{slip_no}",
        "不用再收一次，等卖出的收银机确认后付这张凭条。",
    ),
    "slip.goods_back": (
        "这些商品已经在收银机 {till} 退过钱，凭条 {slip_no} 已作废",
        "不再付款；请把收下的商品还给顾客，并请店长核实。",
    ),
    "void.nothing": ("这一班没有可以作废的单", "要退以前的单，请扫小票上的码办退货。"),
    "void.too_late": ("{sale_no} 之后钱箱动过或已有退货，不能作废", "请扫这一单小票上的码办退货。"),
    "sale.of_other_till": (
        "这是 {till} 收银机的单，现在问不到平台",
        "请到那台收银机退，或等同步灯变绿后再试。",
    ),
    "sale.of_other_store": (
        "这是别的门店（{store}）的单，现在问不到平台",
        "请等同步灯变绿后再试，或请顾客到原门店退。",
    ),
    "sale.released": (
        "这一单已经在别的收银机办过退货：{sale_no}",
        "其余的货也请到别的收银机退（要联网），这台机不再办理。",
    ),
    "sale.not_at_platform": (
        "平台上没有这一单：{sale_no}",
        "请核对单号；刚卖的可能还没有同步，请到原收银机退，或过几分钟再试。",
    ),
    # People and shifts.
    "sign_in.needed": ("还没有登录", "请输入工号和密码登录。"),
    "sign_in.refused": ("工号或密码不对", "还可以试 {tries_left} 次；忘记密码请找店长。"),
    "sign_in.locked": (
        "错误次数太多，暂时不能登录",
        "请等 {wait}再试；别的同事可以先登录，店长登录后也可以解除锁定。",
    ),
    "approval.needed": ("这一步要店长授权", "请店长输入工号和密码；不做了请按 Esc。"),
    "approval.not_asked": ("现在没有要授权的事", "请先做那一步，提示需要授权时再授权。"),
    "act.denied": ("你的岗位不能做这一步", "请店长当场授权，或换店长登录来做。"),
    "approval.unfit": ("{name} 不能授权这一步", "请找能做这一步的另一位同事，一般是店长。"),
    "shift.needed": ("还没有开班", "请先输入备用金开班。"),
    "shift.already_open": ("本机第 {number} 班还开着", "可以直接销售；要换班请先交班。"),
    "clock.doubtful": (
        "电脑时间可能不对：现在是 {date}，本机最后一笔是 {last_date}",
        "请先校准电脑时间；确实是 {date} 的话，再做一次即可继续。",
    ),
    "cash.not_there": (
        "钱箱里按账没有 {amount_fen} 元",
        "请核对金额，看是不是多按了几位；另外放进过零钱，请先登记存入。",
    ),
    "cash.reason_needed": ("没有写原因", "请写明为什么存入或取出现金，例如：换零钱、交银行。"),
    "shift.not_counted": ("{name}还没有清点{moved}", "请先清点再交班；差多少都可以交班。"),
    "shift.explanation_needed": (
        "差额 {difference_fen} 元超过限额，要写说明",
        "请选原因、写说明再交班，例如：找零误差，已核实。",
    ),
    "shift.reason_needed": ("差额超过限额，要从原因表里选一项", "可选：{reasons}。"),
    "explanation.unclear": (
        "「{text}」说不清情况",
        "请用中文写明差在哪里、查过什么，至少 {characters_min} 个字。",
    ),
    "shift.held_undecided": ("还有 {count} 单挂单没有决定怎么办", "请逐单选择：留给下一班，或不要了。"),
    "staff.unknown": ("没有这个工号：{staff_id}", "请核对接班人的工号；没有人接班可以不填。"),
    "day.shift_open": ("{date} 的第 {number} 班还开着，不能日结", "请先清点并交班，再做日结。"),
    "day.empty": ("{date} 没有任何营业记录", "请核对日期；没有营业的日子不用日结。"),
    "day.changed": (
        "{date} 刚刚又有新的流水，数字已经变了",
        "还没有封存。请看过新的数字，再签字。",
    ),
    "day.closed_already": (
        "{date} 已经日结（第 {revision} 次），之后没有新的流水",
        "不用再做；要看请打印日结单。",
    ),
    "day.explanation_needed": ("这一天有对不上的地方：{reasons}", "请写明情况再签字；差异会留在日结单上。"),
    "date.unreadable": ("看不懂这个日期：{text}", "请写成 2026-11-23 这样。"),
    "rules.too_early": ("规则不能从已经过去的日子 {date} 起改", "请写今天（{today}）或以后的日期。"),
    "rules.unknown": (
        "没有这条店内规则，或不能这样设：{name}={value}",
        "用 rules 命令看现在的规则；《店长手册》第十节「店内规则」列着全部写法。",
    ),
    "staff.stopped": ("{name}已停用，不能登录", "还要用这个工号，请店长在「员工」里恢复使用。"),
    "staff.exists": ("工号 {staff_id} 已经是{name}的", "请换一个工号；要改{name}的资料，请在列表里选。"),
    "staff.own": ("自己的岗位不能自己改，也不能停用自己", "请另一位店长登录后来改。"),
    "staff.last_manager": ("{name}是本店最后一位店长", "请先新增一位店长，或把另一位改为店长，再来改。"),
    "staff.pins_differ": ("两次输入的密码不一样", "请把新密码再输一遍。"),
    "staff.invalid": ("这份员工资料不能保存：{cause}不对", "请检查工号、姓名和密码（4 至 8 位数字）。"),
    # Data from outside.
    "policy.wrong": ("权限表或原因表用不了", "请恢复程序自带的那一份，再重新启动。"),
    "settings.wrong": ("设置文件有误：{path}{at_line}", "{cause}改好后重新启动。"),
    "goods.category_ruled": ("{name}的类别由慈善会目录定为{category}", "觉得不对，请联系慈善会改目录。"),
    "settings.fixed": ("练习时不能改设置", "请先结束练习，再到「本机设置」里改。"),
    "settings.by_hand": (
        "[{section}] 里的 {key} 不是写在自己的一行上",
        '请技术支持用记事本改成一行，例如 {key} = "…"，再来改。',
    ),
    "settings.unwritable": ("设置文件改不了：{path}", "{cause}文件还是原来的。"),
    "settings.another_till": (
        "设置里的 {name} 是「{found}」，这个数据目录登记的是「{known}」",
        "请把设置改回来；确实是另一台机，请给它一个新的数据目录并重新登记。",
    ),
    "programme.wrong": ("收到的优惠方案有误", "继续使用原来的方案；请联系慈善会。"),
    "quote.request_wrong": ("要计价的内容看不懂", "{inside}{cause}"),
    # Goods files. Whatever is wrong with one, the goods on file stay as they are.
    "goods_file.unreadable": (
        "商品文件打不开",
        "{cause}",
    ),
    "goods_file.too_large": (
        "商品文件太大",
        "一份最多 {rows_max} 行。请只留商品这张表，删掉图片和空行，另存后再导入。",
    ),
    "goods_file.not_a_table": (
        "这个文件不是商品表",
        "请用表格软件另存为 XLSX，或「CSV UTF-8」，再导入。",
    ),
    "goods_file.empty": ("这个文件是空的", "请打开看看：里面没有商品，多半是没有保存，或选错了文件。"),
    "goods_file.no_headings": (
        "文件里没有找到商品的表头",
        "表头要有编码、名称、单位、类别、价格。请核对是不是商品表，用表格软件另存为 XLSX，再导入。",
    ),
    "goods_file.other_sort": (
        "这个文件是{sort}，不是表格",
        "请用原来的软件导出成 XLSX 或 CSV，再导入。",
    ),
    "goods_file.wrong_commas": (
        "第 {row} 行的列是用「{mark}」分开的，分不出列",
        "请用表格软件另存为 XLSX；或把「{mark}」都换成英文的逗号「,」，再导入。",
    ),
    "goods_file.old_format": ("这种表格格式不能用", "请在表格软件里另存为 XLSX，再导入。"),
    "goods_file.web_page": (
        "这个文件其实是网页，不是表格",
        "有的软件导出的 .xls 就是这样。请用表格软件打开它，另存为 XLSX，再导入。",
    ),
    "goods_file.other_sheet": (
        "第一张工作表「{first}」不是商品，商品在「{sheet}」里",
        "请在表格软件里把「{sheet}」移到最前面，保存，再导入。",
    ),
    "goods_file.encrypted": ("这个表格有密码", "请在表格软件里取消密码，另存为 XLSX，再导入。"),
    "goods_file.macros": ("这个表格带有宏（程序），没有打开", "请另存为不带宏的 XLSX，再导入。"),
    "goods_file.damaged": (
        "商品文件坏了或不完整",
        "{read_to}请在表格软件里打开核对，另存后再导入；打不开就请重新导出或重新拷贝。",
    ),
    "goods_file.columns_missing": (
        "商品文件缺少这些列：{columns}",
        "文件里的列有：{all_headings}。在窗口里导入会问哪一列是；用命令加 --map 类别=文件里的列名。",
    ),
    "goods_file.column_twice": (
        "商品文件里像是「{ask}」的有几列：{headings}",
        "请只留一列；或在窗口里导入时选一列，用命令加 --map。",
    ),
    "goods_file.useless": (
        "文件里没有一种可用的商品，现有 {on_file} 种保持不变",
        "请按每一行的说明改正文件，再导入。",
    ),
    "price_check.not_goods": (
        "这不是商品的码",
        "这里只查商品；要用卡、收款或退货，请先按 Esc 返回。",
    ),
    "catalogue.changed": ("看过预览以后，商品又被改动过", "没有写入任何东西。请重新打开预览，核对后再更新。"),
    "entry.wrong": ("一条流水的内容不符合格式", "请联系技术支持。"),
    "enrolment.refused": ("平台没有接受这个登记码", "{cause}不行请向慈善会要一个新的登记码。"),
    "enrolment.needed": ("本机还没有接入平台", "请用慈善会给的登记码接入；不接入也可以普通销售。"),
    "enrolment.already": ("本机已经接入平台：{till_id}", "不用再登记；慈善会要求重新登记时请加 --again。"),
    # The world.
    "ledger.unwritable": (
        "账本写不进去，已停止销售",
        "这一单还在，没有丢。{cause}请检查磁盘空间和权限后按「重试」。",
    ),
    "ledger.newer_version": ("账本是更新的版本写的，本程序不能打开", "账本没有动过。请安装新版本程序。"),
    "ledger.older_version": (
        "账本还是旧版本的：{path}",
        "请先启动一次收银机，它会备份并升级账本，再来看报表。",
    ),
    "ledger.missing": ("没有找到账本：{path}", "请检查设置里的数据目录。"),
    "benefit.disputed": (
        "慈善会正在核对本机的一笔额度",
        "优惠暂停，普通销售照常；核对好了会自动恢复。持卡人可以到别的收银机使用。",
    ),
    "ledger.in_doubt": (
        "本机账本有缺失，或有不是慈善会发的额度",
        "优惠已暂停，普通销售可以继续。请不要删任何文件，联系慈善会重新登记本机。",
    ),
    "identity.changed": (
        "本机的身份文件和账本里记的不一样，可能被人换过",
        "优惠已暂停，普通销售照常。请不要删任何文件，联系慈善会查明后重新登记本机。",
    ),
    "ledger.lost": (
        "本机原来的账本不见了，已另开新账本",
        "优惠已暂停，普通销售可以继续。请不要删任何文件，联系慈善会重新登记本机。",
    ),
    "ledger.restored": (
        "本机的账本比它自己的记录旧，可能恢复过备份",
        "优惠已暂停，普通销售照常。请不要删任何文件，联系慈善会重新登记本机。",
    ),
    "benefit.first_contact": (
        "刚开机，正在与慈善会平台核对账目",
        "一般两秒内完成；普通销售不用等。",
    ),
    "benefit.paper_wanted": (
        "本机刚开机，暂时连不上慈善会，无法核对账目",
        "请扫最后打印的一张小票或日结单，核对后即可使用优惠；普通销售不受影响。",
    ),
    "benefit.month_unvouched": (
        "本机好几天没有记录，又连不上慈善会，不能确定是不是已到这个月",
        "请店长看日历，按 F10 → T 输入今天的日期，之后即可使用优惠；普通销售不受影响。",
    ),
    "benefit.release_not_now": (
        "慈善会要调回一张卡的额度，本机优惠暂停，不能让出",
        "本机恢复优惠后会自动处理；普通销售不受影响。",
    ),
    "date.differs": (
        "输入的是 {typed}，电脑上是 {date}",
        "请对照日历：输错了就再输一次；是电脑的日期不对，请先校准电脑时间。",
    ),
    "benefit.paper_unknown": (
        "本机账上没有 {number} 这张单",
        "请扫本机最后打印的小票或日结单；确实是最后一张，请联系慈善会。优惠暂停，普通销售照常。",
    ),
    "benefit.paper_made_since": (
        "{number} 是这次才打印的，或补打过，不能用来核对",
        "请扫以前最后打印的那一张；找不到时优惠暂停，联网后自动恢复，普通销售照常。",
    ),
    "benefit.paper_not_newest": (
        "{number} 之后本机还打印过单据",
        "请扫最后打印的那一张；找不到时优惠暂停，联网后自动恢复，普通销售照常。",
    ),
    "catalogue.damaged": (
        "商品和名单文件损坏",
        "收银程序启动时会另存它并新建；请店长重新导入商品、核对员工，卡名单联网后自动恢复。",
    ),
    "till.already_running": ("本机的收银程序已经开着", "请切换到已打开的窗口，或先关掉它。"),
    "payment.not_answered": ("付款没有回音，钱可能已经扣了", "请先查询，不要让顾客重复付款。"),
    "printer.unreachable": ("打印机没有反应，小票在等", "检查电源、纸和网线；好了会自动补打。" + _SELL_ON),
    "display.unreachable": ("顾客屏没有反应", "检查电源和线；" + _SELL_ON),
    "device.url_wrong": ("设备地址看不懂：{url}", "{cause}请改设置文件。"),
    "monitor.unreachable": ("连不上监管平台", _SELL_ON + "联网后会自动上传。"),
    "monitor.refused": ("平台拒绝了本机的请求", _SELL_ON + "请联系慈善会，并记下现在的时间。"),
    "till.forked": (
        "这台收银机有两份程序同时在用，可能整盘复制过",
        "两份的优惠都已停，普通销售照常。请查明哪一台是复制的、停掉它，再联系慈善会重新登记真的这台。",
    ),
    "till.retired": (
        "本机已被重新登记的另一台替换",
        "本机的优惠已停，普通销售照常。换机是对的，请改用新的那台；不知道换过机，请联系慈善会重新登记本机。",
    ),
    # Bills of payment channels, the federation's account.
    "bill.file_unreadable": ("账单文件打不开：{path}", "{cause}"),
    "bill.file_too_large": ("账单文件太大：{path}", "请只下载要对账那一天的账单，再试一次。"),
    "bill.not_text": ("账单文件读不懂：{path}", "请重新下载原始的 CSV 账单，不要用别的程序另存。"),
    "bill.not_of_channel": (
        "{path} 不是{channel}",
        "请检查文件有没有选错；微信要「交易账单」，支付宝要「业务明细」。",
    ),
    "bill.other_sort": (
        "{path} 是{given}，对账要用{wanted}",
        "请到商家平台下载{wanted}，再试一次。",
    ),
    "bill.row_wrong": (
        "账单 {path} 第 {row} 行的「{column}」看不懂：{text}",
        "文件多半被改过，请重新下载；还是这样，请把文件发给技术支持。",
    ),
    "bill.numbers_lost": (
        "账单 {path} 第 {row} 行的单号被表格软件改坏了：{text}",
        "这份文件不能用，请重新下载，不要用表格软件打开后保存。",
    ),
    "bill.incomplete": (
        "账单 {path} 不完整：{part} 写的是 {expected}，实际是 {found}",
        "文件可能没下载完或被改过，请重新下载。",
    ),
    "bill.other_day": ("账单 {path} 不是 {date} 的", "文件里是 {found}；请下载 {date} 的账单。"),
    "bill.cut_short": ("账单 {path} 没有结尾的「{part}」", "文件多半没下载完，请重新下载。"),
    "bill.other_merchant": (
        "账单 {path} 是别的商户号的：{found}",
        "要对的是 {expected}；请用这个商户号重新下载。",
    ),
    "bill.several_merchants": (
        "账单里有几家店：{found}，分不出哪些是本店的",
        "请只下载本店的账单；或者在设置文件的 [payment] 里写明本店的商户号或门店编号。",
    ),
    "bill.row_twice": (
        "账单 {path} 第 {row} 行和前面重复：{number}",
        "同一台收银机同一天只能有一行，请从平台重新下载。",
    ),
    "report.unwritable": (
        "报表写不进 {path}",
        "{cause}正被表格软件打开的，请先关掉；也可以换一个文件夹。",
    ),
    "report.needs_file": ("这种格式不能显示在屏幕上", "请加 --output 文件名，写成文件。"),
    # Integrity.
    "ledger.entry_conflict": ("账本里同一编号出现了两份内容", _CALL),
    "ledger.broken": ("本机账本有问题，已停止销售", "{problem}。" + _CALL),
    "ledger.chain_broken": ("账本{at_entry}", _CALL),
    "document.forged": ("收到的文件不是慈善会签发的，没有采用", _SELL_ON + "请联系慈善会。"),
    "monitor.lied": (
        "平台的记录和本机账目不一致",
        "本机可能是从备份恢复或被复制过；优惠已暂停，照常收银，请联系慈善会重新登记本机。",
    ),
    "key.unreadable": ("本机的密钥读不出来", "请不要重装，联系慈善会重新登记本机。"),
    # The wire.
    "wire.unreadable": ("和平台的通信内容损坏或版本不符", _SELL_ON + "会自动重试；一直这样请联系技术支持。"),
    "wire.too_large": ("和平台的通信内容太大", _SELL_ON + "一直这样请联系技术支持。"),
    "request.unsigned": ("请求没有正确的本机签名", "请核对本机的登记；" + _SELL_ON),
    "monitor.url_wrong": (
        "设置里的平台地址或证书文件不能用",
        "请核对 [monitor] 的 url 和证书文件后重新启动；" + _SELL_ON,
    ),
    "till.clock_off": ("本机时钟和平台相差太多", "请校准日期和时间；" + _SELL_ON),
    "sync.stalled": ("平台暂时不再接收本机的账", _SELL_ON + "请联系慈善会。"),
    "sync.quarantined": ("平台有 {count} 条流水待核对", _SELL_ON + "慈善会会联系门店核对。"),
    "sync.internal": ("同步程序出了点问题，会自动重试", _SELL_ON),
    # Bugs.
    "program.bug": (
        "程序发现自己出了错，已停止这一步",
        "已入账的都在。请重新启动程序；再次出现请联系技术支持。",
    ),
}
