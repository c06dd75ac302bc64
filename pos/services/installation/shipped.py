"""Data that a release brings: the programme, the shop's rules, permissions and reasons."""

from __future__ import annotations

import json
from pathlib import Path

from pos.domain.programme.programme import Programme, programme_from_data
from pos.domain.shop_rules import ShopRules, shipped_rules_from_data
from pos.errors.installation import PolicyWrong

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
PERMISSIONS = RESOURCES / "policy" / "permissions.json"
SIGN_IN_POLICY = RESOURCES / "policy" / "sign_in.json"
SHOP_RULES = RESOURCES / "policy" / "shop_rules.json"
REASONS = RESOURCES / "policy" / "reasons.json"
TENDERS = RESOURCES / "policy" / "tenders.json"
PROGRAMMES = RESOURCES / "programmes"


def load_default_programme() -> Programme:
    """The first programme the release ships, in force until the federation publishes another."""
    return load_shipped_programmes()[0]


def load_shipped_programmes() -> tuple[Programme, ...]:
    """Every programme the release ships, the oldest first."""
    shipped = (
        programme_from_data(json.loads(path.read_text(encoding="utf-8")))
        for path in PROGRAMMES.glob("*.json")
    )
    return tuple(sorted(shipped, key=lambda each: (each.effective_from, each.version)))


def load_shop_rules() -> tuple[ShopRules, ...]:
    """The dated rules the release ships, in force until a manager sets others. Raises PolicyWrong."""
    try:
        data = json.loads(SHOP_RULES.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyWrong(reason=str(error)) from error
    return shipped_rules_from_data(data)
