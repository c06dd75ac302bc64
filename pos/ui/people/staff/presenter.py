"""Decides what is asked about the people of a shop. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable

from pos.domain.people.staff import Role, Staff
from pos.domain.typed import plain_digits
from pos.errors.people import PinsDiffer
from pos.services.people.staff_desk import StaffLine
from pos.services.words.act_words import ROLE_NAMES
from pos.ui import page_ports
from pos.ui.page.picture import PageView
from pos.ui.people.staff import pictures
from pos.ui.places import Panel
from pos.ui.shell import Confirmation, Question, Shell
from pos.ui.words.notices import Notice


class StaffPresenter:
    """Shows the list, and asks one question after the other for a change."""

    def __init__(self, staff: page_ports.StaffDesk, view: Callable[[], PageView], shell: Shell) -> None:
        self._staff, self._view, self._shell = staff, view, shell

    def begin(self) -> None:
        """Show everybody."""
        self._view().show_page(pictures.staff_page(self._staff.everybody()))
        self._shell.open(Panel.STAFF)

    def acted(self, act: str) -> None:
        """A key of the page: add a person."""
        assert act == pictures.ADD
        words = "字母和数字，最多 12 位；这个人以后用它登录。"
        self._shell.ask(Question("新增员工 · 工号", words, decimal_point=False), self._named)

    def chosen(self, staff_id: str) -> None:
        """A person was chosen: ask what to do."""
        line = next(line for line in self._staff.everybody() if line.staff.staff_id == staff_id)
        self._shell.choose(pictures.acts_for(line), lambda act: self._do(act, line))

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _do(self, act: str, line: StaffLine) -> None:
        staff = line.staff
        if act == pictures.UNLOCK:
            self._done(self._staff.unlock(staff.staff_id), "可以登录了")
        elif act == pictures.START:
            self._done(self._staff.start_again(staff.staff_id), "已恢复使用")
        elif act == pictures.PIN:
            self._ask_pin(
                staff.name,
                lambda pin: self._done(self._staff.set_pin(staff.staff_id, pin), "密码已重设"),
            )
        elif act == pictures.ROLE:
            self._shell.choose(pictures.roles_for(staff.name), lambda role: self._role(staff, Role(role)))
        else:
            words = f"{staff.name}（工号 {staff.staff_id}）以后不能登录，也不能授权；以前的流水不变。"
            self._shell.confirm(
                Confirmation("停用员工", words, yes="停用"),
                lambda: self._stop(staff),
            )

    def _stop(self, staff: Staff) -> None:
        self._shell.open(Panel.STAFF)  # What is said about it is said over the page.
        self._shell.attempt(lambda: self._staff.stop(staff.staff_id), lambda done: self._done(done, "已停用"))

    def _role(self, staff: Staff, role: Role) -> None:
        self._done(self._staff.set_role(staff.staff_id, role), f"现在是{ROLE_NAMES[role]}")

    def _named(self, text: str) -> None:
        staff_id = self._staff.new_number(plain_digits(text))
        question = Question(
            "新增员工 · 姓名",
            "小票和报表上写的名字。",
            prefill=pictures.suggested_name(staff_id),
            letters=True,
        )
        self._shell.ask(question, lambda name: self._ask_role(staff_id, name))

    def _ask_role(self, staff_id: str, name: str) -> None:
        def with_role(role: str) -> None:
            self._ask_pin(
                name, lambda pin: self._done(self._staff.add(staff_id, name, Role(role), pin), "已新增")
            )

        self._shell.choose(pictures.roles_for(name), with_role)

    def _ask_pin(self, name: str, given: Callable[[str], None]) -> None:
        def again(first: str) -> None:
            def same(second: str) -> None:
                if plain_digits(second) != plain_digits(first):
                    raise PinsDiffer
                given(plain_digits(first))

            words = "再输一遍，免得按错。"
            self._shell.ask(Question(f"{name}的密码", words, decimal_point=False, secret=True), same)

        words = "请本人输入 4 至 8 位数字，别人不要看。"
        self._shell.ask(Question(f"{name}的密码", words, decimal_point=False, secret=True), again)

    def _done(self, staff: Staff, what: str) -> None:
        self.begin()
        self._shell.say(Notice(pictures.done_words(staff, what), "已记入流水。"))
