"""Asks a second person to approve an act, over any open panel, and then does the act again. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.people.permission import Act
from pos.errors import PosError
from pos.errors.people import ActDenied
from pos.services.words.act_words import ACT_NAMES
from pos.ui import ports
from pos.ui.shell import Signing


class ApprovalShell(Protocol):
    """What an approval needs from the window."""

    def approve(self, signing: Signing, signed: Callable[[str, str], None]) -> None: ...
    def approved(self) -> None: ...


class Asks(Protocol):
    """The part of the till that knows who is signed in and who may approve."""

    @property
    def people(self) -> ports.People: ...
    @property
    def permissions(self) -> ports.Permissions: ...


class ApprovalPresenter:
    """One approval at a time: good for one act of the person signed in."""

    def __init__(self, till: Asks, shell: ApprovalShell) -> None:
        self._till, self._shell = till, shell

    def begin(self, needed: PosError, again: Callable[[], object], *, about: str = "") -> None:
        """Ask for an approval; after a yes `again` does the act. `about` describes it in words."""
        act = Act(str(needed.facts["act"]))
        asker = self._till.people.signed_in
        name = "" if asker is None else asker.name

        def signed(staff_id: str, pin: str) -> None:
            self._till.permissions.approve(act, staff_id, pin)
            self._shell.approved()
            try:
                again()
            finally:  # An approval the act did not come to use is not one for the next act.
                self._till.permissions.forget()

        told = str(needed.facts.get("about", ""))
        what = f"{ACT_NAMES[act]}：{told}" if told else about or ACT_NAMES[act]
        why = "这一步不在本岗位，" if isinstance(needed, ActDenied) else ""
        words = f"{why}{name}申请{what}，请店长授权：输入工号和密码；不做了按 Esc。"
        self._shell.approve(Signing("需要授权", words, ok="授权"), signed)
