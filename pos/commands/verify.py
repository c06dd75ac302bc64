"""`python -m pos verify LEDGER.db`: a summary and exit code 0, or the first bad entry and 1."""

from __future__ import annotations

from pathlib import Path

from pos.bootstrap import load_default_programme
from pos.crypto.keys import DeviceKey
from pos.domain.money import format_yuan
from pos.ledger.verify import verify_ledger
from pos.services.identity import KEY_FILE


def run(path: Path, public_key_hex: str | None) -> int:
    """Verify a ledger file; it is opened for reading only."""
    public_key = _public_key(path, public_key_hex)
    report = verify_ledger(path, public_key=public_key, default_programmes=(load_default_programme(),))
    if public_key is None:
        print("注意：没有公钥，未核对签名；可用 --public-key 指定。")
    sums = report.sums
    print(
        f"流水 {report.entries} 条，销售 {report.sales} 单；市场价 {format_yuan(sums.market)}，"
        f"优惠 {format_yuan(sums.discount)}，补贴 {format_yuan(sums.subsidy)}，"
        f"应付 {format_yuan(sums.payable)}；链尾 {report.head_hash.hex()[:16]}"
    )
    if report.first_bad is not None:
        bad = report.first_bad
        print(f"第 {bad.sequence} 条有问题：{bad.code} {bad.detail}")
        return 1
    print("全部一致。")
    return 0


def _public_key(path: Path, public_key_hex: str | None) -> bytes | None:
    if public_key_hex:
        return bytes.fromhex(public_key_hex)
    beside = path.parent / KEY_FILE
    return DeviceKey.load(beside).public_key if beside.exists() else None
