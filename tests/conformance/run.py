"""Runs folders of the DMN conformance kit: `python tests/conformance/run.py FOLDER… [--json]`.

Prints the cases, those that pass, and each difference. Ends with status 1 when there is a difference.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.conformance.kit import folders_of, run_folder


def main() -> int:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="folders with cases, at any depth")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args()
    began = time.monotonic()
    found = [folder for given in chosen.folders for folder in folders_of(given)]
    outcomes = [outcome for folder in found for outcome in run_folder(folder)]
    differences = [difference for outcome in outcomes for difference in outcome.differences]
    passed = sum(outcome.passed for outcome in outcomes)
    seconds = round(time.monotonic() - began, 2)
    if chosen.json:
        report = {
            "cases": len(outcomes),
            "passed": passed,
            "seconds": seconds,
            "differences": [asdict(difference) for difference in differences],
        }
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
        return 0 if not differences else 1
    for difference in differences:
        place = f"{difference.folder} / {difference.case} / {difference.node}"
        sys.stdout.write(f"{place}\n  expected: {difference.expected}\n  got:      {difference.got}\n")
    share = 100 * passed / len(outcomes) if outcomes else 0.0
    sys.stdout.write(f"{passed} of {len(outcomes)} cases pass ({share:.2f} %), {len(found)} folders, {seconds} s\n")
    return 0 if not differences else 1


if __name__ == "__main__":
    sys.exit(main())
