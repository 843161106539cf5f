"""A list of accounts is read as text: what is right, what is wrong and why, row by row."""

from datetime import date

import pytest

from webapp.cases import aliaslist
from webapp.errors import Rejected

TODAY = date(2026, 4, 13)
HEAD = "handle,platform,stable_id,first_seen,last_seen\n"


def errors(text: str) -> list[str]:
    return [sentence for row in aliaslist.read(text, [], TODAY).rows for sentence in row.errors]


def test_rows_become_accounts_whatever_separates_their_cells() -> None:
    for separator in (",", ";", "\t"):
        text = (HEAD + 'night_owl,Chatter,c-1,2026-01-02,03/02/2026\n"grey, fox",Pictures,,,\n').replace(",", separator)
        rows = aliaslist.read(text.replace(f"grey{separator}", "grey,"), [], TODAY).rows
        assert [row.errors for row in rows] == [(), ()]
        first = rows[0].seen
        assert first is not None
        assert (first.handle, first.stable_id) == ("night_owl", "c-1")
        assert (first.first_seen, first.last_seen) == (date(2026, 1, 2), date(2026, 2, 3))
        assert rows[1].seen is not None and rows[1].seen.handle == "grey, fox"


def test_cell_that_begins_like_a_formula_is_the_name_of_an_account() -> None:
    rows = aliaslist.read('handle,platform\n"=HYPERLINK(""x"")",Chatter\n@owl,Chatter\n+1,Chatter\n', [], TODAY).rows
    assert [row.seen.handle for row in rows if row.seen] == ['=HYPERLINK("x")', "@owl", "+1"]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (",Chatter,,,", "Enter the handle"),
        ("owl,,,,", "Enter the platform"),
        (f"{'o' * 201},Chatter,,,", "more than 200 characters"),
        ("owl,Chatter,,31/02/2026,", "first_seen is not a day"),
        ("owl,Chatter,,,2026-04-14", "in the future"),
        ("owl,Chatter,,2026-03-02,2026-03-01", "before it was first seen"),
        ("owl,Chatter", "2 cells for 5 columns"),
        ("o\u202ewl,Chatter,,,", "cannot be seen"),
        ("o\x07wl,Chatter,,,", "cannot be seen"),
    ],
)
def test_each_mistake_of_a_row_is_told_beside_it(row: str, part: str) -> None:
    found = errors(HEAD + "fine,Chatter,,,\n" + row + "\n")
    assert len(found) == 1
    assert part in found[0]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        (HEAD, "no row below"),
        ("name,where\nowl,Chatter\n", "Missing: handle, platform"),
        ("handle,platform,password\nowl,Chatter,x\n", "Only these columns"),
        ("handle,platform,handle\nowl,Chatter,owl\n", "stands twice"),
        (HEAD + '"owl,Chatter,,,\n', "quotation mark"),
        (HEAD + "owl,Chatter,,,\n" * 1001, "1,001 rows"),
        (HEAD + "o" * aliaslist.MOST_BYTES, "larger than 1 MB"),
    ],
)
def test_text_that_is_no_such_list_is_refused_as_a_whole(text: str, part: str) -> None:
    with pytest.raises(Rejected, match=part):
        aliaslist.read(text, [], TODAY)


def test_account_that_stands_twice_in_the_list_is_told_with_its_line() -> None:
    assert errors(HEAD + "owl,Chatter,c-1,,\nrenamed,chatter,c-1,,\n") == ["The same account as in line 2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_are_read_as_they_were_written(encoding: str) -> None:
    text = aliaslist.text_of("handle,platform\nmünchen_café,Chatter\n".encode(encoding))
    assert text == "handle,platform\nmünchen_café,Chatter\n"


@pytest.mark.parametrize("content", ["handle".encode("utf-16"), b"PK\x03\x04\x00\x00", b"\x81\x8d\x8f\x90\x9d"])
def test_file_whose_letters_cannot_be_told_is_refused(content: bytes) -> None:
    with pytest.raises(Rejected, match="CSV UTF-8"):
        aliaslist.text_of(content)
