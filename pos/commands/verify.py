"""`python -m pos verify LEDGER.db`: a summary and exit code 0, or the first bad entry and 1."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pos.commands.shown import escaped
from pos.crypto.keys import DeviceKey
from pos.domain.money import format_yuan
from pos.domain.programme.programme import SUBSIDY, SUBSIDY_NAME
from pos.errors.installation import KeyUnreadable, SettingsWrong
from pos.errors.ledger import ChainBroken
from pos.ledger.verifying.replay import Bad
from pos.ledger.verifying.verify import Anchor, LeasesLeft, VerifyReport, verify_ledger
from pos.services.fencing.anchors import read_anchors
from pos.services.fencing.witnesses import anchor_folders
from pos.services.installation.identity import IDENTITY_FILE, KEY_FILE, load_identity
from pos.services.installation.settings import read_settings
from pos.services.installation.shipped import load_shipped_programmes, load_shop_rules
from pos.services.installation.state_folder import user_state_folder
from pos.ui.words.finding_words import finding_words

KEY_BYTES = 32
EXIT_BAD = 1
EXIT_REFUSED = 2
JOBS_MAX: Final = 8  # More processes than that wait for the one that reads the entries in order.


# What an honest ledger may show too, but a person should check.
REMARKS: Final = {
    "acknowledged.missing": "收到过额度，却没有平台的回签；请连一次平台，或与平台的记录核对",
    "ledger.older": "这是旧版程序的账本，流水已核对，汇总表要等新版程序打开后再核对",
    "print_job.missing": "有销售没有对应的小票任务",
}


class _KeyUnreadable(Exception):
    """What stands behind an option is no public key."""


def run(
    path: Path, public_key_hex: str | None, federation_key_hex: str | None = None, config: Path | None = None
) -> int:
    """Verify a ledger file; it is opened for reading only. 2 when a key given in hex is invalid.

    `config` names the settings of the till, which say where its ledger's end is remembered besides.
    """
    try:
        public_key = _key(public_key_hex, "--public-key") or _key_beside(path)
        federation_key = _key(federation_key_hex, "--federation-key") or _federation_key_beside(path)
    except _KeyUnreadable as error:
        print(f"{error} 后面要写公钥：{KEY_BYTES * 2} 个十六进制字符。", file=sys.stderr)
        return EXIT_REFUSED
    # Read first: a till that is selling goes on while its journal is read.
    anchors = _anchors_beside(path, config)
    try:
        report = verify_ledger(
            path,
            public_key=public_key,
            federation_key=federation_key,
            default_programmes=load_shipped_programmes(),
            shipped_rules=load_shop_rules(),
            anchors=anchors,
            jobs=min(os.cpu_count() or 1, JOBS_MAX),
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
        print(f"注意：{REMARKS[remark.code]}。")
        print(f"详情（给技术支持）：{remark.code} {escaped(remark.detail)}")
    if report.bound_since is not None:
        print(f"第 {report.bound_since} 条起，流水里写明了慈善会和本机的公钥，与核对所用的相同。")
    elif federation_key is not None:
        print("注意：流水里没有写明慈善会公钥，身份文件有没有被换过，请与慈善会公布的公钥对照。")
    if anchors:
        print(f"已和账本以外记下的末条核对（{len(anchors)} 处）。")
    else:
        print("注意：账本以外没有找到记下的末条；末尾有没有被截掉，请对照平台和最后一张小票。")
    print("全部一致。")
    for line in bound_lines(report.leases_left):
        print(line)
    return 0


def bound_lines(leases: Sequence[LeasesLeft]) -> Iterator[str]:
    """What no check of a file can exclude, and its upper limit: the leases held here."""
    if not leases:
        return
    shipped = load_shipped_programmes()
    names = {pool.pool_id: f"{pool.name}额度" for programme in shipped for pool in programme.pools}
    yield "这项核对的限度：能动这台电脑的人，可以把账本、末条记录和小票一起换回旧的。"
    yield "断网时，每份旧账本最多能再用一次本机还握着的额度；一联网就会查出来，两份都留作证据："
    for month in sorted({each.month for each in leases}):
        held = [each for each in leases if each.month == month]
        told = [f"{_pool_name(each.pool, names)} {format_yuan(each.left)} 元" for each in held]
        yield f"  {month} {max(each.cards for each in held)} 张卡：{'，'.join(told)}"


def _pool_name(pool: str, names: Mapping[str, str]) -> str:
    return SUBSIDY_NAME if pool == SUBSIDY else names.get(pool, "其他额度")


def _anchors_beside(path: Path, config: Path | None) -> list[Anchor]:
    """What is remembered of this ledger outside its folder, as far as it can be found."""
    identity = load_identity(path.parent)
    if identity is None:
        return []
    found = read_anchors(
        _anchor_folders(path.parent, config),
        till_id=identity.till_id,
        epoch=identity.epoch,
        public_key=identity.public_key,
    )
    return [Anchor(each.sequence, each.entry_hash) for each in found]


def _anchor_folders(data_dir: Path, config: Path | None) -> list[Path]:
    """The folders that the settings name when they are this till's; else the user's own."""
    if config is not None and config.is_file():
        try:
            settings = read_settings(config)
        except SettingsWrong:
            return [user_state_folder()]
        if settings.data_dir.resolve() == data_dir.resolve():
            return anchor_folders(settings)
    return [user_state_folder()]


def _summary(report: VerifyReport) -> str:
    sums = report.sums
    return (
        f"流水 {report.entries} 条，销售 {report.sales} 单；市场价 {format_yuan(sums.market)}，"
        f"优惠 {format_yuan(sums.discount)}，补贴 {format_yuan(sums.subsidy)}，"
        f"应付 {format_yuan(sums.payable)}；末条校验码 {report.head_hash.hex()[:16]}"
    )


def _say_bad(bad: Bad) -> int:
    where = (
        f"第 {bad.sequence} 条" if bad.sequence else "账本"
    )  # 0: the file as a whole, or a table beside the journal.
    print(f"{where}有问题：{finding_words(bad.code)}。")
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
