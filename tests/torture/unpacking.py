"""
Every byte of a folder of output as texts: what is packed is unpacked, and what is packed in that, until nothing is left.

A piece is a place, a text and what it is: `words` for people, `data` (numbers and code, in which a year alone means
nothing), or `raw` (bytes of pictures, fonts and drawing orders, in which only words are looked for). What is of no known
kind is read as bytes, zero bytes left out, and counted aloud. Not read: what a bitmap depicts. Letters that a chart draws
as outlines are read back from the names of its glyphs in SVG; in a PDF the same charts are outlines without names.
"""

from __future__ import annotations

import binascii
import gzip
import hashlib
import io
import json
import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import lxml.html
import numpy as np
import pikepdf
import pyarrow as pa
import pyarrow.parquet as pq
import pypdfium2
from lxml import etree
from PIL import Image
from python_calamine import CalamineError, CalamineWorkbook

from torture.decoding import Number, far_day, from_base64, leaves, letters_drawn, pdf_strings

Kind = Literal["words", "data", "raw"]
_BASE64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9_-]{22,}={0,2}")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}){12,}(?![0-9A-Za-z])")
_COLUMN = {"u1": "<u1", "u2": "<u2", "i4": "<i4", "f8": "<f8"}

_BROKEN = (
    ValueError, KeyError, OSError, EOFError, zlib.error, etree.Error, zipfile.BadZipFile, pa.ArrowException, CalamineError,
    pikepdf.PdfError, pypdfium2.PdfiumError,
)  # fmt: skip
_SIGNATURES = (b"GIF87a", b"GIF89a")
_APART = ("td", "th", "tr", "p", "li", "div", "c")  # the last one is a cell of a workbook


@dataclass(frozen=True)
class Piece:
    """A text that was found, and where."""

    place: str
    text: str
    kind: Kind = "words"


@dataclass
class Unpacker:
    """Unpacks files, each blob once, and counts what it read."""

    n_files: int = 0
    n_bytes: int = 0
    n_unpacked: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    seen: set[bytes] = field(default_factory=set)

    def folder(self, folder: Path) -> Iterator[Piece]:
        """Give every piece of every file under a folder, and the names of all."""
        for path in sorted(folder.rglob("*")):
            yield from self.file(path, folder)

    def file(self, path: Path, folder: Path) -> Iterator[Piece]:
        """Give the pieces of one file and its name; of a folder or link its name."""
        name = path.relative_to(folder).as_posix()
        yield Piece(f"name of {name}", name, "data")
        if path.is_symlink():
            yield Piece(f"link {name}", str(path.readlink()), "data")
        elif path.is_file():
            content = path.read_bytes()
            self.n_files += 1
            self.n_bytes += len(content)
            yield from self.blob(name, content)

    def blob(self, place: str, content: bytes) -> Iterator[Piece]:
        """Give the pieces of some bytes, by what they are rather than by what they are called."""
        mark = hashlib.sha256(content).digest()
        if mark in self.seen:
            return
        self.seen.add(mark)
        self.n_unpacked += len(content)
        kind, read = self._reader(content)
        self.kinds[kind] += 1
        if kind == "unknown":
            self.unknown[f"{Path(place).suffix or place[-12:]} {content[:4]!r}"] += 1
        try:
            yield from read(place, content)
        except _BROKEN as error:
            self.unknown[f"{kind} that cannot be read, {place}: {type(error).__name__}"] += 1
        yield Piece(f"{place} (bytes)", content.replace(b"\0", b"").decode("latin-1"), "raw")

    def text(self, place: str, text: str, kind: Kind) -> Iterator[Piece]:
        """Give a text, and whatever is written in it as base64 or hexadecimal digits."""
        bare = _BASE64.sub(lambda found: " " if len(found[0]) > 400 else found[0], text)
        yield Piece(place, bare, kind)
        for found in _BASE64.finditer(text.replace("%2B", "+").replace("%2F", "/")):
            yield from self._decoded(f"{place}, base64", from_base64(found[0]))
        for found in _HEX.finditer(bare):
            yield from self._decoded(f"{place}, hexadecimal", binascii.unhexlify(found[0]))

    def _decoded(self, place: str, content: bytes) -> Iterator[Piece]:
        if self._reader(content)[0] == "unknown":  # a long word, which is no base64
            yield Piece(place, content.replace(b"\0", b"").decode("latin-1"), "raw")
        else:
            yield from self.blob(place, content)

    def _reader(self, content: bytes) -> tuple[str, Callable[[str, bytes], Iterator[Piece]]]:
        start = content[:8]
        by_magic: dict[bytes, tuple[str, Callable[[str, bytes], Iterator[Piece]]]] = {
            b"PK\x03\x04": ("zip", self._zip), b"\x1f\x8b": ("gzip", self._gzip), b"%PDF": ("pdf", self._pdf),
            b"\x89PNG": ("picture", self._picture), b"\xff\xd8\xff": ("picture", self._picture),
            b"GIF8": ("picture", self._picture), b"RIFF": ("picture", self._picture), b"PAR1": ("parquet", self._parquet),
            b"wOF2": ("font", self._nothing), b"\x00\x01\x00\x00": ("font", self._nothing), b"\x78\x9c": ("zlib", self._zlib),
            b"\xff\xfe": ("utf-16", self._wide), b"\xfe\xff": ("utf-16", self._wide),
        }  # fmt: skip
        for magic, found in by_magic.items():
            if start.startswith(magic):
                return found
        if content[4:5] == b"{" and int.from_bytes(content[:4], "little") < len(content):
            return "packed columns", self._packed
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            return "unknown", self._nothing
        return "text", self._plain

    def _nothing(self, place: str, content: bytes) -> Iterator[Piece]:
        del place, content
        return iter(())

    def _wide(self, place: str, content: bytes) -> Iterator[Piece]:
        yield from self.text(place, content.decode("utf-16", "replace"), "words")

    def _plain(self, place: str, content: bytes) -> Iterator[Piece]:
        text = content.decode("utf-8")
        start = text[:500].lstrip("\ufeff \r\n\t").lower()
        if start.startswith("begin:vcalendar"):
            text = re.sub(r"\r?\n[ \t]", "", text)
            yield from self.text(place, re.sub(r"\\([,;\\])", r"\1", text).replace("\\n", "\n"), "words")
        elif start.startswith(("{", "[")):
            yield from self._json(place, text)
        elif "<svg" in start:
            yield from self._svg(place, text)
        elif start.startswith("<"):
            yield from self._markup(place, text, is_html=not start.startswith("<?xml"))
        else:
            yield from self.text(place, text, "data" if Path(place).suffix in {".js", ".css"} else "words")

    def _json(self, place: str, text: str) -> Iterator[Piece]:
        try:
            found = list(leaves(json.loads(text, parse_int=Number, parse_float=Number)))
        except ValueError:  # one JSON object a line, or not JSON at all
            yield from self.text(place, text, "words")
            return
        numbers = [leaf for leaf in found if isinstance(leaf, Number)]
        yield Piece(f"{place}, numbers", "\n".join(numbers), "data")
        found = [leaf for leaf in found if not isinstance(leaf, Number)]
        yield from self.text(place, "\n".join(found), "words")
        for leaf in found:
            if leaf.lstrip().startswith(("<", "{", "[")) and len(leaf) > 20:
                yield from self.blob(f"{place}, text in it", leaf.encode("utf-8", "surrogatepass"))

    def _svg(self, place: str, text: str) -> Iterator[Piece]:
        yield Piece(f"{place}, letters drawn", letters_drawn(text))
        yield from self._markup(place, text, is_html=False)

    def _markup(self, place: str, text: str, *, is_html: bool) -> Iterator[Piece]:
        if is_html:
            root = lxml.html.document_fromstring(
                text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
            )
        else:
            root = etree.fromstring(
                text.encode("utf-8"), etree.XMLParser(huge_tree=True, resolve_entities=False, recover=True)
            )
        said, coded, held = [], [], []
        for element in root.iter():
            parts = coded if element.tag in ("script", "style") else held if not isinstance(element.tag, str) else said
            parts += [
                "\n" * (_bare(element.tag) in _APART),
                element.text or "",
            ]  # else two cells might make a day of two
            said += [element.tail or ""]
            if isinstance(element.tag, str):
                held += [value for name, value in element.attrib.items() if name not in ("d", "style", "transform")]
        yield from self.text(f"{place}, text", "".join(said), "words")
        yield from self.text(f"{place}, attributes and comments", "\n".join(held), "words")
        yield from self.text(f"{place}, scripts and styles", "\n".join(coded), "data")

    def _zip(self, place: str, content: bytes) -> Iterator[Piece]:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            yield Piece(f"{place}, comment", parts.comment.decode("latin-1"))
            for part in parts.infolist():
                yield Piece(
                    f"{place}/{part.filename}, name", f"{part.filename} {part.comment!r} {part.extra!r}", "data"
                )
                yield from self.blob(f"{place}/{part.filename}", parts.read(part))
            is_book = not {"xl/workbook.xml", "content.xml"}.isdisjoint(parts.namelist())
        for sheet in CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names if is_book else ():
            rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
            yield Piece(f"{place}, cells of sheet {sheet}", "\n".join("\t".join(map(str, row)) for row in rows))

    def _gzip(self, place: str, content: bytes) -> Iterator[Piece]:
        yield from self.blob(f"{place}, unzipped", gzip.decompress(content))

    def _zlib(self, place: str, content: bytes) -> Iterator[Piece]:
        yield from self.blob(f"{place}, inflated", zlib.decompress(content))

    def _packed(self, place: str, content: bytes) -> Iterator[Piece]:
        length = int.from_bytes(content[:4], "little")
        header = json.loads(content[4 : 4 + length])
        told_of = list(leaves(header))
        told_apart = leaves({name: value for name, value in header.items() if name != "columns"})
        days = [far_day(int(leaf)) for leaf in told_apart if re.fullmatch(r"-?\d{1,6}", leaf)]
        yield from self.text(f"{place}, header", "\n".join([*told_of, *filter(None, days)]), "words")
        for name, kind, offset, size in header["columns"]:
            values = np.frombuffer(content, _COLUMN[kind], size, 4 + length + offset)
            told = [f"{value:.6f}".rstrip("0").rstrip(".") if kind == "f8" else str(value) for value in values]
            if kind == "i4":
                told += filter(None, (far_day(int(value)) for value in values))
            yield Piece(f"{place}, column {name}", "\n".join(told), "data")

    def _picture(self, place: str, content: bytes) -> Iterator[Piece]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                picture.load()
                told = {**picture.info, **getattr(picture, "text", {}), **dict(picture.getexif())}
        for name, value in told.items():
            if value in _SIGNATURES:  # what every GIF begins with: a picture without a picture
                continue
            yield from self.blob(f"{place}, {name}", value if isinstance(value, bytes) else str(value).encode())

    def _parquet(self, place: str, content: bytes) -> Iterator[Piece]:
        table = pq.read_table(io.BytesIO(content))
        yield Piece(
            f"{place}, schema", str(table.schema.to_string(show_field_metadata=True, truncate_metadata=False)), "data"
        )
        yield from self.text(f"{place}, rows", table.to_pandas().to_csv(), "data")

    def _pdf(self, place: str, content: bytes) -> Iterator[Piece]:
        with pikepdf.open(io.BytesIO(content)) as document:
            for name, attached in document.attachments.items():
                yield Piece(f"{place}, attachment", name, "data")
                yield from self.blob(f"{place}, attachment {name}", attached.get_file().read_bytes())
            for item in document.objects:
                if isinstance(item, pikepdf.Stream) and item.get("/Type") == "/Metadata":
                    yield from self.blob(f"{place}, metadata", item.read_bytes())
            plain = io.BytesIO()
            document.save(plain, qdf=True, static_id=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all,
                          object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
        yield Piece(f"{place}, streams", plain.getvalue().replace(b"\0", b"").decode("latin-1"), "raw")
        yield from self.text(f"{place}, strings", pdf_strings(plain.getvalue()), "words")
        with pypdfium2.PdfDocument(content) as document:
            for number, sheet in enumerate(document, start=1):
                words = sheet.get_textpage()
                yield Piece(f"{place}, page {number}", words.get_text_range())
                words.close()
                sheet.close()


def _bare(tag: object) -> str:
    """Give the name of an element without its namespace; nothing of a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
