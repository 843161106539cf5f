"""Exit code 0 when the web server of this container answers, 1 when it does not."""

import http.client
import os
import sys

PORT = int(os.environ.get("RTK_HEALTH_PORT", "8000"))
# The server answers only to names it trusts, so the check asks under the first of them.
HOST = os.environ.get("RTK_TRUSTED_HOSTS", "localhost").split(",")[0].strip() or "localhost"


def answers() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=3)
    try:
        connection.request("GET", "/health", headers={"Host": HOST.removeprefix(".")})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers() else 1)
