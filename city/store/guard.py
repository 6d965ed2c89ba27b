"""The guard of what is kept of a partition: one value that every write compares and moves on."""

import secrets
from functools import cache
from pathlib import Path
from typing import Any

from city.errors import ModelMismatch


class Guard:
    """
    What a writer believes of the part of the store that it writes: epoch, schema and next offset.

    `value` is the three in one string, as the field `guard` of `meta` holds them. The epoch is
    random and made with the part, so an offset that comes round again after a flush is no danger.
    """

    def __init__(self, redis: Any, meta: str, root: str, *, schema: str) -> None:
        """Guard what lies under `root`; nothing is read yet."""
        self._redis, self._meta, self._root, self._schema = redis, meta, root, schema
        self.value = ""
        self.next_offset = 0

    def open(self, create: str, names: list[str]) -> int:
        """
        Return the next offset; runs the script `create`, which makes what is absent or was cut off.

        Raises:
            ModelMismatch: It was written under another schema.
        """
        fresh = f"{secrets.token_hex(8)}|{self._schema}|0"
        made = self._redis.register_script(script(create))
        value: bytes = made(keys=[self._meta, *names], args=[fresh, self._root])
        self.value = value.decode()
        _, schema, offset = self.value.split("|")
        if schema != self._schema:
            raise ModelMismatch(
                f"{self._root} has schema {schema} but ours is {self._schema}: run `app.py rebuild`"
            )
        self.next_offset = int(offset)
        return self.next_offset

    def moved(self) -> bool:
        """Return whether another writer was here, or the store was emptied, or a write cut off."""
        value, dirty = self._redis.hmget(self._meta, "guard", "dirty")
        return value is None or dirty is not None or value.decode() != self.value

    def after(self, next_offset: int) -> str:
        """Return the value once a write has moved the offset on."""
        epoch, schema, _ = self.value.split("|")
        return f"{epoch}|{schema}|{next_offset}"

    def turn(self, value: str, next_offset: int) -> None:
        """Believe that a write has moved the offset on, or take that back."""
        self.value, self.next_offset = value, next_offset


@cache
def script(name: str) -> str:
    """Return the text of the Lua script `name` beside this module."""
    return Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8")
