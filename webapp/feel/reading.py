"""The reader's place in the tokens, and how it reads names."""

from webapp.feel.errors import FeelLimitError, FeelSyntaxError
from webapp.feel.lexer import KEYWORDS, Token, tokens_of
from webapp.feel.names import KnownNames, joined

DEPTH_LIMIT = 60

_CLOSERS = frozenset({"(", ")", "[", "]", "{", "}", ","})


class Reader:
    """Walks through the tokens of one source."""

    def __init__(self, source: str, known: KnownNames) -> None:
        self.tokens = tokens_of(source)
        self.index = 0
        self.known = known
        self.depth = 0

    @property
    def token(self) -> Token:
        """The token not yet read."""
        return self.tokens[self.index]

    def ahead(self, count: int = 1) -> Token:
        """The token `count` places further; the end when there are no more."""
        return self.tokens[min(self.index + count, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token, read."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these symbols or keywords."""
        token = self.token
        return token.text in texts and token.kind in ("symbol", "name") and not self._knows_name()

    def accept(self, *texts: str) -> bool:
        """Read the next token when it is one of these."""
        if self.at(*texts):
            self.index += 1
            return True
        return False

    def expect(self, text: str, where: str) -> Token:
        """Read exactly this symbol or keyword, or refuse, naming the place in words."""
        if not self.at(text):
            raise self.refusal(f"“{text}” is expected {where}, but {self.found()} stands there.")
        return self.take()

    def refusal(self, message: str) -> FeelSyntaxError:
        """The error that refuses the source at the next token."""
        return FeelSyntaxError(message, self.token.position)

    def found(self) -> str:
        """The next token as a person would call it."""
        token = self.token
        if token.kind == "end":
            return "the end"
        return f'"{token.text}"' if token.kind == "string" else f"“{token.text}”"

    def enter(self) -> None:
        """Go one level deeper; refuses what is nested too deep."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise FeelLimitError(
                f"The expression is nested more than {DEPTH_LIMIT} levels deep; split it up.", self.token.position
            )

    def leave(self) -> None:
        """Come back from `enter`."""
        self.depth -= 1

    # Names

    def _knows_name(self) -> bool:
        return self.known.longest(self.tokens, self.index)[0] > 0

    def at_name(self) -> bool:
        """Whether a name begins here."""
        token = self.token
        if token.kind == "quoted":
            return True
        if token.kind != "name":
            return False
        return token.text not in KEYWORDS or self._knows_name()

    def name(self, what: str, *, keywords: bool = False) -> str:
        """Read a name: the longest known one, otherwise all the words that stand side by side.

        Two words side by side can mean nothing else, so a name of several words works without being known.
        """
        token = self.token
        if token.kind == "quoted":
            return self.take().text
        start = self.index
        length, known = self.known.longest(self.tokens, self.index)
        if length:
            self.index += length
            return known
        if token.kind != "name" or (token.text in KEYWORDS and not keywords):
            raise self.refusal(f"{what} is expected here, but {self.found()} stands there.")
        self.index += 1
        while self._continues_name():
            self.index += 1
        return joined(self.tokens[start : self.index])

    def _continues_name(self) -> bool:
        token = self.token
        if token.kind == "name":
            return token.text not in KEYWORDS and not self._knows_name()
        return token.kind == "number" and token.text.isdigit()

    def name_before_colon(self) -> str | None:
        """Read `name :` whatever the name is made of; None, with nothing read, when it is something else."""
        end = self.index
        while self.tokens[end].text != ":" or self.tokens[end].kind != "symbol":
            token = self.tokens[end]
            if token.kind in ("end", "string") or (token.kind == "symbol" and token.text in _CLOSERS):
                return None
            end += 1
        if end == self.index or self.tokens[self.index].kind not in ("name", "quoted"):
            return None
        name = joined(self.tokens[self.index : end])
        self.index = end + 1
        return name
