"""Versions of the programme for ever, and what a draft takes away."""

from __future__ import annotations

from dataclasses import replace

from monitor.documents.publishing import publish_programme
from monitor.leases.allocator import months_to_open
from monitor.platform import Platform, read_programme_file
from monitor.programmes.versions import Lowered, Standing, lowered, read_versions, version_for
from monitor.store import tables
from pos.domain.programme.programme import Pool, Programme
from tests.monitor.conftest import DAY_MS, FakeClock, rows

NOW = read_programme_file()
HYGIENE = Pool("hygiene", "洗化用品", ("洗化",), 90, 5_000)


def publish(platform: Platform, programme: Programme) -> None:
    at_ms = platform.clock.now_ms()
    platform.store.write(
        lambda connection: publish_programme(connection, platform.key, programme, at_ms=at_ms)
    )


def test_every_version_stays_with_its_standing(platform: Platform) -> None:
    for version in ("2026-12", "2026-12-02"):
        publish(platform, replace(NOW, version=version, effective_from="2026-12-01"))

    found = platform.store.read(lambda connection: read_versions(connection, "2026-11-23"))
    assert [(each.programme.version, each.standing, each.replaced_from) for each in found] == [
        ("2026-12-02", Standing.COMING, None),
        ("2026-12", Standing.NEVER, "2026-12-01"),
        ("2013-02", Standing.IN_FORCE, "2026-12-01"),
    ]
    later = platform.store.read(lambda connection: read_versions(connection, "2026-12-01"))
    assert [each.standing for each in later] == [Standing.IN_FORCE, Standing.NEVER, Standing.PAST]


def test_a_later_version_of_one_date_sorts_after_the_earlier() -> None:
    taken: list[str] = []
    for _time in range(12):
        taken.append(version_for("2026-12-01", taken))

    assert taken[:3] == ["2026-12", "2026-12-02", "2026-12-03"]
    assert taken == sorted(taken)


def test_what_goes_down_is_told(platform: Platform) -> None:
    vegetable, _staple = NOW.pools
    after = replace(NOW, pools=(replace(vegetable, monthly_cap=8_000), HYGIENE))

    assert list(lowered(NOW, after)) == [Lowered("vegetable", 10_000, 8_000), Lowered("staple", 20_000, 0)]
    assert list(lowered(NOW, NOW)) == []


def test_a_month_leased_under_the_old_version_gets_the_rest_and_keeps_what_is_lowered(
    platform: Platform, clock: FakeClock
) -> None:
    """On the 26th December is leased; then a version of 1 December raises, adds and lowers."""
    clock.at_ms += 3 * DAY_MS
    assert "2026-12" in months_to_open(clock.at_ms)
    platform.opener.open_due(clock.at_ms)
    vegetable, staple = NOW.pools
    pools = (replace(vegetable, monthly_cap=12_000), replace(staple, monthly_cap=15_000), HYGIENE)
    publish(platform, replace(NOW, version="2026-12", effective_from="2026-12-01", pools=pools))

    platform.opener.open_due(clock.at_ms)
    platform.opener.open_due(clock.at_ms)

    for month, expected in (
        ("2026-11", {"vegetable": 10_000, "staple": 20_000, "subsidy": 6_000}),
        ("2026-12", {"vegetable": 12_000, "staple": 20_000, "hygiene": 5_000, "subsidy": 6_000}),
    ):
        by_card: dict[str, dict[str, int]] = {}
        for row in rows(platform, tables.lease):
            if row["month"] == month:
                pools_of = by_card.setdefault(row["card_no"], {})
                pools_of[row["pool_id"]] = pools_of.get(row["pool_id"], 0) + row["granted"]
        assert len(by_card) == 5 and all(each == expected for each in by_card.values())
