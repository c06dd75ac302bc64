"""The pages' Chinese words: alerts, states and reasons. Figures in, sentences out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from monitor.alerts.alerts import HOUR_MS, Alert
from pos.domain.calendar import shanghai
from pos.domain.money import Fen, format_yuan
from pos.domain.people.staff import tried_person

# What happened, and what a person does next.
_ALERTS: Final[Mapping[str, str]] = {
    "till.fork": "第 {sequence} 条收到两份不同的内容，后到的另存待核。可能恢复过旧备份，请重新登记该机",
    "till.two_starts": "同一台收银机有两份程序同时在用（第 {epoch} 次登记，可能整盘复制过）。"
    "两边的优惠都已停，普通销售照常。请到店查清哪一台是真的，停用另一台，再重新登记",
    "till.chain_broken": "第 {sequence} 条起与前面的账接不上，已另存待核。请核查该机的账本",
    "till.gap": "收银机称已上传到第 {sequence} 条，平台只有 {held} 条；已请其补传",
    "till.enrolled_again": "已重新登记（第 {epoch} 次），原来那台留着的额度不再使用，请确认是否本店所为",
    "till.silent": "离线 {silence}{waiting}；预留额度内可继续销售，请询问门店",
    "till.suspense": "换机前的旧账补传上来了{what}，已另记待查，未计入当日合计。请指定一人负责查清",
    "sale.misfit": "单号 {sale_no} 复核不符：{reason}。已留存，未计入合计",
    "goods.category": "单号 {sale_no} 第 {line} 行（{goods}）按“{said}”享受优惠，{listed}。"
    "已计入合计，请核查该店商品分类",
    "sale.number_twice": "单号 {sale_no} 出现两次（第 {epoch} 次登记，第 {sequence} 条）。"
    "旧版程序重新登记的当天可能这样，请核对小票",
    "quarantine.full": "今天接不上的记录已有 {misfits} 条，今天不再接收，账都留在收银机里。请尽快核查该机",
    "card.over_month": "尾号 {tail} 的卡 {month} 用掉的额度（{used} 元）"
    "与发出的额度（{limit} 元）对不上，请立即核查",
    "card.over_credited": "尾号 {tail} 的卡 {month} 发出的额度和补差合计 {used} 元，"
    "超过当月额度 {limit} 元，请立即核查",
    "card.over_leased": "尾号 {tail} 的卡 {month} 发出的额度合计 {used} 元，超过当月额度 {limit} 元，"
    "请立即核查。依据：{evidence}",
    "lease.over_spent": "尾号 {tail} 的卡 {month} 有一份额度用了 {used} 元，可用的是 {limit} 元，请立即核查。"
    "依据：{evidence}",
    "month.closed_moved": "{month} 已经关账，用去的合计却从 {limit} 元变成 {used} 元，请核查是哪一条补记的",
    "make_good.paid_twice": "补差凭证 {slip_no} 已在{paid_at}付过（第 {held} 条），"
    "本机又付了 {amount} 元（第 {sequence} 条）。两笔都已计入，请查明哪一笔多付",
    "make_good.unpromised": "补差凭证 {slip_no} 付了 {amount} 元（第 {sequence} 条），"
    "平台没有把这笔钱交给本机付。已计入本机账目，请核对凭证和钱箱",
    "make_good.returned": "补差凭证 {slip_no} 的钱已付或正在付，单号 {sale_no} 的商品又退了货，"
    "多补 {amount} 元。顾客不用退回，请与门店结清",
    "till.retired": "旧机（第 {epoch} 次登记）已由两人确认停用，"
    "{cards} 张卡的额度{moved}。旧机若再传来账目，另记待查",
    "till.leases_left": "{left}额度留在旧机（{cards} 张卡）。请办“停用收银机”，两人同意后马上发到新机；"
    "不办的话，{later}起才发到新机",
    "lease.slice_denied": "该机分给同店另一台收银机的额度（尾号 {tail}，第 {sequence} 条）与它自己的账不符，"
    "可能恢复过旧备份。请到店核查，并重新登记该机",
    "date.impossible": "第 {sequence} 条记在 {date}，{reason}。没有用到卡的额度，已计入合计，请核对该机时钟",
    "till.clock_off": "收银机时钟{ahead}，平台暂不接收它的数据，优惠已停，普通销售照常。请到店校准日期和时间",
    "date.odd": "第 {sequence} 条记在 {date}，{reason}。已计入合计，请核对该机时钟",
    "sale.disputed": "单号 {sale_no} 用了未认可退货退回的额度 {amount} 元。收款已计入合计，请先核实那笔退货",
    "entry.repaired": "第 {sequence} 条有误的存档已由收银机补正，请知悉",
    "return.misfit": "退货单 {return_no} 复核不符：{reason}。已留存，未计入合计",
    "return.twice": "单号 {sale_no} 的商品拿到两台收银机退：一台已退款，本机的收货凭条 {slip_no} 作废，"
    "没有付款。请店长查明商品和顾客",
    "return.alone": "退货单 {return_no} 退款 {payable} 元，没有店长授权，请店长核对小票与实物",
    "day.differs": "{date} 日结（第 {revision} 次）与平台不符：{name}本店 {theirs}，平台 {ours}。"
    "请与店长逐项核对",
    "shift.difference": "{date} 第 {number} 班交接{difference}元{month}，请看交接说明",
    "shift.month_over_tills": "{who}{date} 在本店 {tills} 台收银机的长短款合计 {over_tills} 元，"
    "超过一人一月 {limit} 元；各机自己只看得到自己的",
    "pin.locked": "{date} 连续输错密码，第 {rounds} 轮锁定：{who}。请问店长是谁在试",
    "payment.open": "有一笔 {amount} 元收款已 {hours} 小时没有结果，请店长查渠道账单后确认",
    "goods.unlisted": "单号 {sale_no} 第 {line} 行“{name}”不在核定目录，享受了优惠或补贴，请核实并建档",
    "entry.misfit": "第 {sequence} 条无法核对：{reason}。已留存，未计入合计",
}

_REASONS: Final[Mapping[str, str]] = {
    "sale.market_amount": "单价乘数量与金额不符",
    "sale.quote": "优惠或补贴与方案重算不符",
    "sale.totals": "合计与各行不符",
    "sale.programme": "方案版本不符",
    "sale.programme_unknown": "所用方案未在平台发布",
    "sale.pools_before": "使用前额度与方案不符",
    "sale.pools_after": "使用后额度与重算不符",
    "sale.lease_debits": "扣减的预留与各行不符",
    "sale.benefit_state": "不可用的卡却有额度",
    "sale.settlement": "收款与应付不符",
    "sale.rounding": "抹零与门店规则重算不符",
    "sale.rounding_rule": "抹零用的规则当天没有生效",
    "rules.too_early": "店内规则的生效日期早于设定的日期",
    "sale.change_without_cash": "找零超过现金",
    "sale.line_numbers": "行号不连续",
    "sale.quantity": "数量为零",
    "sale.card_month": "卡的月份与营业日不符",
    "lease.not_granted": "用了未发给该机的预留额度",
    "lease.overdrawn": "超过预留额度",
    "lease.released_too_much": "让出的额度多于剩下的",
    "lease.released_twice": "同一笔让出来了两次",
    "lease.no_neighbour": "分给的不是本店的收银机",
    "lease.slice_unproven": "分得的额度没有对方收银机的签名为证",
    "lease.giver_retired": "分出额度的收银机已停用",
    "lease.restored_too_much": "退回的额度多于用过的",
    "make_good.sale_unknown": "补差凭证找不到原销售单",
    "make_good.other_card": "补差凭证的卡不是原单的卡",
    "make_good.not_without": "原单已享受优惠，或卡已停用，不用补差",
    "make_good.claimed_twice": "同一张单开了两次补差凭证",
    "return.sale_unknown": "找不到原销售单",
    "return.elsewhere": "原单所在的收银机不符",
    "return.not_granted": "异地退货未经平台同意",
    "return.date": "退货单号与营业日不符",
    "return.sale": "不是这张销售单",
    "return.programme": "方案版本与原单不符",
    "return.before_sale": "退货早于销售",
    "return.line_numbers": "退货行号不对",
    "return.line_unknown": "原单没有这一行",
    "return.released": "退货权已移交，原收银机又退了货",
    "return.too_much": "退货数量多于可退数量",
    "return.quantity": "退货数量不是整件",
    "return.line": "退货金额与原单不符",
    "return.totals": "退货合计与各行不符",
    "return.void": "作废的不是整单",
    "return.refunds": "退款与原收款不符",
    "return.rounding": "退货的抹零与原单不符",
    "return.card": "不是原单的爱心卡",
    "return.forfeited": "跨月失效的额度不符",
    "return.restorations": "退回的额度与原单不符",
    "return.pools_after": "退回后的额度不符",
    "return.of_till": "退货单的原收银机不符",
    "entry.wrong": "内容无法读取",
    "date.ahead": "晚于平台时间",
    "date.behind": "早于该机上次联系",
    "date.apart": "营业日与记账时间不符",
    "entry.identity": "写下的慈善会公钥或本机公钥与平台不符，身份文件可能被换过",
    "entry.signature": "收银机签名不符",
    "entry.version": "版本比平台新",
    "entry.id_twice": "编号重复",
    "till.fork": "同一条有两份不同的内容",
    "till.chain_broken": "与前面的账接不上",
}


SUM_NAMES: Final[Mapping[str, str]] = {
    "sales": "单数",
    "returns": "退货单数",
    "market": "市场价额",
    "discount": "爱心优惠",
    "subsidy": "补贴",
    "payable": "应收",
    "rounding": "现金抹零",
}


_AMOUNTS: Final = frozenset({"payable", "amount", "over_tills", "limit", "used"})  # Facts in fen.


def alert_words(alert: Alert) -> str:
    """What an alert says below its title."""
    facts = dict(alert.facts)
    if "reason" in facts:
        facts["reason"] = reason_words(str(facts["reason"]))
    if "pending" in facts:
        facts["silence"] = _span(int(facts["hours"]) * HOUR_MS)
        facts["waiting"] = f"，至少 {facts['pending']} 条待传" if facts["pending"] else ""
    if "approved" in facts:
        named = facts.get("goods")  # Alerts of earlier versions have the number alone.
        facts["goods"] = f"{named}，编码 {facts['code']}" if named else f"编码 {facts['code']}"
        facts["listed"] = f"核定分类为“{facts['approved']}”" if facts["approved"] else "核定目录没有该商品"
    if "staff" in facts:
        staff_id = str(facts["staff"])
        known = {staff_id: str(facts["person"])} if "person" in facts else {}
        facts["who"] = tried_person(staff_id, known)
    for name in _AMOUNTS & facts.keys():
        facts[name] = yuan(int(facts[name]))
    if "ours" in facts:  # `name` is that of a sum.
        shown = str if facts["name"] in ("sales", "returns") else yuan
        facts["theirs"], facts["ours"] = shown(int(facts["theirs"])), shown(int(facts["ours"]))
        facts["name"] = SUM_NAMES[str(facts["name"])]
    if "difference" in facts:
        fen = int(facts["difference"])
        month = facts.get("month_sum")
        facts["month"] = "" if month is None else f"（该收银员本月在本机累计 {yuan(int(month))} 元）"
        facts["difference"] = f"{'长款' if fen > 0 else '短款'} {yuan(abs(fen))} "
    if alert.code == "till.retired":
        taken = f"改发到 {till_name(str(facts['to_till']))}" if "to_till" in facts else "谁先刷卡就发到哪台"
        facts["moved"] = taken
    if alert.code == "till.suspense":  # Alerts of earlier versions say only that something came.
        facts["what"] = _suspense_words(facts) if "first" in facts else ""
    if "off_ms" in facts:
        off_ms = int(facts["off_ms"])
        facts["ahead"] = f"{'快' if off_ms > 0 else '慢'} {_span(abs(off_ms))}"
    if "months" in facts:
        whole = facts["months"] == 1
        facts["left"], facts["later"] = ("本月", "下月") if whole else ("本月和下月", "其后一月")
    return _ALERTS[alert.code].format_map(facts)


def _suspense_words(facts: Mapping[str, object]) -> str:
    told = f"（第 {facts['first']} 至 {facts['last']} 条"
    return f"{told}，销售 {facts['sales']} 笔，{facts['payable']} 元）"


def reason_words(code: str) -> str:
    """Why an entry is not counted; a code of tomorrow has no words yet and is not shown."""
    return _REASONS.get(code, "其他原因，请技术支持查看")


def till_name(till_id: str) -> str:
    """`S09-2` as people say it beside the store's name: 2 号机."""
    return f"{till_id.rpartition('-')[2]} 号机"


def clock_words(at_ms: int | None, *, now_ms: int) -> str:
    """An instant: `10:42` today, `昨日 08:37`, else `11-20 08:37`."""
    if at_ms is None:
        return "—"
    then, now = shanghai(at_ms), shanghai(now_ms)
    if then.date() == now.date():
        return f"{then:%H:%M}"
    if then.date() == now.date() - timedelta(days=1):
        return f"昨日 {then:%H:%M}"
    return f"{then:%m-%d %H:%M}"


def silence_words(contact_ms: int, *, now_ms: int) -> str:
    """How long a till has been silent: `离线 26 小时`."""
    return f"离线 {_span(now_ms - contact_ms)}"


def yuan(amount: Fen) -> str:
    """An amount as everywhere: 1,234.50."""
    return format_yuan(amount)


def percent(part: int, whole: int) -> str:
    """A share with one decimal, rounded half up."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def _span(span_ms: int) -> str:
    hours = span_ms // HOUR_MS
    if hours < 1:
        return f"{max(1, span_ms // 60_000)} 分钟"
    return f"{hours} 小时" if hours < 72 else f"{hours // 24} 天"


KNOWN_ALERTS: Final = frozenset(_ALERTS)
