"""The chapters at the tills: the benefit everywhere, a slip, a lost card, a dead till."""

from __future__ import annotations

from typing import Final

from monitor.auditing.audit import audit
from monitor.auditing.office_audit import audit_office
from pos.ledger.verifying.verify import verify_ledger
from pos.services.installation.shipped import load_default_programme
from tests.e2e.month.people import Office
from tests.e2e.month.register import card_numbers, find
from tests.e2e.month.stage import Counter

WHOEVER: Final = "whoever"
OIL: Final = "6948195800941"  # 69.90 yuan, of the staples.


def the_benefit_is_given_everywhere(office: Office) -> None:
    """At the keeper, at its store's second till, and at another store: each asks who holds the month."""
    office.stage.clock.forward(days=8)  # The 2nd of November.
    first, second, _third = card_numbers(office)[:3]
    keeper, beside, other = (office.stage.till(each) for each in ("S01-1", "S01-2", "S02-1"))
    for till in (keeper, beside, other):
        till.say("sync")
    assert keeper.sell(OIL, card_no=first)["card"]["state"] == "ready"
    assert beside.sell(OIL, card_no=second)["card"]["state"] == "ready"
    assert other.sell(OIL, card_no=second)["card"]["state"] == "ready"


def a_slip_is_made_good(office: Office) -> None:
    """The platform is out of reach and the keeper far away: market price, a slip, and later the money."""
    keeper, other = office.stage.till("S01-1"), office.stage.till("S02-1")
    third = card_numbers(office)[2]
    office.stage.platform_goes()
    sold = other.sell(OIL, card_no=third)
    assert sold["card"]["state"] == "no_lease", sold
    office.stage.platform_comes()
    office.stage.clock.forward(minutes=5)
    for till in (other, keeper, other, keeper):
        till.say("sync")
    coming = keeper.say(f"make-goods {third}")["make_goods"]
    assert coming["total"] > 0, coming
    assert keeper.say("make-good")["waits_for"]["amount"] == coming["total"]
    assert keeper.say("handed-out")["amount"] == coming["total"]
    keeper.say("sync")
    assert keeper.say(f"make-goods {third}")["make_goods"]["total"] == 0
    find(office, third).picture("card-made-good")


def a_lost_card_is_replaced(office: Office) -> None:
    """Stopped at once; two people give a new one, which goes on where the old one was."""
    keeper = office.stage.till("S01-1")
    lost = card_numbers(office)[0]
    before = set(card_numbers(office))
    maker = find(office, lost)
    page = maker.address
    maker.send(f"{page}/lost")
    keeper.say("sync")
    assert keeper.hear(f"card {lost}")["code"] == "card.lost", "the hot list is here"
    assert keeper.say("state")["basket"]["card"] is None
    maker.send(f"{page}/replace", {"reason": "挂失补卡"})
    office.agree("fuhe", maker.address, picture="card-replaced-decided")
    (new,) = set(card_numbers(office)) - before
    maker = find(office, new)
    maker.send(f"{maker.address}/issue", {"to_whom": "holder", "store_id": "S01"})
    maker.picture("card-replaced")
    keeper.say("sync")
    assert keeper.sell(OIL, card_no=new)["card"]["state"] == "ready"


def a_till_is_retired(office: Office) -> None:
    """The other store's disk is dead: two people give it up, and its cards are served elsewhere."""
    keeper, other = office.stage.till("S01-1"), office.stage.till("S02-1")
    other.say("sync")
    other.close()
    maker = office.at("jingban")
    maker.open("/office/tills")
    maker.picture("tills")
    maker.open("/office/tills/S02-1/1")
    maker.picture("till")
    maker.send("/office/tills/S02-1/1/retire", {"to_till": WHOEVER, "reason": "硬盘坏了"})
    proposal = maker.address
    office.agree("fuhe", proposal)
    office.agree("fangxing", proposal, picture="till-decided")
    keeper.say("sync")
    assert keeper.sell(OIL, card_no=card_numbers(office)[1])["card"]["state"] == "ready"


def all_books_agree(office: Office) -> None:
    """Every ledger verifies, and the platform's books, acts and cards do."""
    stage = office.stage
    for till in stage.tills.values():
        if till.till_id != "S02-1":
            till.say("sync")
        _verify(till)
    assert audit(stage.platform.store).first_bad is None
    assert not audit_office(stage.platform.store).bad
    auditor = office.at("shenji")
    auditor.open("/office/acts")
    auditor.picture("acts")
    auditor.open("/alerts")
    auditor.picture("alerts")


def _verify(till: Counter) -> None:
    report = verify_ledger(
        till.settings.data_dir / "ledger.db",
        public_key=None,
        default_programmes=(load_default_programme(),),
    )
    assert report.first_bad is None, (till.till_id, report.first_bad)
