"""What every test run starts from: no screen, no clock in Hypothesis, and a runtime folder of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.cheap_pins import hash_cheaply
from tests.order import place_of

# Before anything loads Qt. A person who wants to watch sets another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Qt and the embedded PostgreSQL ask for it and warn when a bare machine has none; warnings fail our tests.
if "XDG_RUNTIME_DIR" not in os.environ:
    _runtime_home = tempfile.TemporaryDirectory(prefix="huimin-tests-")
    Path(_runtime_home.name).chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = _runtime_home.name

# A till that is started from a settings file remembers its ledger's end in the user's folder: not in ours.
_state_home = tempfile.TemporaryDirectory(prefix="huimin-tests-state-")
os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = _state_home.name

# No deadline: two busy cores are no finding. The same examples each time, so that a red test is red for
# everybody; `HYPOTHESIS_PROFILE=search` looks for new ones.
_patient = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("usual", _patient, max_examples=100, derandomize=True)
settings.register_profile("quick", _patient, max_examples=20, derandomize=True)
settings.register_profile("search", _patient, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))

hash_cheaply()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; within a place everything stays as it was."""
    items.sort(key=lambda item: place_of(item.nodeid))
