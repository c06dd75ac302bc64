"""A one-time link sets password and second factor: once, within a day, and only for its account."""

from __future__ import annotations

import pyotp
import pytest

from monitor.accounts import book, links
from monitor.accounts.desk import LINK_PATH
from monitor.accounts.roles import RoleHeld
from monitor.accounts.second_factor import code_at
from monitor.acts.actor import COMMAND_LINE
from monitor.acts.journal import looks_at
from monitor.declined import Declined
from tests.monitor.accounts.office import PASSWORD, Office

HOUR_MS = 3_600_000


def test_the_link_shows_whose_it_is_and_a_secret_that_an_app_can_read(office: Office) -> None:
    secret = office.invite("min", RoleHeld("maker"))
    shown = office.store.read(lambda c: office.accounts.look_at_link(c, secret, now_ms=office.now_ms))
    again = office.store.read(lambda c: office.accounts.look_at_link(c, secret, now_ms=office.now_ms))
    assert shown == again, "a page that is loaded again shows the same"
    assert (shown.login, shown.name) == ("min", "min同志")
    app = pyotp.parse_uri(shown.totp_address)
    assert (app.name, app.issuer) == ("min", "惠民超市监管平台")
    assert app.secret == shown.totp_secret and len(shown.totp_secret) == 32
    assert shown.totp_secret not in repr(shown)


def test_a_link_is_used_once(office: Office) -> None:
    secret = office.invite("min", RoleHeld("maker"))
    office.set_up(secret)
    with pytest.raises(Declined, match="用过"):
        office.set_up(secret)


def test_a_link_ends_after_a_day_and_an_unknown_one_has_the_same_words(office: Office) -> None:
    secret = office.invite("min", RoleHeld("maker"))
    office.now_ms += 24 * HOUR_MS - 1
    office.store.read(lambda c: office.accounts.look_at_link(c, secret, now_ms=office.now_ms))
    office.now_ms += 1
    said = set()
    for each in (secret, "unknown", ""):
        with pytest.raises(Declined) as declined:
            office.set_up(each)
        said.add(declined.value.words)
    assert len(said) == 1


def test_a_new_link_ends_the_one_before(office: Office) -> None:
    first = office.invite("min", RoleHeld("maker"))
    second = office.store.write(lambda c: links.issue(c, "a-min", now_ms=office.now_ms))
    with pytest.raises(Declined):
        office.set_up(first)
    office.set_up(second)


def test_the_telephone_must_show_the_code_before_anything_is_stored(office: Office) -> None:
    secret = office.invite("min", RoleHeld("maker"))
    with pytest.raises(Declined, match="二维码"):
        office.store.write(
            lambda c: office.accounts.use_link(
                c, secret, password=PASSWORD, code="000000", now_ms=office.now_ms
            )
        )
    account = office.store.read(lambda c: book.find_login(c, "min"))
    assert account is not None and account.password_hash is None
    office.set_up(secret)


def test_the_code_that_set_the_telephone_up_does_not_sign_in(office: Office) -> None:
    office.staff("min", "maker")
    with pytest.raises(Declined):
        office.sign_in("min", code=code_at(office.telephones["min"], office.now_ms))
    office.sign_in("min")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "至少 12 个字（现在 0 个）"),
        ("elevenchars", "至少 12 个字（现在 11 个）"),
        ("长" * 129, "最多 128 个"),
        ("zhang.min.lan", "登录名"),
        ("ZHANG.MIN.LAN2026", "登录名"),
        ("password12345678", "太常见"),
        ("Passw0rd123456", "太常见"),
        ("１２３４５６７８９０１２", "太常见"),
        ("aaaaaaaaaaaaaaaa", "太常见"),
        ("121212121212", "太常见"),
        ("abcdefghijklmnop", "太常见"),
        ("qwertyuiop123", "太常见"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(office: Office, password: str, words: str) -> None:
    secret = office.invite("zhang.min.lan", RoleHeld("maker"))
    with pytest.raises(Declined, match=words):
        office.set_up(secret, password)


@pytest.mark.parametrize(
    "password", ["河边第三棵柳树的风很凉快呀", "correct horse battery staple", "Tr0ub4dor&3-river"]
)
def test_a_good_password_is_taken(office: Office, password: str) -> None:
    office.set_up(office.invite("min", RoleHeld("maker")), password)
    office.sign_in("min", password=password)


def test_an_administrator_sends_a_link_to_who_waits_for_it_and_the_journal_says_so(office: Office) -> None:
    office.staff("wei", "system_administrator")
    office.staff("hua", "maker")
    office.invite("min", RoleHeld("maker"))
    wei, hua = office.signed_in("wei").actor, office.signed_in("hua").actor

    def send(actor: object, account_id: str) -> str:
        return office.store.write(
            lambda c: office.accounts.issue_link(c, actor, account_id, now_ms=office.now_ms)  # type: ignore[arg-type]
        )

    path = send(wei, "a-min")
    assert path.startswith(LINK_PATH)
    (act, *_) = office.store.read(lambda c: looks_at(c, "account:a-min"))
    assert (act.what, act.account_id) == ("account.link", "a-wei")
    assert path.removeprefix(LINK_PATH) not in repr(act)

    for actor, account_id, words in (
        (hua, "a-min", "系统管理员或安全管理员"),
        (COMMAND_LINE, "a-min", "系统管理员或安全管理员"),
        (wei, "a-hua", "重置账号"),
        (wei, "a-nobody", "没有这个账号"),
    ):
        with pytest.raises(Declined, match=words):
            send(actor, account_id)
    office.set_up(path)
    office.sign_in("min")
