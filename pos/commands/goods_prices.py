"""`python -m pos goods history|labels|check`: past prices, shelf labels, and a check of categories."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from pos.bootstrap import open_catalogue
from pos.commands.shown import escaped
from pos.domain.calendar import shanghai
from pos.domain.goods.goods_change import PriceChange
from pos.domain.money import Fen, format_yuan
from pos.domain.programme.programme import Programme
from pos.domain.shop_rules import ShopRules, rules_on
from pos.ledger import queries
from pos.ledger.readers import Readers
from pos.services.clock import SystemClock
from pos.services.goods.price_desk import PriceDesk
from pos.services.goods.price_labels import labels_csv, labels_workbook
from pos.services.installation.identity import DEFAULT_CARD_ISSUER, LEDGER_FILE, load_identity
from pos.services.installation.settings import Settings
from pos.services.installation.shipped import load_default_programme, load_shop_rules
from pos.services.reports.export import write_report
from pos.ui.words.goods_words import source_words

_KNOWS_RULES = 3  # The version of a ledger since which it keeps the shop's rules.


@contextmanager
def _price_desk(settings: Settings) -> Iterator[PriceDesk]:
    """The price desk alone. Beside a running till it is safe.

    Raises CatalogueDamaged, LedgerUnwritable.
    """
    with ExitStack() as opened:
        catalogue = open_catalogue(settings)
        opened.callback(catalogue.close)
        ledger_file = settings.data_dir / LEDGER_FILE
        adopted: tuple[Programme, ...] = ()
        own: tuple[ShopRules, ...] = ()
        if ledger_file.exists():
            readers = Readers(ledger_file)
            opened.callback(readers.close)
            adopted = queries.programmes(readers)
            version = readers.row("PRAGMA user_version")
            if version is not None and version[0] >= _KNOWS_RULES:
                own = queries.shop_rules(readers)
        shipped = load_shop_rules()
        identity = load_identity(settings.data_dir)
        yield PriceDesk(
            catalogue,
            lambda: adopted,
            load_default_programme(),
            SystemClock(),
            settings.labels,
            DEFAULT_CARD_ISSUER if identity is None else identity.card_issuer,
            lambda day: rules_on(shipped, own, day),
        )


def history(settings: Settings, code: str) -> int:
    """Every change of one article, the newest first. Raises BarcodeUnknown."""
    with _price_desk(settings) as desk:
        goods = desk.catalogue.goods_by_code(code)
        changes = desk.history(code)
        names = {each.staff_id: each.name for each in desk.catalogue.staff_list()}
    if goods is not None:
        print(escaped(f"{goods.code} {goods.full_name} 现价 {format_yuan(goods.price)} 元/{goods.unit}"))
    if not changes:
        print("没有改过价格或类别的记录。")
    for change in changes:
        print(escaped(_change_words(change, names)))
    return 0


def labels(settings: Settings, *, changed_since: str | None, form: str, output: Path | None) -> int:
    """Both prices of every article, or of those that changed since a date. Exit code 2 for a bad date.

    Raises ReportUnwritable.
    """
    try:
        since = None if changed_since is None else date.fromisoformat(changed_since).isoformat()
    except ValueError:
        print("--changed-since 后面要写日期，例如 2026-11-01。", file=sys.stderr)
        return 2
    if form == "xlsx" and output is None:
        print("XLSX 要写进文件，请加 --output 文件名。", file=sys.stderr)
        return 2
    with _price_desk(settings) as desk:
        found = desk.labels(since)
        unpriced = desk.without_price()
    if unpriced:
        print(f"有 {unpriced} 种商品还没有价格，没有出价签。", file=sys.stderr)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(labels_csv(found).encode())  # UTF-8 whatever the screen speaks: it says so.
        sys.stdout.buffer.flush()
        return 0
    title = f"{settings.store_name} 价签"
    content = labels_csv(found).encode() if form == "csv" else labels_workbook(found, title=title)
    write_report(output, content, make_folder=False)
    print(f"已写 {len(found)} 张价签：{escaped(str(output))}")
    return 0


def check(settings: Settings) -> int:
    """Goods on file twice, or whose category is not the one the federation approved. Exit code 1 then."""
    catalogue = open_catalogue(settings)
    try:
        doubles = catalogue.doubles()
        for same in doubles:
            told = "，".join(f"{goods.code} {goods.full_name} {format_yuan(goods.price)}" for goods in same)
            print(escaped(f"同一个条码建了两种：{told}。再导入一次商品文件，会按文件合成一种。"))
        if "categories" not in catalogue.versions():
            print("本机还没有收到慈善会的商品类别目录；联网同步后再核对。")
            return 1 if doubles else 0
        differing = catalogue.differing_categories()
        count = catalogue.goods_count()
    finally:
        catalogue.close()
    wrong = [(goods, approved) for goods, approved in differing if approved is not None]
    absent = [goods for goods, approved in differing if approved is None]
    for goods, approved in wrong:
        print(escaped(f"类别不同 {goods.code} {goods.full_name}：本店 {goods.category}，目录 {approved}"))
    for goods in absent:
        print(escaped(f"不在目录 {goods.code} {goods.full_name}：本店 {goods.category}"))
    print(f"共 {count} 种：类别不同 {len(wrong)} 种（销售时按目录算），不在目录 {len(absent)} 种。")
    return 1 if differing or doubles else 0


def _person(staff_id: str, names: Mapping[str, str]) -> str:
    """A person by name; one who has left since has the number alone."""
    name = names.get(staff_id)
    return f"工号 {staff_id}" if name is None else f"{name}（工号 {staff_id}）"


def _change_words(change: PriceChange, names: Mapping[str, str]) -> str:
    parts = [f"{shanghai(change.at_ms):%Y-%m-%d %H:%M}"]
    if change.price_before != change.price_after:
        parts.append(f"价格 {_price(change.price_before)} → {_price(change.price_after)}")
    if change.category_before != change.category_after:
        parts.append(f"类别 {change.category_before or '无'} → {change.category_after or '无'}")
    parts.append(source_words(change.source))
    if change.staff_id:
        approved = f"（{_person(change.approver, names)}授权）" if change.approver else ""
        parts.append(_person(change.staff_id, names) + approved)
    return "  ".join(parts)


def _price(price: Fen | None) -> str:
    return "无" if price is None else format_yuan(price)
