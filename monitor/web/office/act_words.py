"""What each act of the platform's journal is called on pages. A room adds its own codes here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from monitor.register.looking import FIELDS

ACTS: Final[Mapping[str, str]] = {
    "session.begin": "登录",
    "session.end": "退出登录",
    "session.end_others": "退出其他地方的登录",
    "account.first": "用命令开通管理员",
    "account.open": "开通账号",
    "account.roles": "更改账号角色",
    "account.reset": "重置账号",
    "account.close": "停用账号",
    "account.link": "发出一次性登录链接",
    "account.set_up": "本人设置密码和动态码",
    "account.password": "本人更改密码",
    "account.lock": "连续输错，账号暂停登录",
    "proposal.make": "提交申请",
    "proposal.approve": "同意申请",
    "proposal.refuse": "不同意申请",
    "proposal.send_back": "退回申请",
    "proposal.withdraw": "撤回申请",
    "suspense.owner": "指定待查账目的负责人",
    "list.upload": "交来名单文件",
    "register.compare": "比对名单和登记",
    "double.different": "确认是两个人",
    "card.printed": "打印卡页",
    "card.issued": "发卡",
    "card.suspended": "暂停爱心卡",
    "card.lost": "挂失爱心卡",
}
_OTHER: Final = "其他操作"


def act_words(what: str) -> str:
    """The words of a code; one of tomorrow has none yet."""
    kind, _dot, field = what.partition(".")
    if kind == "person" and field in FIELDS:
        return f"查看登记的{FIELDS[field][0]}"
    return ACTS.get(what, _OTHER)
