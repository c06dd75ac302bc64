"""A person signs in with password and telephone; whoever guesses learns nothing and is slowed down."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from monitor.accounts import book
from monitor.accounts.passwords import Passwords
from monitor.accounts.second_factor import STEP_MS, code_at
from monitor.accounts.sessions import IDLE_MAX_MS, SESSION_MAX_MS
from monitor.accounts.sign_in import LOCK_MS, TRIES
from monitor.acts.journal import newest, verify
from monitor.declined import Declined
from monitor.register.field_keys import FieldKeys
from monitor.store import office_tables
from tests.monitor.accounts.office import PASSWORD, Office


def test_who_set_a_password_by_the_link_signs_in_and_is_known_by_the_cookie(office: Office) -> None:
    office.staff("min", "maker")
    signed = office.sign_in("min")

    visitor = office.visitor(signed.cookie)
    assert visitor is not None
    assert visitor.actor.account_id == signed.account_id == "a-min"
    assert visitor.actor.roles == ("maker",)
    assert visitor.actor.may("freeze.make") and not visitor.actor.may("freeze.decide")
    assert office.visitor("another cookie") is None
    assert [act.what for act in office.store.read(newest)] == ["session.begin", "account.set_up"]
    assert office.store.read(verify) is None


def test_the_login_is_the_same_in_capitals_and_full_width(office: Office) -> None:
    office.staff("min", "maker")
    code = office.next_code("min")
    office.accounts.sign_in(office.store, " ＭIN ", PASSWORD, f"{code[:3]} {code[3:]}", now_ms=office.now_ms)


def test_nothing_that_lets_somebody_in_is_stored(office: Office) -> None:
    office.staff("min", "maker")
    signed = office.sign_in("min")

    tables = (office_tables.account, office_tables.account_link, office_tables.session, office_tables.act)
    stored = office.store.read(lambda c: repr([c.execute(select(table)).all() for table in tables]))
    for secret in (PASSWORD, office.telephones["min"], signed.cookie):
        assert secret not in stored
    assert signed.cookie not in repr(signed)


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [
        ("nobody", PASSWORD, None),
        ("min", "not the password", None),
        ("min", PASSWORD, "000000"),
        ("min", PASSWORD, ""),
        ("min", PASSWORD, "not digits"),
        ("min", PASSWORD * 100, None),
    ],
)
def test_whatever_is_wrong_has_the_same_answer(
    office: Office, login: str, password: str, code: str | None
) -> None:
    office.staff("min", "maker")
    typed = office.next_code("min") if code is None else code
    with pytest.raises(Declined) as declined:
        office.accounts.sign_in(office.store, login, password, typed, now_ms=office.now_ms)
    assert declined.value.code == "sign_in.refused"
    assert declined.value.words == str(declined.value).partition(": ")[2]


def test_an_unknown_login_is_compared_like_a_known_one(office: Office) -> None:
    class Counting(PasswordHasher):
        compared: list[str]

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
            self.compared.append(str(hash)[:20])
            return super().verify(hash, password)

    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    hasher.compared = []
    passwords = Passwords(hasher)
    known = passwords.hash(PASSWORD)
    assert passwords.fits(known, PASSWORD)
    assert not passwords.fits(None, PASSWORD)
    assert len(hasher.compared) == 2
    assert hasher.compared[0] == hasher.compared[1], "of the same effort"


def test_a_code_is_used_once(office: Office) -> None:
    office.staff("min", "maker")
    code = office.next_code("min")
    office.sign_in("min", code=code)
    with pytest.raises(Declined, match="动态码每个只能用一次"):
        office.sign_in("min", code=code)
    earlier = code_at(office.telephones["min"], office.now_ms - STEP_MS)
    with pytest.raises(Declined):
        office.sign_in("min", code=earlier)
    office.sign_in("min")


def test_a_telephone_half_a_minute_off_is_taken_and_one_further_off_is_not(office: Office) -> None:
    office.staff("min", "maker")
    office.now_ms += 10 * STEP_MS
    late = code_at(office.telephones["min"], office.now_ms - STEP_MS)
    office.sign_in("min", code=late)
    office.now_ms += 10 * STEP_MS
    with pytest.raises(Declined):
        office.sign_in("min", code=code_at(office.telephones["min"], office.now_ms - 2 * STEP_MS))


def test_after_some_failures_the_account_rests_longer_and_longer(office: Office) -> None:
    office.staff("min", "maker")
    for _try in range(TRIES):
        with pytest.raises(Declined):
            office.sign_in("min", password="wrong")
    with pytest.raises(Declined):
        office.sign_in("min")  # Right, but the account rests.
    assert office.store.read(newest)[0].what == "account.lock"

    office.now_ms += LOCK_MS[0]
    with pytest.raises(Declined):
        office.sign_in("min", password="wrong")
    office.now_ms += LOCK_MS[0]
    with pytest.raises(Declined):
        office.sign_in("min")  # Now it rests for longer than a minute.
    office.now_ms += LOCK_MS[1]
    office.sign_in("min")

    account = office.store.read(lambda c: book.find_login(c, "min"))
    assert account is not None and (account.failures, account.locked_until_ms) == (0, 0)


def test_tries_while_it_rests_do_not_lengthen_the_rest(office: Office) -> None:
    office.staff("min", "maker")
    for _try in range(TRIES + 20):
        with pytest.raises(Declined):
            office.sign_in("min", password="wrong", code="000000")
    office.now_ms += LOCK_MS[0]
    office.sign_in("min")


def test_who_tries_in_vain_does_not_end_a_session_of_the_person(office: Office) -> None:
    office.staff("min", "maker")
    cookie = office.sign_in("min").cookie
    for _try in range(TRIES):
        with pytest.raises(Declined):
            office.sign_in("min", password="wrong")
    assert office.visitor(cookie) is not None


def test_each_sign_in_has_a_new_cookie_and_token(office: Office) -> None:
    office.staff("min", "maker")
    first, second = office.sign_in("min"), office.sign_in("min")
    assert first.cookie != second.cookie
    one, other = office.visitor(first.cookie), office.visitor(second.cookie)
    assert one is not None and other is not None and one.csrf != other.csrf


def test_a_session_ends_by_idleness(office: Office) -> None:
    office.staff("min", "maker")
    cookie = office.sign_in("min").cookie
    office.now_ms += IDLE_MAX_MS - 1
    assert office.visitor(cookie) is not None
    office.now_ms += IDLE_MAX_MS - 1
    assert office.visitor(cookie) is not None
    office.now_ms += IDLE_MAX_MS
    assert office.visitor(cookie) is None
    office.now_ms -= IDLE_MAX_MS
    assert office.visitor(cookie) is None, "it does not come back"


def test_a_session_ends_after_a_day_of_work_however_busy(office: Office) -> None:
    office.staff("min", "maker")
    cookie = office.sign_in("min").cookie
    began_ms = office.now_ms
    while office.now_ms < began_ms + SESSION_MAX_MS - IDLE_MAX_MS:
        office.now_ms += IDLE_MAX_MS // 2
        assert office.visitor(cookie) is not None
    office.now_ms = began_ms + SESSION_MAX_MS
    assert office.visitor(cookie) is None


def test_signing_out_ends_this_session_only(office: Office) -> None:
    office.staff("min", "maker")
    here, there = office.sign_in("min").cookie, office.sign_in("min").cookie
    office.store.write(lambda c: office.accounts.sign_out(c, here, now_ms=office.now_ms))
    office.store.write(lambda c: office.accounts.sign_out(c, here, now_ms=office.now_ms))
    assert office.visitor(here) is None
    assert office.visitor(there) is not None
    assert [act.what for act in office.store.read(newest)].count("session.end") == 1


@pytest.mark.parametrize("change", [{"roles": "[]"}, {"state": "closed"}, {"password_hash": "x"}])
def test_a_change_of_the_account_ends_its_sessions(office: Office, change: dict[str, Any]) -> None:
    office.staff("min", "maker")
    cookie = office.sign_in("min").cookie
    office.store.write(lambda c: book.change_and_end_sessions(c, "a-min", **change))
    assert office.visitor(cookie) is None


def test_a_hash_made_with_less_effort_is_renewed_at_sign_in(office: Office) -> None:
    office.staff("min", "maker")
    office.accounts.passwords._hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    office.sign_in("min")
    account = office.store.read(lambda c: book.find_login(c, "min"))
    assert account is not None and account.password_hash is not None and "m=16,t=2" in account.password_hash
    office.sign_in("min")


def test_with_another_key_file_nobody_is_let_in_and_the_words_say_what_to_do(office: Office) -> None:
    office.staff("min", "maker")
    office.accounts.box._keys = FieldKeys("accounts", [(1, bytes([1]) * 32)])
    with pytest.raises(Declined, match="register-keys"):
        office.sign_in("min")
