"""Chooses the provider for each way of paying, by the settings. It asks none of them."""

from __future__ import annotations

import time
from collections.abc import Mapping

from pos.domain.paying.tender import TenderKind
from pos.services.clock import Clock
from pos.services.installation.settings import Settings
from pos.services.paying.payment_provider import ManualConfirmation, PaymentProvider

SIMULATOR = "simulator"


def providers_for(settings: Settings, clock: Clock) -> Mapping[TenderKind, PaymentProvider]:
    """WeChat's and Alipay's; ways of paying that are missing here are confirmed by hand."""
    chosen = {TenderKind.WECHAT: settings.wechat, TenderKind.ALIPAY: settings.alipay}
    return {kind: _provider(kind, how, settings, clock) for kind, how in chosen.items()}


def _provider(kind: TenderKind, how: str, settings: Settings, clock: Clock) -> PaymentProvider:
    if how != SIMULATOR:
        return ManualConfirmation()
    from pos.services.paying.payment_simulator import SimulatedProvider

    return SimulatedProvider(
        kind,
        clock,
        file=settings.data_dir / f"simulated-{kind.value}.json",
        wait=lambda pause_ms: time.sleep(pause_ms / 1000),
    )
