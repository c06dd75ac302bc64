"""Asks before a person leaves by mistake: sign-out before a shift, closing the window. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from pos.ui import ports
from pos.ui.shell import Confirmation, Shell


class Leaving:
    """Two ways out of the window, and what would be left behind."""

    def __init__(self, till: ports.Till, shell: Shell, sign_out: Callable[[], None]) -> None:
        self._till, self._shell, self._sign_out = till, shell, sign_out

    def ask_to_sign_out(self) -> None:
        """Esc before the shift is open, or 换人登录 at any time: asks first, so one key signs nobody out."""
        person = self._till.people.signed_in
        name = "" if person is None else person.name
        if self._till.shifts.current() is None:
            words, no = f"{name}还没有开班；退出后由下一位登录。", "接着开班"
        elif self._till.checkout.state.basket.is_untouched:
            words, no = f"{name}退出登录，班次开着，由下一位登录接着收银。", "不退出"
        else:
            words, no = f"{name}退出登录，这一单留着，由下一位登录接着做。", "不退出"
        question = Confirmation("退出登录", words, yes="退出登录", no=no, enter_stays=True)
        self._shell.confirm(question, self._sign_out)

    def holds(self) -> bool:
        """Whether a person is at work here: a shift or a sale is open."""
        return self._till.shifts.current() is not None or not self._till.checkout.state.basket.is_untouched

    def ask_to_close(self, close: Callable[[], None]) -> None:
        """The window's × was pressed while a person is at work."""
        basket = self._till.checkout.state.basket
        if basket.paying:
            words = "这一单正在收款，还没有收完。关掉后再打开，会接着收这一单。"
        elif not basket.is_untouched:
            words = "这一单还没有结完。关掉后再打开，商品都还在。"
        else:
            words = "班次还开着，没有交班。关掉后再打开，登录就能接着收银。"
        question = Confirmation("关闭收银程序", words, yes="关闭", no="不关", enter_stays=True)
        self._shell.confirm(question, close)
