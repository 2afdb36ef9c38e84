"""What can be said of a borough and a function without naming a system: each answer in its word, mark and look."""

from __future__ import annotations

from dataclasses import dataclass

from citytools_analysis.tables.fragment import Html, escape


@dataclass(frozen=True)
class Answer:
    """
    One answer that names no system.

    Parameters
    ----------
    state
        As the register has it.
    word
        As a reader sees it.
    mark
        Sign before the word, so that a column can be skimmed; never alone.
    meaning
        What it says.
    counted
        How figures count it.

    Examples
    --------
    >>> Answer("none", "none", "-", "Nothing.", "An answer.").html
    '<span class="answer answer-none"><span aria-hidden="true">-</span> none</span>'
    """

    state: str
    word: str
    mark: str
    meaning: str
    counted: str

    @property
    def html(self) -> Html:
        """The word with its mark and look."""
        mark = f'<span aria-hidden="true">{escape(self.mark)}</span> ' if self.mark else ""
        return Html(f'<span class="answer answer-{self.state}">{mark}{escape(self.word)}</span>')


ANSWERS = {
    answer.state: answer
    for answer in (
        Answer(
            "unknown", "unknown", "?",
            "Nobody has told us, or a source says outright that it is not known. The borough may well have a system.",
            "Left out of shares. Every share says of how many boroughs something is known.",
        ),
        Answer(
            "none", "none", "\N{EN DASH}",
            "The borough says that it has no system for this function.",
            "An answer: it counts among the boroughs that are known.",
        ),
        Answer(
            "in_house", "in-house", "\N{BULLET}",
            "The borough has built and runs a system of its own.",
            "An answer: it counts among the boroughs that are known, and belongs to no supplier.",
        ),
        Answer(
            "open_source", "open source", "\N{BULLET}",
            "The borough runs open source software that no supplier owns.",
            "An answer: it counts among the boroughs that are known, and belongs to no supplier.",
        ),
        Answer(
            "withheld", "withheld", "\N{MULTIPLICATION SIGN}",
            "There is an answer, and this edition may not show it.",
            "Left out of shares, as if it were unknown.",
        ),
        Answer(
            "not_published", "not published", "\N{MULTIPLICATION SIGN}",
            "In the public edition: the borough has sent a return and has published nothing here. Its answer may be withheld, or it may have "
            "given none.",
            "Left out of shares, as if it were unknown.",
        ),
        Answer(
            "not_applicable", "does not apply", "",
            "The borough does not carry out this function.",
            "The borough is left out of the number of boroughs there could be.",
        ),
    )
}  # fmt: skip
