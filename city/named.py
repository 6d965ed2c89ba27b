"""What every entry of a district's configuration has: a key and its names."""

import msgspec


class Named(msgspec.Struct, frozen=True):
    """A key, unique among its kind, and how people call it in Chinese and in English."""

    key: str
    name: str
    name_en: str = ""

    def label(self, lang: str) -> str:
        """Return the name in `lang` (`zh` or `en`); the Chinese one where there is no English."""
        return self.name_en or self.name if lang == "en" else self.name
