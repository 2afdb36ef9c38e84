"""Many files taken as far as register rows: here one after another, or by an executor's workers; the same either way."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path

from citytools_analysis.assemble import Assembly
from citytools_analysis.check import check_file
from citytools_analysis.errors import DataError, Issue
from citytools_analysis.records import Known
from citytools_analysis.resolve import Names

Checked = tuple[Assembly, tuple[Issue, ...]]
_LOOK_EVERY_SECONDS = 0.25
_MOST_SENT = 64 << 20
_NEVER_A_RETURN = {".json", ".jsonl", ".gz"}  # what a return may speak of is then not sent along
told_here: list[Callable[[int, int, int, int], None]] = []  # what a worker tells its parent by, if it has one


@dataclass(frozen=True)
class Workers:
    """
    Who reads files in the place of this process.

    Parameters
    ----------
    executor
        What work is given to.
    n_at_once
        How many files are in hand at most.
    is_elsewhere
        Whether they are other computers, to which the file itself is sent.
    look
        Called four times a second while they work.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> Workers(ThreadPoolExecutor(2), 2).is_elsewhere
    False
    """

    executor: Executor
    n_at_once: int
    is_elsewhere: bool = False
    look: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Question:
    """
    One file to be checked.

    Parameters
    ----------
    path
        The file.
    names
        The reviewed names.
    kind, borough, known
        As for `check.check_file`.
    number
        Which of the files it is.
    content
        What it holds, where it is not looked for at its path.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> Question(Path("a.csv"), Names(load_reference())).number
    0
    """

    path: Path
    names: Names
    kind: str | None = None
    borough: str | None = None
    known: Known | None = None
    number: int = 0
    content: bytes | None = None


def check_files(  # noqa: PLR0913 - what files are, and who reads them
    paths: Iterable[Path],
    *,
    names: Names,
    kind: str | None = None,
    borough: str | None = None,
    known: Known | None = None,
    workers: Workers | None = None,
) -> list[Checked]:
    """
    Take files as far as register rows, and find every problem on the way.

    Parameters
    ----------
    paths
        The files.
    names
        The reviewed names.
    kind, borough, known
        As for `check.check_file`.
    workers
        Who reads them; this process if not given.

    Returns
    -------
    checked
        In the order of the paths, whichever was done first.

    Raises
    ------
    DataError
        If a worker is lost and the file with it.

    Examples
    --------
    >>> check_files([], names=None)
    []
    """
    questions = (Question(path, names, kind, borough, known, number) for number, path in enumerate(paths))
    if workers is None:
        return [_answer(question) for question in questions]
    return _shared_out(list(questions), workers, names)


def answer_there(question: Question) -> Checked:
    """
    Check a file as a worker.

    Parameters
    ----------
    question
        The file.

    Returns
    -------
    assembly, issues
        As `check.check_file` gives, without the reviewed names, which whoever asked has.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> asked = Question(Path("a.csv"), Names(load_reference()), content=b"")
    >>> print(answer_there(asked)[1][0].what)
    the file is empty (0 bytes)
    """
    if question.content is None:
        assembly, issues = _answer(question)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / question.path.name
            path.write_bytes(question.content)
            assembly, issues = _answer(replace(question, path=path))
    return replace(assembly, names=None), issues  # type: ignore[arg-type]  # put back by `_shared_out`


def _answer(question: Question) -> Checked:
    def told(n_bytes: int, n_of: int, n_releases: int) -> None:
        for tell in told_here:
            tell(question.number, n_bytes, n_of, n_releases)

    return check_file(
        question.path,
        names=question.names,
        kind=question.kind,
        borough=question.borough,
        known=question.known,
        told=told,
    )


def _shared_out(questions: Sequence[Question], workers: Workers, names: Names) -> list[Checked]:
    waiting, checked = list(reversed(questions)), dict[int, Checked]()
    in_hand: dict[Future[Checked], Question] = {}
    try:
        while waiting or in_hand:
            while waiting and len(in_hand) < workers.n_at_once:
                question = waiting.pop()
                in_hand[workers.executor.submit(answer_there, _sent(question, workers))] = question
            done, _ = wait(in_hand, timeout=_LOOK_EVERY_SECONDS, return_when=FIRST_COMPLETED)
            workers.look()
            for future in done:
                question = in_hand.pop(future)
                assembly, issues = _result(future, question)
                checked[question.number] = replace(assembly, names=names), issues
    finally:
        for future in in_hand:
            future.cancel()
    return [checked[question.number] for question in questions]


def _sent(question: Question, workers: Workers) -> Question:
    """Leave out what the file cannot need, and put in the file itself where the worker could not find it."""
    is_none = question.kind != "return" and question.path.suffix.casefold() in _NEVER_A_RETURN
    sent = replace(question, known=None) if is_none else question
    if not workers.is_elsewhere:
        return sent
    path = question.path
    if path.is_file() and path.stat().st_size <= _MOST_SENT:
        return replace(sent, content=path.read_bytes())
    return replace(sent, path=path.resolve())


def _result(future: Future[Checked], question: Question) -> Checked:
    try:
        return future.result()
    except Exception as fault:
        reason = str(fault).partition("\n")[0][:200]
        what = f"what read it came to no end ({type(fault).__name__}: {reason})"
        raise DataError([Issue(str(question.path), "", what, "Add it by itself, with --jobs 1.", "process")]) from fault
