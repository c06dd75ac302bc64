"""The first two administrators come from a command, two people, and afterwards nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.__main__ import main
from monitor.accounts.desk import LINK_PATH
from monitor.accounts.first import FirstLink, both_can_sign_in, first_administrator
from monitor.accounts.roles import RoleHeld
from monitor.acts.journal import newest
from monitor.declined import Declined
from monitor.store import office_tables
from monitor.store.engine import Store
from tests.monitor.accounts.office import Office


def first(office: Office, login: str, *, name: str = "", person_no: str = "") -> FirstLink:
    return office.store.write(
        lambda c: first_administrator(
            c,
            office.accounts,
            login=login,
            name=name or f"{login}同志",
            person_no=person_no or f"P-{login}",
            now_ms=office.now_ms,
        )
    )


def test_the_first_is_the_system_administrator_and_the_second_the_security_administrator(
    office: Office,
) -> None:
    one = first(office, "wei")
    assert (one.role_words, one.is_last) == ("系统管理员", False)
    other = first(office, "hua")
    assert (other.role_words, other.is_last) == ("安全管理员", True)
    assert not office.store.read(lambda c: both_can_sign_in(c, office.accounts))

    office.set_up(one.path)
    office.set_up(other.path)
    assert office.store.read(lambda c: both_can_sign_in(c, office.accounts))
    assert office.signed_in("wei").actor.may("account.make")
    assert office.signed_in("hua").actor.may("account.decide")
    made = [act for act in office.store.read(newest) if act.what == "account.first"]
    assert [(act.account_id, act.facts["role"]) for act in reversed(made)] == [
        ("command-line", "system_administrator"),
        ("command-line", "security_administrator"),
    ]


def test_a_third_is_never_made(office: Office) -> None:
    first(office, "wei")
    first(office, "hua")
    with pytest.raises(Declined, match="系统管理员和安全管理员都有了"):
        first(office, "lan")


def test_one_person_is_not_both(office: Office) -> None:
    first(office, "wei")
    with pytest.raises(Declined, match="两个人"):
        first(office, "wei2", person_no="P-wei")


def test_with_any_other_account_the_command_is_over(office: Office) -> None:
    office.invite("min", RoleHeld("maker"))
    with pytest.raises(Declined, match="已经有别的账号"):
        first(office, "wei")


def test_who_missed_the_day_gets_another_link_and_who_signed_in_does_not(office: Office) -> None:
    missed = first(office, "wei")
    office.now_ms += 25 * 3_600_000
    with pytest.raises(Declined):
        office.set_up(missed.path)
    again = first(office, "wei")
    assert (again.role_words, again.is_last) == ("系统管理员", False)
    with pytest.raises(Declined, match="开给了别人"):
        first(office, "wei", name="冒名")
    office.set_up(again.path)
    with pytest.raises(Declined, match="已经设过密码"):
        first(office, "wei")


def test_the_command_prints_links_and_stores_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--data-dir", str(tmp_path)]

    def run(login: str, name: str, person_no: str) -> tuple[int, str, str]:
        command = ["first-administrator", "--login", login, "--name", name, "--person-no", person_no]
        code = main([*command, *where])
        said = capsys.readouterr()
        return code, said.out, said.err

    code, out, _err = run("wang.wei", "王伟", "A001")
    assert code == 0 and "系统管理员的一次性登录链接" in out and "再运行一次本命令" in out
    secret = next(line.strip() for line in out.splitlines() if LINK_PATH in line).removeprefix(LINK_PATH)
    code, out, _err = run("li.hua", "李华", "A002")
    assert code == 0 and "安全管理员的一次性登录链接" in out and "各再开一位" in out
    code, _out, err = run("zhao.lan", "赵兰", "A003")
    assert code == 1 and "不能再用命令开" in err
    code, _out, err = run("1", "赵兰", "A003")
    assert code == 1 and "登录名" in err

    store = Store.open(f"sqlite:///{tmp_path}/monitor.db")
    stored = store.read(lambda c: repr(c.execute(select(office_tables.account_link)).all()))
    assert secret not in stored and secret.encode() not in (tmp_path / "monitor.db").read_bytes()
    store.close()


def test_help_says_that_it_is_for_two_people(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = "".join(capsys.readouterr().out.split())
    assert "第一次运行开系统管理员，第二次为另一个人开安全管理员" in said
