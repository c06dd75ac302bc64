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
PLAIN_HTTP_FLAG: Final = "--plain-http"
NO_LOGIN_FLAG: Final = "--i-know-there-is-no-login"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lie. Without a URL the database is a SQLite file in the data directory."""

    data_dir: Path = DEFAULT_DATA_DIR
    database_url: str | None = None

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'monitor.db').as_posix()}"


def check_host(host: str, *, knows_there_is_no_login: bool) -> None:
    """Raise SettingsRefused when the pages would be open to others: they have no login yet."""
    if not is_loopback(host) and not knows_there_is_no_login:
        raise SettingsRefused(
            f"还没有登录功能，谁连上谁就能看，所以平台只让本机访问；确实要让别的电脑从 {host} 访问，"
            f"请加 {NO_LOGIN_FLAG}"
        )


def check_encrypted(host: str, certificate: Path | None, key: Path | None, *, may_be_plain: bool) -> None:
    """Raise SettingsRefused when card data would be sent to other machines without encryption."""
    if (certificate is None) != (key is None):
        raise SettingsRefused("--cert 和 --key 要一起给")
    for path in (certificate, key):
        if path is not None and not path.is_file():
            raise SettingsRefused(f"找不到文件 {path}")
    if certificate is None and not is_loopback(host) and not may_be_plain:
        raise SettingsRefused(
            f"让别的电脑访问时要加密：请加 --cert 和 --key；前面另有 TLS 的话，加 {PLAIN_HTTP_FLAG}"
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
