"""`check --deploy`: whether this installation may hold live data, with a sentence for everything that is not right."""

import json
import os
from collections import Counter
from dataclasses import asdict

from webapp.config import Settings, SettingsError
from webapp.readiness.checks import report
from webapp.readiness.finding import Finding, failed

MARKS = {"passed": "passed  ", "doubtful": "doubtful", "failed": "FAILED  "}


def run(*, as_json: bool) -> int:
    """Prints each finding; exit code 1 where any has failed. Reads the environment of this process."""
    findings = _findings()
    count = Counter(finding.outcome for finding in findings)
    if as_json:
        print(json.dumps({"ready": not count["failed"], "findings": [asdict(one) for one in findings]}, indent=2))
    else:
        for finding in findings:
            print(f"{MARKS[finding.outcome]}  {finding.check}: {finding.sentence}")
        print(f"{count['passed']} passed, {count['doubtful']} doubtful, {count['failed']} failed")
    return 1 if count["failed"] else 0


def _findings() -> list[Finding]:
    try:
        settings = Settings.from_environment()
    except (SettingsError, OSError) as refusal:
        return [failed("settings", str(refusal))]
    return report(settings, os.environ)
