"""A passkey in software: it answers as a browser would, or falsely where a test wants it to."""

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

ORIGIN = "https://rtk.example"
NAME = "rtk.example"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


class SoftwareKey:
    """One key pair with its counter."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.counter = 0

    def register(
        self, options: dict[str, Any], *, origin: str = ORIGIN, name: str = NAME, flags: int = VERIFIED
    ) -> str:
        """The answer to the question for a new passkey."""
        numbers = self._key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        known = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(name, flags | WITH_KEY) + known}
        client = self._client("webauthn.create", options["challenge"], origin)
        return self._sent(clientDataJSON=client, attestationObject=cbor2.dumps(attestation))

    def answer(self, options: dict[str, Any], *, origin: str = ORIGIN, name: str = NAME, flags: int = VERIFIED) -> str:
        """The answer to the question for a passkey."""
        self.counter += 1
        client, data = self._client("webauthn.get", options["challenge"], origin), self._data(name, flags)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._sent(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, name: str, flags: int) -> bytes:
        return hashlib.sha256(name.encode()).digest() + bytes([PRESENT | flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _sent(self, **parts: bytes) -> str:
        name = bytes_to_base64url(self.credential_id)
        response = {key: bytes_to_base64url(value) for key, value in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
