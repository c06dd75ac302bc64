"""The rooms besides the sale: their presenters, and which line of the menu leads to each. No Qt.

A new room: make its presenter here, name its act in `acts`; the menu's line is in `pos.ui.help.acts`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from pos.services.return_state import CompletedReturn
from pos.ui import ports
from pos.ui.goods.presenter import GoodsPresenter
from pos.ui.help.acts import MoreAct
from pos.ui.places import Panel, Screen
from pos.ui.price.presenter import PricePresenter
from pos.ui.returns.presenter import ReturnsPresenter
from pos.ui.self_test.presenter import SelfTestPresenter
from pos.ui.shell import Confirmation, Shell


class Rooms(Protocol):
    """Where the views are; each is made when it is first asked for."""

    def sheet_of(self, panel: Panel) -> Any: ...
    def screen_of(self, screen: Screen) -> Any: ...
    def switch_training(self) -> None: ...


class Desks:
    """Owns the presenters of the rooms that the menu leads to."""

    def __init__(
        self,
        till: ports.Till,
        rooms: Rooms,
        shell: Shell,
        background: ports.Background,
        *,
        training: bool = False,
        returned: Callable[[CompletedReturn], None],
    ) -> None:
        """`returned` shows a return that was done, with its slip."""
        self._training = training
        self._till, self._rooms, self._shell, self._background = till, rooms, shell, background
        self.self_test = SelfTestPresenter(
            till.self_test, lambda: rooms.sheet_of(Panel.SELF_TEST), shell, background
        )
        self.price = PricePresenter(till.prices, till.goods, lambda: rooms.sheet_of(Panel.PRICE), shell)
        self.goods = GoodsPresenter(till.goods_import, lambda: rooms.sheet_of(Panel.GOODS), shell, background)
        self.returns = ReturnsPresenter(
            till.returns, lambda: rooms.sheet_of(Panel.RETURN), shell, background, returned
        )
        self.acts: dict[MoreAct, Callable[[], None]] = {
            MoreAct.RETURN: self.returns.begin,
            MoreAct.VOID: self.returns.begin_void,
            MoreAct.GOODS: self.goods.begin,
            MoreAct.SELF_TEST: self.self_test.begin,
            MoreAct.TRAINING: self._switch_training,
        }

    def _switch_training(self) -> None:
        """To the till to practise on, and back. The open sale stays where it is, on disk."""
        if self._training:
            question = Confirmation("结束练习", "回到正式收银；练习的账本留着，下次接着练。", yes="结束练习")
        else:
            words = "练习用另一本账，不入账、不上传；没结完的一单会留着，回来接着收。"
            question = Confirmation("进入练习模式", words, yes="进入练习")
        self._shell.confirm(question, self._rooms.switch_training)
