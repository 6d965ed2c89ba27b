"""Settings from the environment: every one of them, with default and meaning."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from city.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What the environment says; documented one by one in `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix="CITY_", extra="ignore", populate_by_name=True)

    district: str = Field("baita", description="Folder under districts/ that configures the city")
    namespace: str = Field("", description="Prefix of topics, groups and keys; empty: the district")
    state: Path = Field(ROOT / ".state", description="Folder of the embedded servers' data")
    cache: Path = Field(
        Path.home() / ".cache" / "baita-command", description="Folder of downloaded Kafka jars"
    )
    host: str = Field("127.0.0.1", description="Address the web process listens on")
    port: int = Field(8050, ge=1, le=65535, description="Port the web process listens on")
    redis_port: int = Field(6390, ge=1, le=65535, description="Port of the embedded Redis")
    kafka_port: int = Field(9390, ge=1, le=65535, description="Port of the embedded Kafka")
    partitions: int = Field(12, ge=1, le=256, description="Partitions of case-events, so shards")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least level that is logged"
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="json for collectors, text for people, auto: text on a terminal"
    )
    redis_url: str = Field(
        "", alias="REDIS_URL", description="A Redis to use instead of the embedded one"
    )
    kafka_servers: str = Field(
        "",
        alias="KAFKA_BOOTSTRAP_SERVERS",
        description="A Kafka to use instead of the embedded one",
    )

    database_url: str = Field(
        "",
        alias="DATABASE_URL",
        description="A PostgreSQL for devices; empty: a SQLite file in the state folder",
    )

    @cached_property
    def prefix(self) -> str:
        """The namespace that prefixes every topic, consumer group and key of ours."""
        return self.namespace or self.district

    def topic(self, name: str) -> str:
        """Return the full name of one of our topics, such as `case-events`."""
        return f"{self.prefix}.{name}"


def load_settings() -> Settings:
    """Return the settings of this process; raises `SettingError` naming the variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"{_variable(e['loc'][0])}: {e['msg']}" for e in error.errors()]
        raise SettingError("; ".join(faults)) from error


def _variable(field: object) -> str:
    name = str(field)
    return name if name.isupper() else f"CITY_{name.upper()}"
