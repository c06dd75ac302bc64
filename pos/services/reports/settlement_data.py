"""A three-way settlement as plain data for JSON, amounts in fen, for an accountant's scripts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pos.domain.settlement.three_way import ChannelSettlement, Matching, SettlementSheet
from pos.services.reports.settlement_report import next_step, odd_next_step


def settlement_data(sheet: SettlementSheet) -> dict[str, Any]:
    """Everything on the settlement sheet except the rows that certainly agree."""
    benefit = sheet.benefit
    return {
        "date": sheet.date,
        "till": sheet.till_id,
        "today": sheet.today,
        "clean": sheet.clean,
        "rounding": sheet.rounding,
        "channels": [_channel(channel) for channel in sheet.channels],
        "benefit": None
        if benefit is None
        else {
            "verdict": benefit.verdict.value,
            "age_days": benefit.age_days,
            "ours": asdict(benefit.ours),
            "theirs": None if benefit.theirs is None else asdict(benefit.theirs),
        },
    }


def _channel(channel: ChannelSettlement) -> dict[str, Any]:
    inferred = [each for each in channel.matchings if each.theirs and not each.ground.certain and each.ours]
    return {
        "kind": channel.kind.value,
        "ours": asdict(channel.ours) | {"net": channel.ours.net},
        "theirs": None if channel.theirs is None else asdict(channel.theirs) | {"net": channel.theirs.net},
        "gap": channel.gap,
        "matched": len(channel.matchings) - len(channel.open),
        "of_other_tills": len(channel.of_other_tills),
        "arrival": None if channel.arrival is None else asdict(channel.arrival),
        "odd": [asdict(odd) | {"next": odd_next_step(odd)} for odd in channel.odd],
        "differences": [_matching(each) for each in channel.open],
        "inferred": [_matching(each) for each in inferred if not each.is_open],
    }


def _matching(matching: Matching) -> dict[str, Any]:
    return {
        "verdict": matching.verdict.value,
        "ground": matching.ground.value,
        "age_days": matching.age_days,
        "ours": [asdict(row) for row in matching.ours],
        "theirs": [asdict(row) for row in matching.theirs],
        "next": next_step(matching),
    }
