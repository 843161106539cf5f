"""Why one answer cannot be accepted."""


class BadAnswer(Exception):
    """An answer is wrong; `sentence` says what to do, `part` is the box of a date that is wrong."""

    def __init__(self, sentence: str, part: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.part = part
