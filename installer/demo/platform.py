"""The demo's platform: a real monitor process on loopback, with a seeded federation."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 40.0


@dataclass(frozen=True, slots=True)
class Platform:
    """A running monitor."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def seed(data_dir: Path) -> dict[str, Any]:
    """Make the federation (once) and return its cards and enrolment codes, as `monitor demo --json` tells."""
    command = [sys.executable, "-m", "monitor", "demo", "--data-dir", str(data_dir), "--json"]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    facts: dict[str, Any] = json.loads(told.stdout)
    return facts


def start(data_dir: Path, log: Path, *, port: int | None = None) -> Platform:
    """Serve the platform on a loopback port (a free one unless named) and wait until it answers."""
    port = port or _free_port()
    command = [sys.executable, "-m", "monitor", "serve", "--data-dir", str(data_dir), "--port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    platform = Platform(f"http://127.0.0.1:{port}", process)
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the platform ended at once; see {log}")
        try:
            with urllib.request.urlopen(platform.url + "/api/v1/ping", timeout=1):
                return platform
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    platform.stop()
    raise RuntimeError(f"the platform did not answer within {START_SECONDS_MAX:.0f} s; see {log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
