"""`./rtk attack`: every attack of the list against the demonstration that is running on this machine."""

import argparse
import sys
import time

from tests.attack import walk
from webapp.cli.demo_cases import PASSWORD


def main() -> int:
    """Exit code 1 where any attack succeeded, 2 where there is no demonstration."""
    parser = argparse.ArgumentParser(prog="rtk attack", description="Attacks the demonstration on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args()
    begun = time.monotonic()
    try:
        results = walk.against(f"http://127.0.0.1:{chosen.port}", PASSWORD, tell=print)
    except (OSError, RuntimeError) as why:
        print(f"rtk: {why} Start the demonstration first: ./rtk demo --port {chosen.port}", file=sys.stderr)
        return 2
    won = [result for result in results if not result.stopped]
    print(f"\n{len(results)} attacks in {time.monotonic() - begun:.0f} s: {len(results) - len(won)} stopped", end="")
    print(f", {len(won)} SUCCEEDED: {'; '.join(result.title for result in won)}" if won else ", none succeeded")
    return 1 if won else 0


if __name__ == "__main__":
    sys.exit(main())
