"""A small key agent as a process of its own, speaking the protocol of webapp/sealing/agent.py: agent.py SOCKET."""

import base64
import json
import os
import socketserver
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEYS = {"vault-1": AESGCM.generate_key(256)}


class Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        asked = json.loads(self.rfile.readline())
        self.wfile.write(json.dumps(answer(asked)).encode() + b"\n")


def answer(asked: dict[str, str]) -> dict[str, str]:
    given = {name: base64.b64decode(asked[name]) for name in ("secret", "wrapped", "context") if name in asked}
    newest = next(iter(KEYS))
    if asked["do"] == "new":  # what an administrator does at the vault
        name = f"vault-{len(KEYS) + 1}"
        KEYS.update({name: AESGCM.generate_key(256), **{k: KEYS.pop(k) for k in list(KEYS)}})
        return {"key": name}
    if asked["do"] == "current":
        return {"key": newest}
    if asked["do"] == "wrap":
        nonce = os.urandom(12)
        closed = nonce + AESGCM(KEYS[newest]).encrypt(nonce, given["secret"], given["context"])
        return {"key": newest, "wrapped": base64.b64encode(closed).decode()}
    if asked["key"] not in KEYS:
        return {"error": "unknown_key"}
    try:
        body = given["wrapped"]
        opened = AESGCM(KEYS[asked["key"]]).decrypt(body[:12], body[12:], given["context"])
    except InvalidTag:
        return {"error": "refused"}
    return {"secret": base64.b64encode(opened).decode()}


if __name__ == "__main__":
    with socketserver.UnixStreamServer(sys.argv[1], Line) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()
