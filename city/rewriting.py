"""Rewriting text by groups of rules, each of which costs little where it cannot apply."""

import re
from collections.abc import Callable
from typing import TypeAlias

Replace: TypeAlias = Callable[[re.Match[str]], str]


class Group:
    """
    Rules that apply in their order, and only to a text in which `hint` is found.

    A look for a few characters is many times faster than trying each rule at each of them.
    """

    def __init__(self, hint: str, *rules: tuple[str, Replace]) -> None:
        self._hint = re.compile(hint).search
        self._rules = tuple((re.compile(pattern).sub, replace) for pattern, replace in rules)

    def __call__(self, text: str) -> str:
        """Return the text rewritten."""
        if self._hint(text):
            for substitute, replace in self._rules:
                text = substitute(replace, text)
        return text
