"""What the platform's command line prints: Chinese sentences, and lines with ids for technicians."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from monitor.accounts.first import FirstLink
from monitor.accounts.links import LINK_HOURS
from monitor.auditing.audit import AuditReport, Bad
from monitor.auditing.office_audit import OfficeReport
from monitor.declined import Declined
from monitor.demo_accounts import DemoAccount
from monitor.errors import PlatformError
from monitor.refusals import Refused
from monitor.web.words import reason_words
from pos.errors.installation import KeyUnreadable

_BAD_SHOWN_MAX: Final = 200
_TILL: Final = re.compile(r"till (\S+)")

# Of `audit.*` codes; `{about}` is what stands behind the code.
AUDIT_WORDS: Final[Mapping[str, str]] = {
    "audit.key": "登记时留下的公钥读不出来，这台机的流水没法核对",
    "audit.chain": "与前一条接不上，从这一条起没法核对",
    "audit.signature": "收银机签名不符",
    "audit.head": "最后一条与平台确认过的不一致，流水可能少了或多了",
    "audit.sums": "各条加起来与平台的合计不一致",
    "audit.day": "{about} 各条加起来与平台的当日合计不一致",
    "audit.card": "尾号 {about}用掉的比发给它的额度多，或退回的比用掉的多",
}

# Of `office.*` codes; `{about}` is a sequence.
OFFICE_WORDS: Final[Mapping[str, str]] = {
    "office.chain": "操作记录第 {about} 条与前一条接不上，从这一条起没法核对",
    "office.end": "操作记录的最后几条不见了",
    "office.undecided": "一项申请已经办结，却没有足够的人复核",
    "office.own": "一项申请由经办人自己或当事人复核",
    "office.month": "{about} 的名单和放行时的不一样",
    "office.closed": "{about} 已经关账，合计却和放行关账时的不一样",
    "office.untold": "一项申请的提交或复核在操作记录里查不到",
}


def report_lines(report: AuditReport) -> list[str]:
    """What was read, and everything that does not fit."""
    told = f"核对了 {report.journals} 本流水、{report.entries} 条记录、{report.sales} 笔销售"
    if report.first_bad is None:
        return [f"{told}，全部一致。"]
    lines = [f"{told}，有 {len(report.bad)} 处不符："]
    for bad in report.bad[:_BAD_SHOWN_MAX]:
        lines += [f"· {bad_words(bad)}", _technical(bad.code)]
    if len(report.bad) > _BAD_SHOWN_MAX:
        lines.append(f"另外还有 {len(report.bad) - _BAD_SHOWN_MAX} 处没有列出。")
    return lines


def office_lines(report: OfficeReport) -> list[str]:
    """What was read of the office's own books, and everything that does not fit."""
    told = f"核对了 {report.acts} 条操作记录、{report.proposals} 项办结的申请"
    if not report.bad:
        return [f"{told}，全部一致。"]
    lines = [f"{told}，有 {len(report.bad)} 处不符，请先停办申请并告诉技术支持："]
    for bad in report.bad[:_BAD_SHOWN_MAX]:
        lines += [
            f"· {OFFICE_WORDS[bad.code].format(about=bad.about)}",
            _technical(f"{bad.code} {bad.about}"),
        ]
    return lines


def bad_words(bad: Bad) -> str:
    """One thing that does not fit, and where."""
    code, _space, about = bad.code.partition(" ")
    words = AUDIT_WORDS.get(code)
    why = reason_words(code) if words is None else words.format(about=_about(code, about))
    if not bad.epoch:
        return why if not bad.till_id else f"{bad.till_id}：{why}"
    where = f"{bad.till_id}（第 {bad.epoch} 次登记）" + (f"第 {bad.sequence} 条" if bad.sequence else "")
    return f"{where}：{why}"


def journal_words(till_id: str, epoch: int, entries: int) -> str:
    """Which journal is read now."""
    return f"正在核对 {till_id}（第 {epoch} 次登记）的 {entries} 条……"


def first_link_lines(link: FirstLink) -> list[str]:
    """The one-time link of a first administrator, and what to do next."""
    lines = [
        f"{link.role_words}的一次性登录链接（{LINK_HOURS} 小时内有效，只能用一次，只显示这一次）：",
        f"  {link.path}",
        "请本人在浏览器里打开平台地址加上这一段，设置密码，并用手机上的验证器扫二维码。",
    ]
    if not link.is_last:
        return [
            *lines,
            "下一步：再运行一次本命令，为另一个人开安全管理员。账号由前者申请、后者复核，不能是同一人。",
        ]
    return [
        *lines,
        "两位都登录后，请尽快各再开一位系统管理员和安全管理员，免得一人换了手机就没人能替他重置。",
    ]


def rotated_lines(count: int) -> list[str]:
    """What a change of keys did, and what to keep."""
    return [
        f"登记信息的密钥已更换，重新加密了 {count} 项。",
        "请把数据目录里的 register-keys 重新备份；旧备份的数据库还要用旧密钥文件，两样一起存。",
        "平台重新启动后就用新密钥。",
    ]


def demo_account_lines(made: Sequence[DemoAccount]) -> list[str]:
    """The accounts of a demonstration, on the one occasion that their secrets are shown."""
    if not made:
        return ["平台已有账号，没有另开演示账号（演示账号的密码只在第一次显示）。"]
    return [
        f"演示账号（密码都是 {made[0].password}，只显示这一次；最后一列是动态码密钥，可输入验证器）：",
        *(f"  {each.login:16}{each.name}  {each.role_words}  {each.totp_secret}" for each in made),
        "没有验证器的话，用 demo-code 命令看现在的动态码。真账号没有这个命令。",
    ]


def demo_code_lines(code: str, left_s: int) -> list[str]:
    """The six digits, and how long they are good for."""
    return [f"{code}（还有 {left_s} 秒）"]


def trouble_lines(error: Exception) -> list[str]:
    """Why a command failed and what to do, then details for a technician."""
    if isinstance(error, PlatformError):
        return [f"{error}。"]
    if isinstance(error, Declined):
        return [f"{error.words}。"]
    if isinstance(error, KeyUnreadable):
        words = "慈善会的密钥文件读不出来。请从备份恢复，不要另做一把：收银机只认原来那把"
        return [f"{words}。", _technical(str(error))]
    if isinstance(error, Refused):
        return [f"{_refused_words(error)}。", _technical(str(error))]
    if isinstance(error, OSError):
        return ["数据目录用不了，请核对 --data-dir、权限和磁盘空间。", _technical(_plain(error))]
    if isinstance(error, DBAPIError):
        # The driver's sentence names host and database; the URL with its password is not in it.
        return ["数据库用不了，请核对 --database-url，看数据库有没有启动。", _technical(_plain(error.orig))]
    assert isinstance(error, SQLAlchemyError), error
    words = "--database-url 看不懂，请写成 sqlite:///… 或 postgresql://…"
    # The sentence of an unreadable URL may hold the URL with its password.
    return [f"{words}。", _technical(type(error).__name__)]


def _refused_words(error: Refused) -> str:
    if error.code == "till.unknown":
        till = _TILL.search(error.detail)
        return f"没有这台收银机：{till.group(1) if till else ''}，请核对编号（如 S01-1）"
    return "平台没有做这一步，请把下面一行告诉技术支持"


def _about(code: str, about: str) -> str:
    if code != "audit.card":
        return about
    tail, _space, month = about.partition(" ")
    return f"{tail} 的卡在 {int(month[:4])} 年 {int(month[5:])} 月"


def _technical(text: str) -> str:
    return f"  技术信息：{text}"


def _plain(error: BaseException | None) -> str:
    return " ".join(str(error).split())


KNOWN_ERRORS: Final = (
    PlatformError,
    Declined,
    KeyUnreadable,
    Refused,
    OSError,
    DBAPIError,
    ArgumentError,
)
