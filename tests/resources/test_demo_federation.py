"""The demo's stores, people and names look like the real federation and hold no real person."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from pos.domain.people.staff import Role

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"


def table(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(name: str) -> list[str]:
    return (DEMO / name).read_text(encoding="utf-8").splitlines()


def test_there_are_14_stores_in_13_streets_run_by_3_companies_with_22_tills() -> None:
    stores = table("stores.csv")

    assert [store["store_id"] for store in stores] == [f"S{number:02}" for number in range(1, 15)]
    assert len({store["name"] for store in stores}) == 14
    assert len({store["street"] for store in stores}) == 13
    assert len({store["operator"] for store in stores}) == 3
    tills = [int(store["tills"]) for store in stores]
    assert sum(tills) == 22
    assert set(tills) == {1, 2, 3}


def test_the_first_store_is_that_of_the_pictures() -> None:
    first = table("stores.csv")[0]

    assert first == {
        "store_id": "S01",
        "name": "浆洗街店",
        "street": "浆洗街街道",
        "operator": "民惠商贸",
        "tills": "2",
    }


def test_every_role_has_somebody_to_try_it_with() -> None:
    staff = table("staff.csv")

    assert {person["role"] for person in staff} == {str(role) for role in Role}
    assert len({person["staff_id"] for person in staff}) == len(staff)
    assert all(person["pin"].isdigit() and len(person["pin"]) == 4 for person in staff)


def test_names_for_two_thousand_invented_cardholders_can_be_made() -> None:
    surnames, characters = lines("surnames.txt"), lines("given_characters.txt")

    assert max(Counter(surnames).values()) == max(Counter(characters).values()) == 1
    assert all(len(character) == 1 for character in characters)
    assert len(surnames) >= 300
    assert len(characters) >= 200
    assert sum(len(surname) == 2 for surname in surnames) >= 10
    assert any(len(character.encode("gb18030")) == 4 for character in characters)
