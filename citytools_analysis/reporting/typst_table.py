"""Tables as Typst code: column widths from what the cells hold, a header that repeats, rows kept whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from citytools_analysis.reporting.tree import Element, elements
from citytools_analysis.reporting.typst_inline import STATES, Setting, inline
from citytools_analysis.reporting.typst_text import width

INSET = 8.0  # points beside the text of a cell, both sides together
_TYPE = 8.5  # points
_TYPE_WIDE = 8.0
_SAMPLE = 400  # rows looked at for widths
_TALLEST = 30  # lines; a taller row may be split, else it could run off the page
_SHORT = 7.0  # ems: dates, sums and names as short as this stay on one line
_LONG_WORD = 14.0  # ems: longer words are broken before they squeeze the other columns
_BOLD = 1.1  # how much wider than regular type
_STRETCH = 1.5  # a narrow table is drawn apart this much at most
_LINE = 1.25  # ems from line to line in report.typ, rounded up; words that go to the next line leave as much empty


@dataclass(frozen=True)
class TypstTable:
    """
    A table as Typst code, and how much room it takes.

    Parameters
    ----------
    code
        A call of `data-table`.
    points
        How tall it is at most, estimated on the safe side.

    Examples
    --------
    >>> TypstTable("data-table()", 12.5).points
    12.5
    """

    code: str
    points: float = 0.0


@dataclass(frozen=True)
class _Cell:
    element: Element
    column: int
    span: int
    rows: int
    is_head: bool = False

    @property
    def text(self) -> str:
        return self.element.text()


def is_wide(table: Element) -> bool:
    """
    Tell whether a table is set on a landscape page.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    wide
        True for class `ct-wide` and from eight columns on.

    Examples
    --------
    >>> is_wide(Element("table", {"class": "ct-table ct-wide"}))
    True
    """
    return table.has_class("ct-wide") or _columns(_grid(list(elements([table], "tr"))[:_SAMPLE])) >= 8


def typst_table(table: Element, setting: Setting) -> TypstTable:
    """
    Write a table.

    Parameters
    ----------
    table
        The table, with its caption.
    setting
        Where it is set.

    Returns
    -------
    written
        Its code and height.

    Examples
    --------
    >>> from citytools_analysis.reporting.tree import parse
    >>> html = "<table><caption>C</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    >>> written = typst_table(parse(html)[0], Setting())
    >>> print(written.code.replace(chr(10), " "), round(written.points))
    data-table(8.5pt, "C", (28.1pt,), (left,), 1, (headed("a"),), ( "1", )) 64
    """
    size = _TYPE if setting.width <= 500 else _TYPE_WIDE
    head_rows = [row for head in elements([table], "thead") for row in elements([head], "tr")]
    in_head = {id(row) for row in head_rows}
    head, body = (
        _grid(head_rows, is_head=True),
        _grid([row for row in elements([table], "tr") if id(row) not in in_head]),
    )
    count = _columns([*head, *body])
    if not count:
        return TypstTable('""')
    widths = _widths(table, [*head, *body], count, setting.width / size)
    aligned = ["right" if _is_numeric(body, column) else "left" for column in range(count)]
    caption = next(elements([table], "caption"), None)
    words = inline(caption.children, setting) if caption else '""'
    inside = setting.within(0, size=size)
    written = [_row(row, widths, aligned, inside) for row in body]
    code = (
        f"data-table({size}pt, {words}, ({', '.join(f'{part * size:.1f}pt' for part in widths)},), ({', '.join(aligned)},), "
        f"{len(head)}, ({_row([cell for row in head for cell in row], widths, aligned, inside)}), (\n"
        + "\n".join(written)
        + "\n))"
    )
    n_lines = sum(ceil(_LINE * _n_lines(row, widths, size)) for row in [*head, *body]) + ceil(
        _LINE * width(caption.text() if caption else "") * _TYPE / setting.width
    )
    return TypstTable(code, (n_lines * _LINE * size) + INSET * (len(head) + len(body) + 2))


def _n_lines(row: Sequence[_Cell], widths: Sequence[float], size: float) -> float:
    """Estimate how many lines the fullest cell of a row takes."""
    return max((width(cell.text) / _place(cell, widths, size) for cell in row), default=0.0)


def _place(cell: _Cell, widths: Sequence[float], size: float) -> float:
    """Give the room for the text of a cell, in ems."""
    return sum(widths[cell.column : cell.column + cell.span]) - INSET / size


def _row(row: Sequence[_Cell], widths: Sequence[float], aligned: Sequence[str], setting: Setting) -> str:
    is_tall = _n_lines(row, widths, setting.size) > _TALLEST
    codes = []
    for cell in row:
        room = _place(cell, widths, setting.size) * setting.size
        code = inline(cell.element.children, setting.within(room))
        functions = [function for name, function in STATES.items() if cell.element.has_class(name)]
        for function in [*functions, *(["headed"] if cell.is_head else [])]:
            code = f"{function}({code})"
        options = _options(cell, aligned[cell.column], is_tall=is_tall)
        codes.append(f"table.cell({options}{code})" if options else code)
    return "".join(f"{code}, " for code in codes).rstrip(" ")


def _options(cell: _Cell, column_align: str, *, is_tall: bool) -> str:
    align = "right" if cell.element.has_class("ct-number") else "left"
    return (
        (f"colspan: {cell.span}, " if cell.span > 1 else "")
        + (f"rowspan: {cell.rows}, " if cell.rows > 1 else "")
        + (f"align: {align}, " if align != column_align else "")
        + ("breakable: true, " if is_tall else "")
    )


def _grid(rows: Sequence[Element], *, is_head: bool = False) -> list[list[_Cell]]:
    """Give each cell its column, cells that reach down from earlier rows allowed for."""
    reaching: dict[int, int] = {}
    placed: list[list[_Cell]] = []
    for number, row in enumerate(rows):
        column, cells = 0, []
        for element in elements([row], "th", "td"):
            while reaching.get(column, 0) > 0:
                column += 1
            span = int(element.attributes.get("colspan", 1))
            down = min(int(element.attributes.get("rowspan", 1)), len(rows) - number)
            cells.append(_Cell(element, column, span, down, is_head))
            reaching |= {column + offset: down for offset in range(span)}
            column += span
        reaching = {at: left - 1 for at, left in reaching.items()}
        placed.append(cells)
    return _squared(placed)


def _squared(rows: list[list[_Cell]]) -> list[list[_Cell]]:
    """Fill rows that are too short with empty cells, so that no later cell moves up a row."""
    count, reaching = _columns(rows), [0] * _columns(rows)
    for row in rows:
        for cell in row:
            for column in range(cell.column, cell.column + cell.span):
                reaching[column] = cell.rows
        row.extend(_Cell(Element("td"), column, 1, 1) for column in range(count) if reaching[column] <= 0)
        row.sort(key=lambda cell: cell.column)
        reaching = [max(left - 1, 0) for left in reaching]
    return rows


def _columns(rows: Sequence[Sequence[_Cell]]) -> int:
    return max((cell.column + cell.span for row in rows for cell in row), default=0)


def _is_numeric(body: Sequence[Sequence[_Cell]], column: int) -> bool:
    cells = [cell for row in body[:_SAMPLE] for cell in row if cell.column == column and cell.span == 1]
    return bool(cells) and sum(cell.element.has_class("ct-number") for cell in cells) * 2 > len(cells)


def _widths(table: Element, rows: Sequence[Sequence[_Cell]], count: int, available: float) -> list[float]:
    """Share the width out, in ems: what was asked for, else what each column needs and would like."""
    asked = [float(part) for part in table.attributes.get("data-widths", "").replace(",", " ").split()]
    cells = [cell for row in rows[:_SAMPLE] for cell in row if cell.span == 1]
    inset = INSET / _TYPE_WIDE + 0.2
    if len(asked) == count and min(asked) > 0:
        words = [
            max((_longest(cell) for cell in cells if cell.column == at), default=0.0) + inset for at in range(count)
        ]
        return _widened([available * part / sum(asked) for part in asked], words)
    need, like = [1.0] * count, [1.0] * count
    for cell in cells:
        whole = width(cell.text)
        need[cell.column] = max(need[cell.column], whole if whole <= _SHORT else _longest(cell))
        like[cell.column] = max(like[cell.column], min(whole, 40.0))
    return _shared([part + inset for part in need], [part + inset for part in like], available)


def _longest(cell: _Cell) -> float:
    """Give the width of the longest word of a cell that is not to be broken; a header is bold."""
    words = max((width(word) for word in cell.text.split()), default=0.0)
    return min(words * (_BOLD if cell.is_head else 1.0), _LONG_WORD)


def _widened(widths: list[float], words: Sequence[float]) -> list[float]:
    """Widen columns narrower than a word of theirs, at the cost of those that have room to spare."""
    lacking = [max(word - part, 0.0) for part, word in zip(widths, words, strict=True)]
    spare = [max(part - word, 0.0) for part, word in zip(widths, words, strict=True)]
    given = min(1.0, sum(spare) / sum(lacking)) if sum(lacking) else 0.0
    taken = given * sum(lacking) / (sum(spare) or 1.0)
    return [part + given * lack - taken * room for part, lack, room in zip(widths, lacking, spare, strict=True)]


def _shared(need: list[float], like: list[float], available: float) -> list[float]:
    if sum(like) <= available:
        stretch = min(available / sum(like), _STRETCH)
        return [part * stretch for part in like]
    cap = max(need)
    while sum(min(part, cap) for part in need) > available and cap > 2:
        cap *= 0.9
    need = [min(part, cap) for part in need]
    spare, wish = available - sum(need), [max(more - least, 0.0) for more, least in zip(like, need, strict=True)]
    if spare <= 0:
        return [part * available / sum(need) for part in need]
    return [least + spare * more / (sum(wish) or 1.0) for least, more in zip(need, wish, strict=True)]
