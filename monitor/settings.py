"""How the platform is started: its data folder and its address. Read from the command line only."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.errors import SettingsRefused

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
DEFAULT_DATA_DIR: Final = Path("data") / "monitor"
DEFAULT_PORT: Final = 8600
DEFAULT_HOST: Final = "127.0.0.1"
TLS_IN_FRONT_FLAG: Final = "--tls-in-front"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lie. Without a URL the database is a SQLite file in the data directory."""

    data_dir: Path = DEFAULT_DATA_DIR
    database_url: str | None = None

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'monitor.db').as_posix()}"


def check_encrypted(host: str, certificate: Path | None, key: Path | None, *, tls_in_front: bool) -> None:
    """Raise SettingsRefused when card data would be sent to other machines without encryption.

    `tls_in_front`: somebody declared that another program ends TLS and is the only one to reach us.
    """
    if (certificate is None) != (key is None):
        raise SettingsRefused("--cert 和 --key 要一起给")
    for path in (certificate, key):
        if path is not None and not path.is_file():
            raise SettingsRefused(f"找不到文件 {path}")
    if certificate is None and not is_loopback(host) and not tls_in_front:
        raise SettingsRefused(
            "让别的电脑访问时要加密：请加 --cert 和 --key；前面另有程序（反向代理）加密、"
            f"别的电脑只能从它那里连过来的话，加 {TLS_IN_FRONT_FLAG}"
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
