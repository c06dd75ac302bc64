"""Every route says who may call it, and the door holds it: accounts, roles, stores of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import Connection, insert
from starlette.testclient import TestClient

from monitor.acts.actor import Actor
from monitor.platform import Platform
from monitor.store import office_tables
from monitor.web.access import OPEN, VIEW, Who, asks, check_declared, declared
from monitor.web.app import make_app
from monitor.web.visitors import COOKIE, StorePlace, stores_seen
from tests.monitor.conftest import HERE, MORNING_MS, EnrolledTill, card_no
from tests.monitor.web.test_pages import text_of

ELSEWHERE = ("192.0.2.7", 50_000)
TODAY = "2026-11-23"
SIGNED_WITHOUT = ("/api/v1/ping", "/api/v1/enrol")  # A ping needs no proof, an enrolment has its code.


@dataclass(frozen=True)
class AScope:
    kind: str
    of: str = ""


@dataclass(frozen=True)
class AVisitor:
    actor: Actor
    csrf: str
    scopes: tuple[AScope, ...]


class SomeAccounts:
    """Cookies that stand for visitors."""

    def __init__(self, **visitors: AVisitor) -> None:
        self._visitors = visitors

    def glance(self, connection: Connection, cookie: str, *, now_ms: int) -> AVisitor | None:
        """Whose cookie it is."""
        return self._visitors.get(cookie)

    def visitor(self, connection: Connection, cookie: str, *, now_ms: int) -> AVisitor | None:
        """Whose cookie it is."""
        return self._visitors.get(cookie)


def somebody(*permissions: str, scopes: tuple[AScope, ...] = (AScope("all"),)) -> AVisitor:
    return AVisitor(Actor("a-1", "李明", ("viewer",), frozenset(permissions)), "token", scopes)


VIEWS = VIEW.permission
ACCOUNTS = SomeAccounts(
    all=somebody(VIEWS),
    nothing=somebody("another.thing"),
    first=somebody(VIEWS, scopes=(AScope("store", "S01"),)),
    street=somebody(VIEWS, scopes=(AScope("street", "望江路街道"),)),
    company=somebody(VIEWS, scopes=(AScope("company", "民惠商贸"),)),
    nowhere=somebody(VIEWS, scopes=()),
)


def add_account(platform: Platform) -> None:
    """An account that is only invited yet."""
    row = {
        "account_id": "a-1",
        "login": "ming",
        "person_no": "1",
        "name": "李明",
        "state": "invited",
        "roles": "[]",
        "version": 1,
        "made_ms": MORNING_MS,
        "is_demo": False,
    }
    platform.store.write(lambda connection: connection.execute(insert(office_tables.account).values(**row)))


@contextmanager
def browsing(
    platform: Platform, cookie: str | None = None, *, client: tuple[str, int] = HERE
) -> Iterator[TestClient]:
    cookies = {} if cookie is None else {COOKIE: cookie}
    with TestClient(make_app(platform, accounts=ACCOUNTS), client=client, cookies=cookies) as talking:
        yield talking


def viewed(app: FastAPI) -> list[str]:
    """The addresses of the pages that need the viewing permission."""
    found = [
        each.path.format(store_id="S01", date=TODAY)
        for each in declared(app)
        if each.access == VIEW and each.method == "GET"
    ]
    assert len(found) >= 9
    return found


def test_every_route_declares_who_may_call_it(app: FastAPI) -> None:
    every = list(declared(app))

    assert len(every) >= 20
    assert [each for each in every if each.access is None] == []


def test_an_application_with_a_silent_route_is_not_built(app: FastAPI) -> None:
    router = APIRouter()
    router.get("/forgotten")(lambda: "open")
    app.include_router(router)

    with pytest.raises(AssertionError, match="GET /forgotten"):
        check_declared(app)


def test_a_route_that_declares_two_things_declares_nothing() -> None:
    app = FastAPI(openapi_url=None)
    app.get("/both", dependencies=[asks(OPEN), asks(VIEW)])(lambda: "which?")

    assert [each.access for each in declared(app)] == [None]


def test_what_is_for_tills_is_refused_without_a_signature(app: FastAPI, client: TestClient) -> None:
    of_tills = [each for each in declared(app) if each.path.startswith("/api/")]

    assert {each.path: each.access and each.access.who for each in of_tills}.pop(
        "/api/v1/ping"
    ) is Who.ANYBODY
    for each in of_tills:
        if each.path not in SIGNED_WITHOUT:
            assert each.access is not None
            assert each.access.who is Who.TILL, each.path
            refused = client.request(each.method, each.path, content=b"")
            assert (refused.status_code, refused.json()["code"]) == (401, "request.unsigned"), each.path


def test_without_any_account_the_pages_are_shown_on_this_machine_alone(platform: Platform) -> None:
    with browsing(platform) as here, browsing(platform, client=ELSEWHERE) as elsewhere:
        for path in viewed(make_app(platform)):
            assert here.get(path).status_code == 200, path
            assert elsewhere.get(path).status_code == 401, path


def test_from_the_first_account_on_the_pages_ask_who_looks(platform: Platform) -> None:
    add_account(platform)

    with browsing(platform) as nobody, browsing(platform, "all") as viewer:
        for path in viewed(make_app(platform)):
            answer = nobody.get(path)
            assert answer.status_code == 401, path
            assert "浆洗街店" not in answer.text
            assert viewer.get(path).status_code == 200, path


def test_a_role_without_the_permission_sees_words_and_no_figures(platform: Platform) -> None:
    with browsing(platform, "nothing") as other:
        for path in viewed(make_app(platform)):
            answer = other.get(path)
            assert answer.status_code == 403, path
            assert "您的角色看不到这一页" in answer.text
            assert "浆洗街店" not in answer.text


def test_a_cookie_of_nobody_is_no_cookie(platform: Platform) -> None:
    add_account(platform)

    with browsing(platform, "forged") as forger:
        assert forger.get("/").status_code == 401


def test_whoever_belongs_to_one_store_sees_its_figures_and_no_others(
    platform: Platform, enrolled: EnrolledTill
) -> None:
    for till_id, card, quantity in (("S01-1", 1, 1_000), ("S02-1", 5, 2_000)):
        till = enrolled(till_id)
        till.sell(("蔬菜", quantity), card_no=card_no(card))
        till.sell(("零食", quantity))
        till.upload()

    with browsing(platform, "first") as first, browsing(platform, "all") as all_of_them:
        assert "本月公众消费 ¥10.00" in text_of(first)
        assert "本月公众消费 ¥30.00" in text_of(all_of_them)
        for path in (
            "/",
            "/parts/overview",
            "/alerts",
            "/days",
            f"/days/{TODAY}",
            f"/settlement/{TODAY}.csv",
        ):
            assert "望江路店" not in first.get(path).text, path
        assert "望江路店" in all_of_them.get("/").text
        assert "使用率" not in text_of(first), "what all cards may use is not one store's"
        assert (
            first.get("/stores/S01").status_code == first.get(f"/stores/S01/days/{TODAY}").status_code == 200
        )
        assert (
            first.get("/stores/S02").status_code == first.get(f"/stores/S02/days/{TODAY}").status_code == 404
        )


@pytest.mark.parametrize(
    ("cookie", "shown", "hidden"),
    [
        ("street", ["望江路店"], ["浆洗街店"]),
        ("company", ["望江路店", "浆洗街店"], []),
        ("nowhere", [], ["望江路店"]),
    ],
)
def test_a_street_and_a_company_see_their_stores(
    platform: Platform, cookie: str, shown: list[str], hidden: list[str]
) -> None:
    with browsing(platform, cookie) as viewer:
        page = text_of(viewer)
        assert all(name in page for name in shown)
        assert not any(name in page for name in hidden)


def test_a_scope_of_tomorrow_reaches_nothing() -> None:
    place = StorePlace("S01", "浆洗街街道", "民惠商贸")

    assert stores_seen([AScope("planet", "S01")], [place]) == frozenset()
    assert stores_seen([AScope("planet"), AScope("store", "S01")], [place]) == frozenset({"S01"})
    assert stores_seen([AScope("store", "S01"), AScope("all")], [place]) is None
