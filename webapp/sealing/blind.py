"""Blind indexes: whether two values are the same can be asked without keeping either in clear.

HMAC-SHA-256 under a key of its own for each purpose and force, cut to 128 bits. Equality only. Do not index a field
with few different values: how often each occurs can be seen.
"""

import hmac
import re
import unicodedata
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.sealing.keyring import INDEXES, key_of

INDEX_BYTES = 16
KEY_BYTES = 32
HOME_COUNTRY = "44"
_NOT_DIALLED = re.compile(r"[\s().\-/]")


def blind_index(purpose: str, force: str, value: str) -> bytes:
    """The index of a value, 16 bytes; needs an open transaction.

    `purpose` names the field, such as `subject.phone` or `staff.email`; its last part chooses how the value is
    normalised: `phone`, `email`, `handle`, `date`, or as a name for anything else. Indexes of two purposes or two
    forces have nothing to do with each other.
    """
    secret = key_of(INDEXES).secret
    normalised = NORMALISERS.get(purpose.rpartition(".")[2], name)(value)
    return hmac.digest(_derived(secret, "index", purpose, force), normalised.encode(), "sha256")[:INDEX_BYTES]


def keyed_digest(owner: UUID, purpose: str, content: str) -> str:
    """A digest that only the owner's key can make: it shows a change without letting anybody try contents out."""
    made = hmac.digest(_derived(key_of(owner).secret, "digest", purpose), content.encode(), "sha256")
    return made.hex()


def name(value: str) -> str:
    """NFKC, case folded, white space made single: “ＪＯＨＮ  Smith” is “john smith”."""
    # Folding can undo the composition, so it is composed once more.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    return " ".join(folded.split())


def handle(value: str) -> str:
    """As a name, without white space and without the @ in front."""
    return _without_space(name(value)).lstrip("@")


def email(value: str) -> str:
    """As a name without white space, `mailto:` or angle brackets: nothing is known of how a provider reads dots."""
    return _without_space(name(value)).removeprefix("mailto:").strip("<>")


def phone(value: str) -> str:
    """E.164: +44 7700 900123, 07700 900123, 0044 (0)7700 900123 are all +447700900123."""
    dialled = _NOT_DIALLED.sub("", unicodedata.normalize("NFKC", value).replace("(0)", "")).removeprefix("tel:")
    if dialled.startswith("00"):
        return f"+{dialled[2:]}"
    return f"+{HOME_COUNTRY}{dialled[1:]}" if dialled.startswith("0") else dialled


def date(value: str) -> str:
    """ISO 8601 as it is, without white space."""
    return _without_space(unicodedata.normalize("NFKC", value))


def _without_space(value: str) -> str:
    # What a space kept apart may compose once it is gone.
    return unicodedata.normalize("NFKC", "".join(value.split()))


NORMALISERS = {"phone": phone, "email": email, "handle": handle, "date": date}


def _derived(secret: bytes, *parts: str) -> bytes:
    info = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in ("right to know 1", *parts))
    return HKDF(hashes.SHA256(), KEY_BYTES, None, info).derive(secret)
