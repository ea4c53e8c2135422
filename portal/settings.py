"""What the operator sets through the environment: read once, frozen, all faults reported together."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "production")
DATABASES = ("sqlite", "postgresql+psycopg")
MAIL_SCHEMES = ("smtp", "smtps")
SHORTEST_SECRET = 32
MOST_PROXIES = "012345"


class SettingsError(Exception):
    """The environment cannot be used. `faults` holds one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. `base_url` has no slash at its end.

    `proxies`: how many of our own stand before the portal and add to `X-Forwarded-For`. None are believed unless said.
    """

    env: str
    host: str
    port: int
    data: Path
    database_url: str
    redis_url: str | None
    mail_url: str | None
    base_url: str
    proxies: int
    secret_key: str
    content: Path

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the portal."""
        return _is_loopback(self.host)

    @property
    def has_public_address(self) -> bool:
        """Whether links made from `base_url` lead here from other machines."""
        return not _is_local_name(urlsplit(self.base_url).hostname or "")

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read and check the environment; raises SettingsError naming every fault."""
        source = os.environ if environ is None else environ
        reader = _Reader(source)
        settings = reader.settings()
        if reader.faults:
            raise SettingsError(reader.faults)
        return settings


def terminal_language(environ: Mapping[str, str] | None = None) -> str:
    """Which language commands speak: German, unless the terminal is set to English."""
    source = os.environ if environ is None else environ
    wanted = source.get("LC_ALL") or source.get("LC_MESSAGES") or source.get("LANG") or ""
    return "en" if wanted.lower().startswith("en") else "de"


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def settings(self) -> Settings:
        env = self._choice("PORTAL_ENV", "development", ENVIRONMENTS)
        data = Path(self._text("PORTAL_DATA", str(ROOT / "instance"))).resolve()
        port = self._port()
        host = self._text("HOST", "127.0.0.1")
        return Settings(
            env=env,
            host=host,
            port=port,
            data=data,
            database_url=self._database_url(data),
            redis_url=self._url("REDIS_URL", ("redis", "rediss")),
            mail_url=self._url("MAIL_URL", MAIL_SCHEMES),
            base_url=self._base_url(env, port),
            proxies=self._proxies(),
            secret_key=self._secret_key(env, data),
            content=Path(self._text("PORTAL_CONTENT", str(ROOT / "content"))).resolve(),
        )

    def _text(self, name: str, default: str) -> str:
        return self.environ.get(name, "").strip() or default

    def _choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self._text(name, default)
        if value not in choices:
            self.faults.append(f"{name} is {value!r}; it must be one of: {', '.join(choices)}.")
        return value

    def _port(self) -> int:
        value = self._text("PORT", "8000")
        if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
            self.faults.append(f"PORT is {value!r}; it must be a number from 1 to 65535.")
            return 8000
        return int(value)

    def _url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        value = self._text(name, "")
        if not value:
            return None
        if not _is_url(value, schemes):
            self.faults.append(f"{name} must look like {schemes[0]}://host; its value is not shown here.")
        return value

    def _base_url(self, env: str, port: int) -> str:
        value = self._url("PORTAL_BASE_URL", ("http", "https"))
        if env == "production" and not value:
            self.faults.append("PORTAL_BASE_URL is missing; in production it must be given, links are made from it.")
        return (value or f"http://127.0.0.1:{port}").rstrip("/")

    def _proxies(self) -> int:
        value = self._text("PORTAL_PROXIES", "0")
        if value not in MOST_PROXIES:
            self.faults.append(f"PORTAL_PROXIES is {value!r}; it must be a number from 0 to {len(MOST_PROXIES) - 1}.")
            return 0
        return int(value)

    def _database_url(self, data: Path) -> str:
        value = self._text("DATABASE_URL", f"sqlite:///{data / 'portal.sqlite'}")
        if value.split("://", 1)[0] not in DATABASES or not _has_good_port(value):
            self.faults.append(
                "DATABASE_URL must look like sqlite:///file or postgresql+psycopg://host/name; its value is not shown here."
            )
        return value

    def _secret_key(self, env: str, data: Path) -> str:
        value = self.environ.get("SECRET_KEY", "")
        if value and len(value) < SHORTEST_SECRET:
            self.faults.append(f"SECRET_KEY has {len(value)} characters; it needs at least {SHORTEST_SECRET}.")
        if env == "production" and not value:
            self.faults.append("SECRET_KEY is missing; in production it must be given.")
        if value or env == "production" or self.faults:
            return value
        return self._kept_secret(data / "secret-key")

    def _kept_secret(self, path: Path) -> str:
        """Make the key once. O_EXCL: of several processes at the first start only one writes it."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        except OSError as error:
            self.faults.append(f"PORTAL_DATA cannot be written: {error.strerror}.")
            return ""
        with os.fdopen(handle, "w", encoding="ascii") as file:
            key = secrets.token_hex(32)
            file.write(key + "\n")
        return key


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and _has_good_port(value)


def _has_good_port(value: str) -> bool:
    try:
        _ = urlsplit(value).port
    except ValueError:
        return False
    return True


def _is_local_name(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
