"""Says a share of the market price as shops say it, in the same words on till, papers and platform."""

from __future__ import annotations


def percent_words(percent_paid: int) -> str:
    """What the customer pays of the market price: 60 → 6折, 85 → 85折, 100 → 原价, 0 → 免费."""
    assert 0 <= percent_paid <= 100
    if percent_paid == 0:
        return "免费"
    if percent_paid == 100:
        return "原价"
    tens, ones = divmod(percent_paid, 10)
    if ones == 0:
        return f"{tens}折"
    return f"{percent_paid}折" if tens else f"0.{ones}折"
