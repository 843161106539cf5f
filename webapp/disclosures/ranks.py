"""Which acts take a senior decision maker. Pure; the answer is the reason for a refusal, or nothing."""


def why_not_ranking(*, senior: bool) -> str:
    """The reason why a person of this rank may not approve acting against legal advice, or none. Basis: house rule."""
    return "" if senior else "A chief superintendent or an assistant chief constable has to answer this."


def why_not_senior(*, child_subject: bool, senior: bool, act: str) -> str:
    """The reason why a person of this rank may not do `act` (“decide”) in this case, or none.

    Basis: house rule for children who are the subject of a disclosure; Children Act 2004 s.11.
    """
    if child_subject and not senior:
        return (
            f"The subject is a child, so a senior decision maker has to {act}: a chief superintendent or an assistant "
            "chief constable."
        )
    return ""
