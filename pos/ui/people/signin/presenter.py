"""Decides what signing in and opening a shift do. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.people.staff import Staff
from pos.errors import PosError
from pos.errors.people import ActDenied, ApprovalNeeded, ApproverUnfit, SignInLocked
from pos.ui import ports
from pos.ui.shell import Shell, Signing
from pos.ui.words.messages import words
from pos.ui.words.notices import Notice


class SignInView(Protocol):
    """What the presenter asks of the sign-in screen."""

    def forget_pin(self) -> None: ...
    def clear(self) -> None: ...


class ShiftView(Protocol):
    """What the presenter asks of the shift screen."""

    def greet(self, name: str) -> None: ...


class SignInPresenter:
    """Signs a person in, then shows the shift screen or the sale."""

    def __init__(
        self,
        people: ports.People,
        shifts: ports.Shifts,
        sign_in: Callable[[], SignInView],
        shift: Callable[[], ShiftView],
        shell: Shell,
        unlock: Callable[[str], object],
    ) -> None:
        self._people, self._shifts, self._shell = people, shifts, shell
        self._sign_in, self._shift, self._unlock = sign_in, shift, unlock

    def signed(self, staff_id: str, pin: str) -> None:
        """Number and PIN were given."""
        self._shell.say(None)
        locked: list[PosError] = []

        def enter() -> Staff:
            try:
                return self._people.sign_in(staff_id, pin)
            except SignInLocked as error:
                locked.append(error)
                raise

        staff = self._shell.attempt(enter)
        if staff is None:
            self._sign_in().forget_pin()
            if locked:
                self._offer_to_unlock(staff_id, locked[0])
            return
        self._sign_in().clear()
        self._shift().greet(staff.name)
        self._shell.go_home()

    def _offer_to_unlock(self, locked: str, error: PosError) -> None:
        """A manager can end the lock here; the manager is not signed in by this."""

        def signed(staff_id: str, pin: str) -> None:
            manager = self._people.sign_in(staff_id, pin)
            try:
                self._unlock(locked)
            except (ActDenied, ApprovalNeeded) as refused:
                raise ApproverUnfit(name=manager.name, own=False) from refused
            finally:
                self._people.sign_out()
            self._shell.close_panel()
            self._shell.say(Notice("锁定已解除", "请重新输入密码登录。"))

        said = words(error)
        why = f"{said.title}。店长在场就输入工号和密码，当场解除；不在就按 Esc。"
        self._shell.sign(Signing("解除锁定", why, ok="解除"), signed)

    def float_given(self, text: str) -> None:
        """The float was typed: open the shift. An empty field does not mean zero."""
        self._shell.say(None)
        if not text:
            self._shell.say(Notice("请输入备用金", "钱箱里没有备用金，就输入一个 0。"))
            return
        if self._shell.attempt(lambda: self._shifts.open(text)) is not None:
            self._shell.go_home()

    def switch(self) -> None:
        """Another person takes over the same basket: ask for number and PIN over any screen."""
        leaving = self._people.signed_in
        if leaving is None:
            return

        def signed(staff_id: str, pin: str) -> None:
            staff = self._people.sign_in(staff_id, pin)
            self._shell.close_panel()
            self._shell.go_home()
            self._shell.say(Notice(f"现在由 {staff.name} 收银", "这一单接着做，之后的都记在新的名下。"))

        words = f"现在是 {leaving.name}。接手的同事输入工号和密码；这一单不动。"
        self._shell.sign(Signing("换人收银", words, ok="接手"), signed)

    def signed_out(self) -> None:
        """The person leaves; the open sale stays for the next one."""
        self._people.sign_out()
        self._sign_in().clear()
        self._shell.go_home()
