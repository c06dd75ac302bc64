"""What a login, a name and a staff number have to look like."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from monitor.declined import Declined

_LOGIN: Final = re.compile(r"[a-z][a-z0-9._-]{2,29}")
_PERSON_NO: Final = re.compile(r"[A-Za-z0-9-]{1,20}")
_IDENTITY: Final = re.compile(r"\d{15}|\d{17}[\dXx]")
NAME_MAX: Final = 20


def plain_login(login: str) -> str:
    """A login as it is stored: small letters, from whichever keyboard."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def check_login(login: str) -> str:
    """The login as stored. Raises Declined."""
    plain = plain_login(login)
    if not _LOGIN.fullmatch(plain):
        raise Declined("account.login", "登录名用 3 到 30 个小写字母或数字，以字母开头，例如 zhang.min")
    return plain


def check_name(name: str) -> str:
    """The name as stored. Raises Declined."""
    plain = " ".join(name.split())
    if not 2 <= len(plain) <= NAME_MAX:
        raise Declined("account.name", f"请填姓名，2 到 {NAME_MAX} 个字")
    return plain


def check_person_no(person_no: str) -> str:
    """The staff number as stored. Raises Declined, also for what looks like an identity number."""
    plain = unicodedata.normalize("NFKC", person_no).strip()
    if _IDENTITY.fullmatch(plain):
        raise Declined("account.person_no", "工号不要用身份证号，请用单位自己编的号")
    if not _PERSON_NO.fullmatch(plain):
        raise Declined("account.person_no", "请填工号：1 到 20 个字母或数字，每人一个，例如 A017")
    return plain
