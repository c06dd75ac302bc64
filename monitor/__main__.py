"""The platform's command line: it reads arguments, does one thing and prints the answer."""

from __future__ import annotations

import argparse
import json
import socket
import sys
from pathlib import Path

from monitor.accounts.book import listed
from monitor.accounts.first import check_may_be_reached, first_administrator
from monitor.auditing.audit import audit
from monitor.auditing.office_audit import audit_office
from monitor.clock import SystemClock
from monitor.command_words import (
    KNOWN_ERRORS,
    demo_account_lines,
    demo_code_lines,
    first_link_lines,
    journal_words,
    office_lines,
    report_lines,
    rotated_lines,
    trouble_lines,
)
from monitor.demo import CARDS, CARDS_MAX, SPECIAL, Seeded, seed
from monitor.demo_accounts import current_code
from monitor.leases.month_proposals import read_month
from monitor.leases.readiness import month_to_rehearse, readiness
from monitor.leases.readiness_words import is_ready, ready_lines, ready_text
from monitor.leases.retirement_words import retirement_lines, suspense_lines
from monitor.leases.suspense import suspense_accounts
from monitor.logs import set_up
from monitor.platform import Platform
from monitor.register.rotation import rotate
from monitor.settings import (
    DEFAULT_DATA_DIR,
    DEFAULT_HOST,
    DEFAULT_PORT,
    TLS_IN_FRONT_FLAG,
    Settings,
    check_encrypted,
    is_loopback,
)
from pos.arguments import Arguments, while_somebody_reads


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked."""
    asked = _parser().parse_args(arguments)
    set_up()
    listening: socket.socket | None = None
    try:
        if asked.command == "serve" or getattr(asked, "serve", False):
            check_encrypted(asked.host, asked.cert, asked.key, tls_in_front=asked.tls_in_front)
            listening = _listen(asked.host, asked.port)
        platform = Platform.open(Settings(asked.data_dir, asked.database_url), SystemClock())
        try:
            return _run(asked, platform, listening)
        finally:
            platform.close()
    except BrokenPipeError:  # The reader of the output has closed it; this is not an error.
        raise
    except KNOWN_ERRORS as error:
        print("\n".join(trouble_lines(error)), file=sys.stderr)
    finally:
        if listening is not None:
            listening.close()
    return 1


def _listen(host: str, port: int) -> socket.socket:
    from monitor.web.server import listen

    return listen(host, port)


def _run(asked: argparse.Namespace, platform: Platform, listening: socket.socket | None) -> int:
    if asked.command == "enrol-code":
        print(platform.issue_code(asked.till_id))
        return 0
    if asked.command == "verify":
        return _verify(platform)
    if asked.command == "retirements":
        now_ms = platform.clock.now_ms()
        lines = platform.store.read(lambda connection: retirement_lines(connection, now_ms=now_ms))
        print("\n".join(lines))
        return 0
    if asked.command == "ready":
        return _ready(asked, platform)
    if asked.command == "rotate-keys":
        print("\n".join(rotated_lines(rotate(platform.store, asked.data_dir))))
        return 0
    if asked.command == "first-administrator":
        return _first_administrator(asked, platform)
    if asked.command == "demo-code":
        print("\n".join(demo_code_lines(*current_code(platform, asked.login))))
        return 0
    if asked.command == "demo":
        seeded = seed(platform, with_codes=not asked.list, cards=asked.cards)
        if asked.json:
            print(json.dumps(_as_data(seeded), ensure_ascii=False, indent=1), flush=True)
        else:
            _tell(seeded, asked)
        if not asked.serve:
            return 0
    assert listening is not None
    _serve(asked, platform, listening)
    return 0


def _first_administrator(asked: argparse.Namespace, platform: Platform) -> int:
    link = platform.store.write(
        lambda connection: first_administrator(
            connection,
            platform.accounts,
            login=asked.login,
            name=asked.name,
            person_no=asked.person_no,
            now_ms=platform.clock.now_ms(),
        )
    )
    print("\n".join(first_link_lines(link)))
    return 0


def _ready(asked: argparse.Namespace, platform: Platform) -> int:
    now_ms = platform.clock.now_ms()
    month = month_to_rehearse(now_ms) if asked.month is None else read_month(asked.month)
    found = platform.store.read(lambda connection: readiness(connection, month, now_ms=now_ms))
    print("\n".join(ready_text(found)))
    return 0 if is_ready(ready_lines(found)) else 1


def _verify(platform: Platform) -> int:
    report = audit(platform.store, progress=lambda *journal: print(journal_words(*journal), file=sys.stderr))
    office = audit_office(platform.store)
    print("\n".join([*report_lines(report), *office_lines(office)]))
    kept = platform.store.read(
        lambda connection: suspense_lines(connection, suspense_accounts(connection), silent=True)
    )
    for line in kept:
        print(line)
    return 0 if report.first_bad is None and not office.bad else 1


def _serve(asked: argparse.Namespace, platform: Platform, listening: socket.socket) -> None:
    from monitor.web.app import make_app
    from monitor.web.server import Limits, Tls, make_server

    loopback = is_loopback(asked.host)
    by_others = asked.tls_in_front or not loopback
    if by_others:
        platform.store.read(lambda connection: check_may_be_reached(connection, platform.accounts))
    tls = None if asked.cert is None else Tls(asked.cert, asked.key)
    hosts = ("localhost", "127.0.0.1", "[::1]", asked.host) if not by_others else ("*",)
    app = make_app(platform, hosts=hosts, is_behind_proxy=asked.tls_in_front)
    server = make_server(app, limits=Limits(), tls=tls)
    scheme, name = "http" if tls is None else "https", f"[{asked.host}]" if ":" in asked.host else asked.host
    where = f"{scheme}://{name}:{asked.port}"
    is_open = not by_others and platform.store.read(lambda c: all(each.is_demo for each in listed(c)))
    who = "还没有真正的账号：只有这台机器上的浏览器能看页面，不用登录" if is_open else "请用账号登录"
    print(f"监管平台 {where}（接口文档 {where}/docs）。{who}。", flush=True)
    platform.finish_what_was_cut_short()
    server.run(sockets=[listening])


def _tell(seeded: Seeded, asked: argparse.Namespace) -> None:
    count = f"{seeded.count:,}"
    print(f"演示用的慈善会：14 家门店、22 台收银机、{count} 张爱心卡（姓名、卡号均为虚构）。\n")
    print("可试的爱心卡：")
    for demo, card in seeded.cards:
        store = "没有常去门店" if demo.store_id is None else f"常去{seeded.stores[demo.store_id]}"
        print(f"  {card.card_no}  {card.masked_name}  {demo.words}（{store}）")
    if seeded.codes:
        print("\n收银机的一次性登记码（24 小时内有效，只能用一次；再运行一次本命令，旧码作废、另发新码）：")
        for till_id, code in seeded.codes.items():
            print(f"  {till_id:7}{code}")
    print("\n" + "\n".join(demo_account_lines(seeded.accounts)))
    if seeded.enrolled:
        print(f"\n已登记：{'、'.join(seeded.enrolled)}")
    if not asked.serve:
        options = f" --data-dir {asked.data_dir}" if asked.data_dir != DEFAULT_DATA_DIR else ""
        options += " --database-url …" if asked.database_url else ""
        print(f"\n下一步：python -m monitor serve{options}")


def _as_data(seeded: Seeded) -> dict[str, object]:
    return {
        "codes": seeded.codes,
        "enrolled": list(seeded.enrolled),
        "accounts": [
            {
                "login": each.login,
                "name": each.name,
                "roles": each.role_words,
                "password": each.password,
                "totp_secret": each.totp_secret,
            }
            for each in seeded.accounts
        ],
        "cards": [
            {
                "card_no": card.card_no,
                "masked_name": card.masked_name,
                "what": demo.what,
                "words": demo.words,
                "store_id": demo.store_id,
            }
            for demo, card in seeded.cards
        ],
    }


def _cards_asked(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not len(SPECIAL) <= int(text) <= CARDS_MAX:
        raise argparse.ArgumentTypeError(f"要填 {len(SPECIAL)} 到 {CARDS_MAX} 之间的整数")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = Arguments(prog="python -m monitor", description="惠民超市监管平台")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    serve = commands.add_parser("serve", help="启动平台")
    demo = commands.add_parser("demo", help="建一个演示用的慈善会：门店、爱心卡、商品")
    code = commands.add_parser("enrol-code", help="给一台收银机发一次性登记码（24 小时内有效）")
    demo_code = commands.add_parser("demo-code", help="演示账号现在的动态码（真账号没有这个命令）")
    verify = commands.add_parser("verify", help="重读全部流水，和各项合计、操作记录、每项申请的复核核对")
    retirements = commands.add_parser("retirements", help="停用的收银机：还留着多少额度，补传了多少旧账")
    ready = commands.add_parser("ready", help="月初准备检查：1 号各台收银机的额度是否都会到位")
    ready.add_argument("--month", metavar="月份", help="例如 2026-12（不写就是下个月）")
    rotation = commands.add_parser("rotate-keys", help="更换登记信息的密钥，全部重新加密（平台先停下）")
    first = commands.add_parser(
        "first-administrator",
        help="开平台的头两个账号：第一次运行开系统管理员，第二次为另一个人开安全管理员，以后不能再用",
    )
    first.add_argument("--login", required=True, metavar="登录名", help="例如 wang.min")
    first.add_argument("--name", required=True, metavar="姓名", help="本人姓名")
    first.add_argument("--person-no", required=True, metavar="工号", help="单位自己编的号，一人一个")
    demo_code.add_argument("login", metavar="登录名", help="例如 demo-maker")
    code.add_argument("till_id", metavar="收银机编号", help="例如 S01-1")
    demo.add_argument("--list", action="store_true", help="只列出爱心卡，不发登记码")
    demo.add_argument(
        "--cards",
        type=_cards_asked,
        default=CARDS,
        metavar="张数",
        help=f"虚构多少张爱心卡（%(default)s，最多 {CARDS_MAX}）",
    )
    demo.add_argument("--json", action="store_true", help="用 JSON 输出")
    demo.add_argument("--serve", action="store_true", help="建好马上启动")
    for command in (serve, demo, code, demo_code, verify, retirements, ready, rotation, first):
        command.add_argument(
            "--data-dir",
            type=Path,
            default=DEFAULT_DATA_DIR,
            metavar="文件夹",
            help="数据库和密钥放在哪里（%(default)s）",
        )
        command.add_argument(
            "--database-url",
            metavar="地址",
            help="sqlite:///… 或 postgresql://…（不写就放在数据目录里）",
        )
    for command in (serve, demo):
        command.add_argument(
            "--host",
            default=DEFAULT_HOST,
            metavar="地址",
            help="在哪个地址上提供服务（%(default)s：只有本机）",
        )
        command.add_argument(
            "--port",
            type=int,
            default=DEFAULT_PORT,
            metavar="端口",
            help="端口（%(default)s）",
        )
        command.add_argument(
            "--cert",
            type=Path,
            metavar="文件",
            help="TLS 证书（PEM，含中间证书），和 --key 一起给",
        )
        command.add_argument(
            "--key",
            type=Path,
            metavar="文件",
            help="证书的私钥（PEM）",
        )
        command.add_argument(
            TLS_IN_FRONT_FLAG,
            dest="tls_in_front",
            action="store_true",
            help="前面另有程序（反向代理）加密，别的电脑只能从它那里连过来",
        )
    return parser


if __name__ == "__main__":
    sys.exit(while_somebody_reads(main))
