"""Words for the findings of `verify`, by kind, so that a new check has words too. The id is a detail."""

from __future__ import annotations

from typing import Final

_EXACT: Final = {
    "ledger.chain_broken": "这个文件不是完好的账本",
    "ledger.file_damaged": "账本文件损坏",
    "ledger.mark_missing": "账本自己的核对记录不见了，末尾可能被截掉",
    "ledger.schema": "账本的表和本程序的不一样",
    "ledger.schema_foreign": "账本里有不是本程序建的表或触发器",
    "ledger.triggers_missing": "账本的防改保护不见了",
    "document.missing": "这一条的额度或方案，没有慈善会签发的文件作证",
    "document.signature": "这一条的额度或方案，不是慈善会签发的",
    "identity.federation_key": "慈善会公钥和这一条写下的不一样，身份文件可能被换过",
    "identity.public_key": "本机公钥和这一条写下的不一样，身份文件可能被换过",
    "identity.bound_twice": "这一条写下的身份和以前写下的不一样",
    "entry.missing": "中间缺了一条",
    "entry.cut_off": "末尾被截掉了",
    "entry.owner": "这一条不是本机的",
    "entry.signature": "本机的签名不对",
    "entry.other_than_known": "和平台签收过的不一样",
    "acknowledged.signature": "平台的回签不是慈善会签的",
    "sale.quote": "优惠或补贴和方案重算的不一样",
    "sale.rounding": "抹零的金额和店内规则重算的不一样",
    "sale.rounding_rule": "这一单抹零用的规则，那天没有生效",
    "rules.too_early": "店内规则的生效日期早于设定的日期",
    "sale.number_twice": "单号用了两次",
    "return.released": "这一单的退货权已经移交，本机又退了货",
    "return.number_twice": "退货单号用了两次",
}
_BY_KIND: Final = {
    "acknowledged": "和平台的回签对不上",
    "day": "日结的数和流水对不上",
    "document": "慈善会签发的文件对不上",
    "entry": "内容被改过，或和前一条接不上",
    "identity": "本机身份对不上",
    "lease": "用的额度和预留的对不上",
    "ledger": "账本文件有问题",
    "make_good": "补差凭证或补差付款对不上",
    "payment": "收款的过程对不上",
    "print_job": "打印任务和流水对不上",
    "projection": "汇总表和流水对不上",
    "release": "退货权的移交对不上",
    "return": "退货和原单对不上",
    "rules": "店内规则对不上",
    "sale": "这一单的数对不上",
    "slip": "收货凭条和退货对不上",
    "shift": "班次的数和流水对不上",
}


def finding_words(code: str) -> str:
    """Say what is wrong with an entry."""
    return _EXACT.get(code) or _BY_KIND.get(code.partition(".")[0], "内容对不上")
