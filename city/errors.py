"""Every error of the product, one sentence each; messages are fit for an operator."""

from dataclasses import dataclass


class CityError(Exception):
    """Something that an operator can understand and act on."""


@dataclass(frozen=True)
class Problem:
    """One mistake in the configuration: where it is and what is wrong."""

    file: str
    row: str
    cause: str

    def __str__(self) -> str:
        """Return `file, row: cause`."""
        return f"{self.file}, {self.row}: {self.cause}"


class ConfigurationError(CityError):
    """The configuration of a district is wrong; holds every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class SettingError(CityError):
    """A setting from the environment has a value that cannot be used."""


class ServerUnavailable(CityError):
    """A server that is needed does not answer; names the server, its address and the setting."""

    def __init__(self, server: str, address: str, setting: str) -> None:
        self.server, self.address, self.setting = server, address, setting
        super().__init__(f"{server} at {address} does not answer (setting {setting})")


class PortInUse(CityError):
    """Another program listens on a port that is needed; names the setting to change."""

    def __init__(self, port: int, setting: str) -> None:
        self.port, self.setting = port, setting
        super().__init__(f"port {port} is in use by another program; set {setting} to a free port")


class Fenced(CityError):
    """Another writer, or an emptied store, moved a shard on; the caller re-reads and seeks."""

    def __init__(self, shard: int) -> None:
        self.shard = shard
        super().__init__(f"shard {shard} was moved on by another writer")


class ModelMismatch(CityError):
    """The read model in Redis was made with other settings; the message says the way out."""


class FeedRejected(CityError):
    """Nearly all of a feed's batch is refused, so the mapping is wrong, not the messages."""


class UnknownCase(CityError):
    """No case has this id."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"no case {case_id!r}")


class UnknownCamera(CityError):
    """No camera on the map has this id."""

    def __init__(self, camera_id: str) -> None:
        self.camera_id = camera_id
        super().__init__(f"no camera {camera_id!r}")


class BadRequest(CityError):
    """A question that cannot be answered as asked; names the parameter and what it takes."""

    def __init__(self, parameter: str, cause: str) -> None:
        self.parameter, self.cause = parameter, cause
        super().__init__(f"{parameter}: {cause}")


class TileUnavailable(CityError):
    """A source of map tiles cannot be asked now; the message holds neither address nor key."""
