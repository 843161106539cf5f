"""Names of several words: which of them an expression may use."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from webapp.feel.errors import FeelError
from webapp.feel.lexer import KEYWORDS, Token, tokens_of

TYPE_NAMES = ("date and time", "years and months duration", "days and time duration")


class KnownNames:
    """The names that are longer than a word, found by the longest match."""

    def __init__(self, names: Iterable[str] = (), outer: "KnownNames | None" = None) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._outer = outer
        for name in names:
            self.add(name)

    def growing(self) -> "KnownNames":
        """The same names, to which others may be added without changing these."""
        return KnownNames(outer=self)

    def add(self, name: str) -> None:
        """Make `name` known; a plain word needs no telling and is passed over."""
        words = words_of(name)
        if len(words) < 2:
            return
        known = self._by_first.setdefault(words[0], [])
        if all(words != other for other, _ in known):
            known.append((words, normal(name)))
            known.sort(key=lambda entry: len(entry[0]), reverse=True)

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[int, str]:
        """How many tokens from `index` on make up a known name, and that name; (0, "") when none does."""
        best = (0, "") if self._outer is None else self._outer.longest(tokens, index)
        for words, name in self._by_first.get(tokens[index].text, ()):
            if len(words) > best[0] and _stand_at(words, tokens, index):
                return len(words), name
        return best


def _stand_at(words: tuple[str, ...], tokens: Sequence[Token], index: int) -> bool:
    end = index + len(words)
    return end < len(tokens) and all(
        token.text == word and token.kind != "string" for token, word in zip(tokens[index:end], words, strict=True)
    )


@lru_cache(maxsize=4_096)
def words_of(name: str) -> tuple[str, ...]:
    """The tokens a name is made of; nothing when it can only be written between backticks."""
    try:
        tokens = tokens_of(name)[:-1]
    except FeelError:
        return ()
    if not tokens or tokens[0].kind != "name" or any(token.kind in ("string", "quoted") for token in tokens):
        return ()
    return tuple(token.text for token in tokens)


def normal(name: str) -> str:
    """A name with its words one space apart, the way an expression's names are kept."""
    return " ".join(name.split())


def special(names: Collection[str]) -> frozenset[str]:
    """Those of `names` that need to be known beforehand: the longer ones and those that begin with a keyword."""
    return frozenset(name for name in names if not name.isidentifier() or name in KEYWORDS)


def joined(tokens: Sequence[Token]) -> str:
    """The name that stands in `tokens`, with one space where the source has any."""
    parts: list[str] = []
    for token in tokens:
        if parts and token.spaced:
            parts.append(" ")
        parts.append(token.text)
    return "".join(parts)
