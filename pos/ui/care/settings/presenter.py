"""Decides what is asked about settings and rules. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from ipaddress import AddressValueError, IPv4Address

from pos.domain.money import format_yuan, parse_yuan
from pos.domain.shop_rules import rules_from_data, rules_to_data
from pos.domain.typed import plain_digits
from pos.errors.devices import DeviceUrlWrong
from pos.ui import page_ports
from pos.ui.care.settings import pictures
from pos.ui.page.picture import PageView
from pos.ui.places import Panel
from pos.ui.shell import Question, Shell
from pos.ui.words.notices import Notice

_DEFAULT_PORT = 9100


class SettingsPresenter:
    """Shows the list, and asks one question for each change."""

    def __init__(
        self,
        settings: page_ports.SettingsDesk,
        rules: page_ports.RulesDesk,
        view: Callable[[], PageView],
        shell: Shell,
        *,
        devices: Callable[[], tuple[str, ...]],
    ) -> None:
        """`devices` finds what a printer may be connected to."""
        self._settings, self._rules, self._view, self._shell = settings, rules, view, shell
        self._devices = devices

    def begin(self) -> None:
        """Show what is set."""
        stored = self._shell.attempt(self._settings.stored)
        if stored is None:
            return
        today, *later = self._rules.known()
        picture = pictures.settings_page(self._settings.running(), stored, today, tuple(later))
        self._view().show_page(picture)
        self._shell.open(Panel.SETTINGS)

    def acted(self, act: str) -> None:
        """A key of the page: print the test page."""
        assert act == pictures.TEST_PAGE

        def sent(_nothing: None) -> None:
            words = "几秒钟没有出纸，请看右上角打印机的灯，核对地址、电源和网线。"
            self._shell.say(Notice("测试页已发给打印机", words))

        self._shell.attempt(self._settings.print_test, sent)

    def chosen(self, key: str) -> None:
        """A line was chosen: ask for its new value."""
        if key == pictures.PRINTER:
            self._shell.choose(pictures.printers(self._devices()), self._printer)
        elif key == pictures.COLUMNS:
            self._shell.choose(pictures.papers(), lambda columns: self._change(key, int(columns)))
        elif key in pictures.MERCHANTS:
            self._ask_merchant(key)
        elif key.startswith(pictures.RULE):
            name = key.removeprefix(pictures.RULE)
            if not pictures.rule_choices(name).items:
                self._ask_sum(name)
                return
            self._shell.choose(pictures.rule_choices(name), lambda value: self._when(name, value))
        else:
            self._shell.choose(pictures.channels(key), lambda how: self._change(key, how))

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _change(self, key: str, value: str | int) -> None:
        section, _dot, name = key.partition(".")
        self._settings.change(section, name, value)
        self.begin()
        when = "马上就用；按 F3 打印一张测试页看看。"
        if section == "payment":
            when = "重新打开收银程序后生效，已记入流水。"
        self._shell.say(Notice("已改好", when))

    def _printer(self, sort: str) -> None:
        if sort == pictures.NETWORK:
            words = f"打印机自检页上有，例如 192.168.1.50；端口不是 {_DEFAULT_PORT} 的，后面加冒号和端口。"
            self._shell.ask(Question("打印机的 IP 地址", words), self._network)
        elif sort == pictures.TYPED:
            words = "例如 tcp://192.168.1.50:9100 或 file:///dev/usb/lp0。"
            self._shell.ask(
                Question("打印机的地址", words, letters=True),
                lambda url: self._change(pictures.PRINTER, url),
            )
        elif sort.startswith(pictures.DEVICE):
            self._change(pictures.PRINTER, f"file://{sort.removeprefix(pictures.DEVICE)}")
        else:
            self._change(pictures.PRINTER, sort)

    def _network(self, text: str) -> None:
        host, colon, port = plain_digits(text).partition(":")
        if set(host) <= set("0123456789."):
            try:
                IPv4Address(host)
            except AddressValueError as error:
                raise DeviceUrlWrong(url=text, cause="device.ip") from error
        self._change(pictures.PRINTER, f"tcp://{host}:{port if colon else _DEFAULT_PORT}")

    def _ask_merchant(self, key: str) -> None:
        words = "在商家平台的账户信息里；填了，对账时只算这家店的。"
        value = pictures.value_of(self._settings.stored(), key)
        self._shell.ask(
            Question(
                pictures.MERCHANTS[key],
                words,
                prefill=value,
                decimal_point=False,
                extra="不再填" if value else "",
            ),
            lambda text: self._change(key, plain_digits(text)),
            extra=lambda: self._change(key, ""),
        )

    def _ask_sum(self, name: str) -> None:
        now = rules_to_data(self._rules.on(self._rules.today()))[name]
        question = Question(pictures.rule_choices(name).title, unit="元", prefill=format_yuan(now))
        self._shell.ask(question, lambda text: self._when(name, parse_yuan(text)))

    def _when(self, name: str, value: str | int) -> None:
        today = self._rules.today()
        tomorrow = (date.fromisoformat(today) + timedelta(days=1)).isoformat()

        def given(day: str) -> None:
            rules = rules_from_data(rules_to_data(self._rules.on(day)) | {name: value})
            done = self._rules.set(rules, in_force_from=day)
            self.begin()
            self._shell.say(Notice(f"{done.in_force_from} 起照新规则", "已记入流水。"))

        self._shell.choose(pictures.days(today, tomorrow), given)
