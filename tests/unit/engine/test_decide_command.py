"""`decide`: one decision evaluated from the command line, in words and as JSON."""

import io
import json
from pathlib import Path

from webapp.cli import main

URGENCY = Path(__file__).parents[3] / "workflows" / "right_to_know" / "urgency.dmn"


def decide(monkeypatch, capsys, inputs: object, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(inputs if isinstance(inputs, str) else json.dumps(inputs)))
    code = main(["decide", str(URGENCY), "--input", "-", *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_designer_reads_the_answer_with_the_row_and_why_the_others_did_not_apply(monkeypatch, capsys):
    code, out, _ = decide(monkeypatch, capsys, {"risk_level": "HIGH"}, "--decision", "Urgency")
    assert code == 0
    first, hit, *others = out.splitlines()
    assert first == "Urgency: P2_HIGH."
    assert hit.startswith("Row 4 applies. The officer’s own judgement of high risk. Basis:")
    assert others[0] == ("Row 1 does not apply: “Credible threat to life?” is no, and the row asks for yes.")
    assert "Rows 5 to 7 were not looked at: the first row that applies counts." in others
    assert "Note: “Urgency”, “Credible threat to life?”: “ttl_credible” has no value here." in others


def test_json_answer_is_plain_data_with_what_became_of_each_row(monkeypatch, capsys):
    code, out, _ = decide(monkeypatch, capsys, {"risk_level": "HIGH"}, "--decision", "urgency", "--json")
    assert code == 0
    answer = json.loads(out)
    assert (answer["outputs"], answer["rows"]) == ("P2_HIGH", [4])
    (table,) = answer["tables"]
    assert [(row["row"], row["applies"], row["counts"]) for row in table["rows"]] == [
        (1, False, False),
        (2, False, False),
        (3, False, False),
        (4, True, True),
    ]
    assert table["rows"][3]["basis"] == "police guidance on risk assessment; house rule"
    assert table["rows"][0]["why"] == "“Credible threat to life?” is no, and the row asks for yes."
    assert answer["remarks"][0]["message"] == "“ttl_credible” has no value here."


def test_wrong_requests_are_refused_with_a_sentence(monkeypatch, capsys):
    code, _, err = decide(monkeypatch, capsys, {}, "--decision", "nobody")
    assert (code, err) == (1, "rtk: There is no decision “nobody” in urgency.dmn.\n")
    code, _, err = decide(monkeypatch, capsys, "{", "--decision", "urgency")
    assert code == 1
    assert "Standard input is not JSON" in err
    code, _, err = decide(monkeypatch, capsys, "[]", "--decision", "urgency")
    assert "Standard input must hold one JSON object" in err
