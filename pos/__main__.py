"""The command line of the till: `python -m pos …` (DESIGN 8.2)."""

from __future__ import annotations

import argparse
import getpass
import io
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pos.arguments import Arguments, while_somebody_reads
from pos.errors import PosError
from pos.services.installation.settings import Settings, read_settings

if TYPE_CHECKING:
    from pos.services.till import Till


def main(arguments: list[str]) -> int:
    """Run one command; a refusal is one sentence on stderr and exit code 2."""
    # Scripts price many baskets: nothing else is imported for it.
    if arguments[:1] == ["quote"] and not {"-h", "--help"} & set(arguments):
        from pos.commands.quote import main as quote_main

        return quote_main(arguments[1:])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # A terminal without Chinese ends no command.
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        return _run(chosen)
    except PosError as error:
        return _refused(error)


def _parser() -> argparse.ArgumentParser:
    parser = Arguments(prog="python -m pos", description="慈善惠民超市收银机")
    parser.add_argument(
        "--config", type=Path, default=Path("till.toml"), metavar="文件", help="设置文件（till.toml）"
    )
    parser.add_argument("--training", action="store_true", help="练习：另用一本账，永不上传")
    parser.add_argument(
        "--headless", action="store_true", help="不开窗口：从标准输入读命令，向标准输出写 JSON"
    )
    commands = parser.add_subparsers(dest="command", metavar="命令")
    quote = commands.add_parser("quote", help="给一篮商品计价：读 JSON，写 JSON")
    quote.add_argument("file", metavar="文件", help="JSON 文件；写 - 就从标准输入读")
    verify = commands.add_parser("verify", help="从头验证一本账，指出第一条不对的流水")
    verify.add_argument("ledger", type=Path, metavar="账本", help="例如 till-data/ledger.db")
    verify.add_argument("--public-key", metavar="公钥", help="十六进制；不写就用账本旁边 device.key 里的")
    verify.add_argument(
        "--federation-key", metavar="公钥", help="十六进制；不写就用账本旁边 identity.json 里的"
    )
    enrol = commands.add_parser("enrol", help="用一次性登记码把本机接入平台")
    enrol.add_argument("code", metavar="登记码", help="慈善会发的一次性登记码")
    enrol.add_argument("--again", action="store_true", help="重新登记：换新密钥，另开新账")
    goods = commands.add_parser("goods", help="看商品文件（CSV、XLSX）会改什么；加 --apply 才写入")
    goods.add_argument(
        "what",
        metavar="文件|history|labels|check",
        help="商品文件；或查：history 价格记录，labels 价签，check 核对类别",
    )
    goods.add_argument("code", nargs="?", metavar="编码", help="history：哪一种商品")
    goods.add_argument("--apply", action="store_true", help="写入；不加只是预览")
    goods.add_argument("--allow-removals", action="store_true", help="文件里没有的商品下架")
    goods.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="列=表头",
        help="文件里哪一列是什么：类别=类目、单位==件；更新后同样的文件不用再写",
    )
    goods.add_argument("--staff", metavar="工号", help="谁授权的，记在价格记录里，会问密码")
    goods.add_argument("--pin-from-stdin", action="store_true", help="从标准输入读密码，给脚本用")
    goods.add_argument("--changed-since", metavar="日期", help="labels：这天以后改过价的")
    goods.add_argument("--format", choices=["csv", "xlsx"], default="csv", help="labels 的格式")
    goods.add_argument("--output", type=Path, metavar="文件", help="labels：写到文件，不显示")
    report = commands.add_parser("report", help="一天的报表；收银机开着也可以看")
    report.add_argument("what", choices=["day"], metavar="报表", help="写 day：日报表")
    report.add_argument("date", metavar="日期", help="例如 2026-11-23")
    report.add_argument("--format", choices=["text", "json", "xlsx", "pdf"], default="text", help="格式")
    report.add_argument("--output", type=Path, metavar="文件", help="写到文件，不显示")
    staff = commands.add_parser("staff", help="登记一位员工，会问密码")
    staff.add_argument("staff_id", metavar="工号", help="字母和数字，最多 12 位")
    staff.add_argument("name", metavar="姓名", help="最多 20 个字")
    staff.add_argument(
        "role",
        metavar="岗位",
        choices=["cashier", "manager", "trainee"],
        help="写 cashier 收银员，manager 店长，trainee 见习",
    )
    staff.add_argument("--pin-from-stdin", action="store_true", help="从标准输入读密码，给脚本用")
    rules = commands.add_parser("rules", help="店内规则：看现在的；set 由店长改")
    rules.add_argument(
        "what", nargs="?", choices=["show", "set"], default="show", metavar="动作", help="写 show 看，set 改"
    )
    rules.add_argument("rules", nargs="*", metavar="规则=值", help="例如 cash_rounding=down_to_jiao")
    rules.add_argument("--staff", metavar="工号", help="set：哪位店长，会问密码")
    rules.add_argument("--pin-from-stdin", action="store_true", help="从标准输入读密码，给脚本用")
    settle = commands.add_parser("settle", help="三方对账：本店、渠道账单、慈善会补贴账户")
    settle.add_argument("date", metavar="日期", help="营业日期，例如 2026-11-23")
    for channel, what in (("wechat", "微信交易账单"), ("alipay", "支付宝业务明细")):
        settle.add_argument(
            f"--{channel}",
            type=Path,
            action="append",
            default=[],
            metavar="文件",
            help=f"{what}（CSV 或压缩包）；前后几天的可以一起给",
        )
        settle.add_argument(
            f"--{channel}-merchant",
            metavar="号码",
            help="本店的商户号或门店编号",
        )
    settle.add_argument("--federation", type=Path, metavar="文件", help="慈善会补贴账户（CSV）")
    settle.add_argument("--format", choices=["text", "json", "xlsx"], default="text", help="格式")
    settle.add_argument("--output", type=Path, metavar="文件", help="写到文件，不显示")
    return parser


def _run(chosen: argparse.Namespace) -> int:
    if chosen.command == "quote":  # With options in front of it; they change nothing.
        from pos.commands.quote import main as quote_main

        return quote_main([chosen.file])
    if chosen.command == "verify":
        from pos.commands.verify import run as verify

        return verify(chosen.ledger, chosen.public_key, chosen.federation_key, chosen.config)
    settings = read_settings(chosen.config)
    from pos.services.installation.logs import logging_into

    with logging_into(settings.data_dir):
        try:
            return _run_with(settings, chosen)
        except PosError as error:
            return _refused(error)


def _refused(error: PosError) -> int:
    """Say an error in words; its code stands in the log."""
    from pos.commands.shown import escaped
    from pos.ui.words.notices import notice_of

    said = notice_of(error)
    print(escaped(f"{said.title} {said.what_next}"), file=sys.stderr)
    return 2


def _run_with(settings: Settings, chosen: argparse.Namespace) -> int:
    if chosen.command == "enrol":
        from pos.bootstrap import enrol

        done = enrol(settings, chosen.code, again=chosen.again)
        identity = done.identity
        print(f"已接入平台：{identity.store_name} {identity.till_id}（第 {identity.epoch} 次登记）")
        if done.ledger_aside is not None:
            waiting = "条数不明" if done.waiting is None else f"{done.waiting} 条"
            print(
                f"注意：原账本已另存为 {done.ledger_aside}，其中还有流水平台没有收到（{waiting}）。"
                "请不要删除，交给技术支持。",
                file=sys.stderr,
            )
        return 0
    if chosen.command == "goods":
        return _goods(settings, chosen)
    if chosen.command == "settle":
        return _settle(settings, chosen)
    if chosen.command == "report":
        from pos.commands.report import run as report

        return report(settings, chosen.date, chosen.format, chosen.output)
    if chosen.command == "staff":
        return _add_staff(settings, chosen)
    if chosen.command == "rules":
        return _rules(_for(settings, training=chosen.training), chosen)
    if chosen.headless:
        from pos.bootstrap import build_till, real_world
        from pos.commands.headless.front import in_utf8
        from pos.commands.headless.front import run as headless

        in_utf8(sys.stdin, sys.stdout)
        till = build_till(_for(settings, training=chosen.training), real_world())
        try:
            return headless(till, sys.stdin, sys.stdout)
        finally:
            till.close()
    return _windows(settings, training=chosen.training)


def _windows(settings: Settings, *, training: bool) -> int:
    """Run the window, then the training till's and back, until a person closes it."""
    from pos.ui.frame.app import run as window

    before = None
    while True:
        chosen = _for(settings, training=training)
        ended = window(chosen, partial(_till_with_screen, chosen), before)
        if isinstance(ended, int):
            return ended
        before, training = ended, not training


def _for(settings: Settings, *, training: bool) -> Settings:
    if not training:
        return settings
    from pos.services.practice.training import training_settings

    return training_settings(settings)


def _goods(settings: Settings, chosen: argparse.Namespace) -> int:
    """A file is named like one of the questions only with a folder in front: `./check`."""
    from pos.commands import goods, goods_prices

    if chosen.what == "history":
        if chosen.code is None:
            print("goods history 后面要写商品编码。", file=sys.stderr)
            return 2
        return goods_prices.history(settings, chosen.code)
    if chosen.what == "labels":
        return goods_prices.labels(
            settings, changed_since=chosen.changed_since, form=chosen.format, output=chosen.output
        )
    if chosen.what == "check":
        return goods_prices.check(settings)
    pin = _pin(chosen) if chosen.apply and chosen.staff is not None else ""
    if pin is None:
        return 2
    return goods.run(
        settings,
        Path(chosen.what),
        apply=chosen.apply,
        allow_removals=chosen.allow_removals,
        staff_id=chosen.staff,
        pin=pin,
        said=chosen.map,
    )


def _settle(settings: Settings, chosen: argparse.Namespace) -> int:
    from pos.commands.settle import run as settle
    from pos.services.clock import SystemClock
    from pos.services.settlement.settling import SettlementFiles

    files = SettlementFiles(
        wechat=chosen.wechat,
        alipay=chosen.alipay,
        federation=chosen.federation,
        wechat_merchant=chosen.wechat_merchant or settings.wechat_merchant,
        alipay_merchant=chosen.alipay_merchant or settings.alipay_merchant,
    )
    return settle(settings, files, SystemClock(), date=chosen.date, form=chosen.format, output=chosen.output)


def _till_with_screen(settings: Settings, screen: Callable[[bytes], None]) -> Till:
    """Build the till after the window's first paint: the books' libraries take longer than Qt."""
    from pos.bootstrap import build_till, real_world

    return build_till(settings, real_world(screen))


def _rules(settings: Settings, chosen: argparse.Namespace) -> int:
    """The till itself is opened for it: its rules stand in its journal."""
    from pos.bootstrap import build_till, real_world
    from pos.commands.rules import change, show

    pin: str | None = None
    if chosen.what == "set":
        if chosen.staff is None or not chosen.rules:
            print("rules set 后面要写规则和 --staff 工号，例如 cash_rounding=down_to_jiao。", file=sys.stderr)
            return 2
        pin = _pin(chosen)
        if pin is None:
            return 2
    till = build_till(settings, real_world())
    try:
        return show(till) if pin is None else change(till, chosen.rules, chosen.staff, pin)
    finally:
        till.close()


def _pin(chosen: argparse.Namespace) -> str | None:
    """A typed PIN; None, after printing why, when no person can type one."""
    if not chosen.pin_from_stdin and not sys.stdin.isatty():
        print("没有终端，不能输入密码；在脚本里请用 --pin-from-stdin。", file=sys.stderr)
        return None
    return sys.stdin.readline().strip() if chosen.pin_from_stdin else getpass.getpass("密码（4–8 位数字）：")


def _add_staff(settings: Settings, chosen: argparse.Namespace) -> int:
    from pos.bootstrap import open_catalogue
    from pos.domain.people.staff import Role
    from pos.services.clock import UuidIds
    from pos.services.installation.command_notes import note_staff
    from pos.services.people.sign_in import add_staff
    from pos.services.words.act_words import ROLE_NAMES

    pin = _pin(chosen)
    if pin is None:
        return 2
    catalogue = open_catalogue(settings)
    try:
        known = catalogue.staff(chosen.staff_id)
        staff = add_staff(
            catalogue, staff_id=chosen.staff_id, name=chosen.name, role=Role(chosen.role), pin=pin
        )
        note_staff(settings.data_dir, UuidIds(), staff, before=None if known is None else known.staff)
    finally:
        catalogue.close()
    print(f"已保存：工号 {staff.staff_id}，{staff.name}，{ROLE_NAMES[staff.role]}")
    return 0


if __name__ == "__main__":
    sys.exit(while_somebody_reads(lambda: main(sys.argv[1:])))
