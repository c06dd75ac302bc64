"""What each kind of journal entry is called on the screen. Data; no Qt."""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind

KIND_WORDS: dict[str, str] = {
    EntryKind.TILL_ENROLLED: "接入平台",
    EntryKind.TILL_BOUND: "本机身份",
    EntryKind.PROGRAMME_ADOPTED: "优惠方案",
    EntryKind.LEASES_GRANTED: "额度预留",
    EntryKind.SHIFT_OPENED: "开班",
    EntryKind.SALE: "销售",
    EntryKind.RETURN: "退货",
    EntryKind.PAYMENT_ASKED: "发起收款",
    EntryKind.PAYMENT_ANSWERED: "收款结果",
    EntryKind.CASH_MOVED: "现金存取",
    EntryKind.SHIFT_COUNTED: "盘点",
    EntryKind.SHIFT_CLOSED: "交班",
    EntryKind.DAY_CLOSED: "日结",
    EntryKind.OVERRIDE: "例外操作",
    EntryKind.RECEIPT_REPRINTED: "补打小票",
    EntryKind.TENDER_TAKEN_BACK: "撤回收款",
    EntryKind.LINE_DROPPED: "删行",
    EntryKind.DATE_CONFIRMED: "确认日期",
    EntryKind.PIN_REFUSED: "密码输错",
    EntryKind.PIN_CLEARED: "密码锁定解除",
    EntryKind.STAFF_CHANGED: "员工资料",
    EntryKind.SETTINGS_CHANGED: "本机设置",
    EntryKind.GOODS_CHANGED: "商品资料",
    EntryKind.SHOP_RULES_SET: "店内规则",
    EntryKind.SALE_RELEASED: "移交退货",
    EntryKind.CARD_REFUSED: "没有用上卡",
    EntryKind.CARD_PROVEN: "凭二维码认卡",
    EntryKind.GOODS_SLIP: "收货凭条",
    EntryKind.GOODS_SLIP_VOID: "凭条作废",
    EntryKind.LEASE_RELEASED: "让出额度",
    EntryKind.LEASE_RECEIVED: "分得额度",
    EntryKind.MAKE_GOOD_SLIP: "补差凭证",
    EntryKind.MAKE_GOOD_PAID: "补差付款",
}
