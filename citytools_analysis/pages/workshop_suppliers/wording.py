"""Dimensions and problems in words, and the question that each problem puts to its supplier."""

from __future__ import annotations

DIMENSION_WORDS = {
    "overall": "overall",
    "value": "value for money",
    "support": "support",
    "usability": "ease of use",
    "data_access": "access to our own data",
    "interoperability": "working with other systems",
    "roadmap": "plans for the product",
}
PROBLEM_WORDS = {
    "price_rises": "price rises",
    "lock_in": "being locked in",
    "api": "connections to other systems (APIs)",
    "support": "support",
    "slow_roadmap": "slow development",
    "usability": "ease of use",
    "performance": "speed and reliability",
    "data_export": "getting data out",
    "reporting": "reporting",
    "accessibility": "accessibility",
    "security": "security",
    "contract_terms": "contract terms",
    "implementation": "implementation",
    "skills_gap": "lack of skills",
    "end_of_life": "end of life of a product",
}
QUESTIONS = {
    "price_rises": "How is each yearly rise reckoned, and what rise will you commit to for the rest of the term?",
    "lock_in": "What would a borough need from you to leave, how long would it take, and at what charge?",
    "api": "Which open interfaces are there today, at what charge, and which will be there in a year?",
    "support": "What times to answer and to mend will you commit to, and how will we see whether they are kept?",
    "slow_roadmap": "Which changes that we asked for will be delivered, and on which days?",
    "usability": "Which of the tasks that take staff longest will you make shorter, and who will test it?",
    "performance": "What was the time up and the time to answer of the last quarter, by borough?",
    "data_export": "How does a borough get all of its own data, in which format, how often and at what charge?",
    "reporting": "Which reports can a borough make itself, and on which of its data can it not?",
    "accessibility": "When will the product meet WCAG 2.2 AA, and what does the latest test say?",
    "security": "What did the latest independent test find, and by when is each finding mended?",
    "contract_terms": "Which terms differ between our contracts, and would you offer all of us the same?",
    "implementation": "What was planned and what was delivered in the last three implementations?",
    "skills_gap": "What training is there, at what charge, and may boroughs share it?",
    "end_of_life": "Until when is each version supported, and what does the move to the next one cost?",
}


def problem_words(tag: object) -> str:
    """
    Write a problem in words.

    Parameters
    ----------
    tag
        A tag of the controlled list.

    Returns
    -------
    words
        The words; a tag that is not on the list with its underscores taken out.

    Examples
    --------
    >>> problem_words("price_rises"), problem_words("new_tag")
    ('price rises', 'new tag')
    """
    return PROBLEM_WORDS.get(str(tag), str(tag).replace("_", " "))
