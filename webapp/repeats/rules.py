"""What counts as the same request."""

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta

# A page that was left open longer than this has ended its session as well.
KEPT_FOR = timedelta(days=1)
_KEY = re.compile(r"[0-9a-f]{32}")


def is_key(text: str) -> bool:
    """Whether a text is a key as our pages carry them; any other is no key, and the request is an ordinary one."""
    return _KEY.fullmatch(text) is not None


def digest_of(secret: bytes, method: str, address: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The content of a request in 64 characters: what was sent where, in its order.

    Keyed, because what was sent may be a name that somebody with the table could otherwise find by guessing.
    """
    whole = hashlib.blake2b(key=hashlib.sha256(secret).digest(), digest_size=32, person=b"sent-once")
    for part in (method, address, *(text for pair in pairs for text in pair)):
        data = part.encode("utf-8", "surrogatepass")
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()
