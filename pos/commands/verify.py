"""`python -m pos verify LEDGER.db`: a summary and exit code 0, or the first bad entry and 1."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from pos.bootstrap import load_default_programme
from pos.commands.shown import escaped
from pos.crypto.keys import DeviceKey
from pos.domain.money import format_yuan
from pos.errors import ChainBroken, KeyUnreadable
from pos.ledger.replay import Bad
from pos.ledger.verify import VerifyReport, verify_ledger
from pos.services.identity import IDENTITY_FILE, KEY_FILE, load_identity
from pos.ui.finding_words import finding_words

KEY_BYTES = 32
EXIT_BAD = 1
EXIT_REFUSED = 2


# What a ledger can show honestly, and a person should look at all the same.
REMARKS: Final = {
    "acknowledged.missing": "收到过额度，却没有平台的回签；请连一次平台，或与平台的记录核对",
    "ledger.older": "这是旧版程序的账本，流水已核对，汇总表要等新版程序打开后再核对",
    "print_job.missing": "有销售没有对应的小票任务",
}


class _KeyUnreadable(Exception):
    """What stands behind an option is no public key."""


def run(path: Path, public_key_hex: str | None, federation_key_hex: str | None = None) -> int:
    """Verify a ledger file; it is opened for reading only. 2 when a key given in hex is none."""
    try:
        public_key = _key(public_key_hex, "--public-key") or _key_beside(path)
        federation_key = _key(federation_key_hex, "--federation-key") or _federation_key_beside(path)
    except _KeyUnreadable as error:
        print(f"{error} 后面要写公钥：{KEY_BYTES * 2} 个十六进制字符。", file=sys.stderr)
        return EXIT_REFUSED
    try:
        report = verify_ledger(
            path,
            public_key=public_key,
            federation_key=federation_key,
            default_programmes=(load_default_programme(),),
        )
    except ChainBroken as error:  # The file as a whole is no ledger.
        return _say_bad(
            Bad(int(str(error.facts["sequence"])), error.code, str(error.facts.get("reason", "")))
        )
    if public_key is None:
        print("注意：没有本机公钥，未核对签名；可用 --public-key 指定。")
    if federation_key is None:
        print("注意：没有慈善会公钥，未核对慈善会文件和平台回签的签名；可用 --federation-key 指定。")
    print(_summary(report))
    if report.first_bad is not None:
        return _say_bad(report.first_bad)
    for remark in report.remarks:
        print(f"注意：{REMARKS[remark.code]}（{escaped(remark.detail)}）")
    print("全部一致。")
    return 0


def _summary(report: VerifyReport) -> str:
    sums = report.sums
    return (
        f"流水 {report.entries} 条，销售 {report.sales} 单；市场价 {format_yuan(sums.market)}，"
        f"优惠 {format_yuan(sums.discount)}，补贴 {format_yuan(sums.subsidy)}，"
        f"应付 {format_yuan(sums.payable)}；末条校验码 {report.head_hash.hex()[:16]}"
    )


def _say_bad(bad: Bad) -> int:
    print(f"第 {bad.sequence} 条有问题：{finding_words(bad.code)}。")
    print(f"详情（给技术支持）：{bad.code} {escaped(bad.detail)}".rstrip())
    return EXIT_BAD


def _key(in_hex: str | None, option: str) -> bytes | None:
    if in_hex is None:
        return None
    try:
        key = bytes.fromhex(in_hex)
    except ValueError as error:
        raise _KeyUnreadable(option) from error
    if len(key) != KEY_BYTES:
        raise _KeyUnreadable(option)
    return key


def _key_beside(path: Path) -> bytes | None:
    beside = path.parent / KEY_FILE
    return DeviceKey.load(beside).public_key if beside.exists() else None


def _federation_key_beside(path: Path) -> bytes | None:
    identity = load_identity(path.parent)
    if identity is None or not identity.enrolled:
        return None
    try:
        return _key(identity.federation_key, "")
    except _KeyUnreadable as error:
        raise KeyUnreadable(path=str(path.parent / IDENTITY_FILE)) from error
