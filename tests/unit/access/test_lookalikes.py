"""Names that imitate names: each way that is told apart, and honest names that are left alone."""

import pytest

from webapp.access.lookalikes import is_same_name, looks_like, mixes_scripts


@pytest.mark.parametrize(
    "name",
    [
        "\u0410lex Example",  # Cyrillic A
        "Alex Ex\u0430mple",  # Cyrillic a
        "Al\u03b5x Example",  # Greek epsilon
        "Alex Examp\u217ce\u0435",  # a Roman numeral, which is Latin, and a Cyrillic e
        "\uff21\u03bbex",  # a wide Latin A and a Greek lambda
        "Alex Пример",
    ],
)
def test_name_of_two_scripts_is_told(name: str) -> None:
    assert mixes_scripts(name)


@pytest.mark.parametrize(
    "name",
    [
        "Alex Example",
        "Zoë Ní Bhriain-O’Neill",
        "Łucja Żółć",
        "Нина Пример",
        "Αλέξης Παράδειγμα",
        "山田 はなこ",
        "김 서연",
        "محمد مثال",
        "2nd Alex ʻOkina",
        "",
    ],
)
def test_honest_name_of_any_script_is_left_alone(name: str) -> None:
    assert not mixes_scripts(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alex Example", "ALEX  example"),
        ("Alex Example", "Example, Alex"),
        ("Alex Example", "Alex Maria Example"),
        ("Zoë Example", "Zoe\u0308 Example"),
        ("Zoë Example", "Zoe Example"),
        ("Alex Example", "\uff21lex Example"),  # a wide A is the letter A
        ("Alex O'Example", "Alex OExample"),
    ],
)
def test_same_name_is_the_same_however_it_is_spelled(one: str, other: str) -> None:
    assert is_same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alex Example", "Alexis Example"),
        ("Alex Example", "Alex Sample"),
        ("Alex Example", "Alex"),
        ("Alex Example", ""),
        ("", ""),
        ("Alex Example", "\u0410lex Example"),
    ],
)
def test_another_name_is_another(one: str, other: str) -> None:
    assert not is_same_name(one, other)


@pytest.mark.parametrize(
    ("imitation", "name"),
    [
        ("\u0421\u0430\u043c Sample", "Cam Sample"),
        ("\u0405\u0430\u043c S\u0430mple", "Sam Sample"),
        ("S\u03b1m Sample", "Sam Sample"),
        ("Sam Samp1e", "Sam Sample"),
        ("T0ny Sample", "Tony Sample"),
        ("\u0422\u041e\u041d\u0423 SAMPLE", "Tohy Sample"),  # capitals that look alike
        ("Sámple Sam", "Sam Sample"),
    ],
)
def test_imitation_looks_like_what_it_imitates(imitation: str, name: str) -> None:
    assert looks_like(imitation, name)


@pytest.mark.parametrize(("one", "other"), [("Marnie Poe", "Mamie Poe"), ("Sam Sample", "Pam Sample"), ("", "")])
def test_different_names_do_not_look_alike(one: str, other: str) -> None:
    assert not looks_like(one, other)
