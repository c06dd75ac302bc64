"""Decides who must sign for an act: the person at the till, or another one. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from pos.domain.people.permission import Act, Verdict
from pos.ui import ports
from pos.ui.shell import Shell, Signing


def ask_to_sign(
    till: ports.Till,
    shell: Shell,
    act: Act,
    *,
    title: str,
    words: str,
    ok: str,
    signed: Callable[[], None],
) -> None:
    """Ask for the signature of a person with permission, then do the act; `signed` may raise a PosError.

    A person with permission signs with the own PIN. Otherwise a second person approves it.
    """
    decision = shell.attempt(lambda: till.permissions.decide(act))
    person = till.people.signed_in
    if decision is None or person is None:
        return
    alone = decision.verdict is Verdict.ALLOWED

    def given(staff_id: str, pin: str) -> None:
        if alone:
            till.people.identify(person.staff_id, pin)
        else:
            till.permissions.approve(act, staff_id, pin)
        signed()

    who = f"{person.name}，请输入您的密码。" if alone else "请店长输入工号和密码。"
    shell.sign(Signing(title, f"{words}{who}", ok, person.staff_id if alone else ""), given)
