"""Containers of every kind with a word in them, as a leak would be."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from urllib.parse import quote

import pandas as pd
import pikepdf
import pyarrow as pa
import pyarrow.parquet as pq
from fontTools.ttLib import TTFont
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin

from citytools_analysis.reporting.dashboard.packing import packed
from torture.decoding import FONTS


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body><p>Nothing here.</p>{body}</body></html>".encode()


def picture_tag(svg: bytes) -> str:
    return f'<img alt="A chart." src="data:image/svg+xml;base64,{base64.b64encode(svg).decode()}">'


def drawn(text: str) -> bytes:
    with TTFont(FONTS / "OpenSans-Bold.ttf") as font:
        glyphs = [font.getGlyphID(font.getBestCmap()[ord(letter)]) for letter in text]
    uses = "".join(f'<use xlink:href="#OpenSans-Bold-{glyph:x}"/>' for glyph in glyphs)
    return f'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><g id="text_1"><g>{uses}</g></g></svg>'.encode()


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet(frame: pd.DataFrame, metadata: dict[str, str] | None = None) -> bytes:
    stream, table = io.BytesIO(), pa.Table.from_pandas(frame)
    pq.write_table(table.replace_schema_metadata(metadata) if metadata else table, stream)
    return stream.getvalue()


def _pdf(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    stream = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(stream, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stream.getvalue()


def _pdf_page(word: str) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        parts = " 0 -20 Td ".join(f"({part}) Tj" for part in (word[:5], word[5:]))  # broken over two lines
        document.pages[0].Contents = document.make_stream(f"BT /F1 12 Tf 50 700 Td {parts} ET".encode())

    return _pdf(change)


def _pdf_xmp(word: str) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        with document.open_metadata() as told:
            told["dc:description"] = f"About {word}"

    return _pdf(change)


def _pdf_file(word: str) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        document.attachments["rows.csv.gz"] = gzip.compress(f"a,b\n1,{word}\n".encode())

    return _pdf(change)


def _pdf_said(key: str) -> Callable[[str], bytes]:
    def make(word: str) -> bytes:
        def change(document: pikepdf.Pdf) -> None:
            said = pikepdf.Dictionary(
                {key: pikepdf.String(f"caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{EM DASH} {word}")}
            )
            document.Root.StructTreeRoot = document.make_indirect(pikepdf.Dictionary(K=pikepdf.Array([said])))

        return _pdf(change)

    return make


def _pdf_link(word: str) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(f"https://example.org/a%20b/{word}(1)"))
        document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])

    return _pdf(change)


def _book(change: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    book.worksheets[0].append(["nothing"])
    change(book)
    return saved(book)


def _book_note(word: str) -> bytes:
    def change(book: Workbook) -> None:
        book.worksheets[0]["A1"].comment = Comment(f"see {word}", "x")

    return _book(change)


def _book_author(word: str) -> bytes:
    def change(book: Workbook) -> None:
        book.properties.lastModifiedBy = word

    return _book(change)


def _book_hidden(word: str) -> bytes:
    def change(book: Workbook) -> None:
        book.create_sheet("more").append([word])
        book["more"].sheet_state = "veryHidden"

    return _book(change)


def _zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return stream.getvalue()


def _png(word: str) -> bytes:
    stream, told = io.BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Description", word, zip=True)
    Image.new("RGB", (2, 2)).save(stream, "png", pnginfo=told)
    return stream.getvalue()


def _jpeg(word: str) -> bytes:
    stream, picture = io.BytesIO(), Image.new("RGB", (2, 2))
    exif = picture.getexif()
    exif[0x010E] = f"of {word}"
    picture.save(stream, "jpeg", exif=exif)
    return stream.getvalue()


def _notebook(word: str) -> bytes:
    output = {
        "output_type": "display_data",
        "data": {"text/html": ["<p>as <b>", f"{word[:6]}</b>{word[6:]}</p>"]},
        "metadata": {},
    }
    return json.dumps({"cells": [{"cell_type": "code", "outputs": [output], "metadata": {}}], "metadata": {}}).encode()


def _entities(word: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in word)


def _escapes(word: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in word)


CARRIERS: Mapping[str, tuple[str, Callable[[str], bytes]]] = {
    "text of a page, in entities": ("html", lambda word: page(f"<p>{_entities(word)}</p>")),
    "text of a page, in two elements": ("html", lambda word: page(f"<p>{word[:5]}<wbr><b>{word[5:]}</b></p>")),
    "an attribute": ("html", lambda word: page(f'<p title="{word}">a</p>')),
    "a comment": ("html", lambda word: page(f"<!-- {word} -->")),
    "a script": ("html", lambda word: page(f'<script>let a = "{_escapes(word)}";</script>')),
    "an address": ("html", lambda word: page(f'<a href="a.html?q={quote(word)}%2F">a</a>')),
    "a picture in a page": ("html", lambda word: page(picture_tag(f"<svg><title>{word}</title></svg>".encode()))),
    "letters drawn as outlines": ("html", lambda word: page(picture_tag(drawn(word)))),
    "packed header of a dashboard": ("html", lambda word: page(f'<script id="a-data">{packed({"texts": [word]}, {})}</script>')),
    "words of a PDF's page": ("pdf", _pdf_page),
    "metadata of a PDF": ("pdf", _pdf_xmp),
    "attachment of a PDF": ("pdf", _pdf_file),
    "alternative text of a PDF": ("pdf", _pdf_said("/Alt")),
    "title of a PDF's structure": ("pdf", _pdf_said("/T")),
    "link of a PDF": ("pdf", _pdf_link),
    "author of a workbook": ("xlsx", _book_author),
    "comment of a workbook": ("xlsx", _book_note),
    "hidden sheet": ("xlsx", _book_hidden),
    "name of a part": ("xlsx", lambda word: _zipped(f"xl/{word}.bin", b"x")),
    "zip in gzip": ("bin.gz", lambda word: gzip.compress(_zipped("a/b.csv", f"1,{word}".encode()))),
    "chunk of a PNG": ("png", _png),
    "EXIF of a JPEG": ("jpg", _jpeg),
    "folded line of a calendar": ("ics", lambda word: f"BEGIN:VCALENDAR\r\nSUMMARY:Act {word[:4]}\r\n {word[4:]}\r\n".encode()),
    "escaped JSON": ("json", lambda word: f'{{"reason": "cell 3: \'{_escapes(word)}\'"}}'.encode()),
    "key of JSON": ("json", lambda word: json.dumps({"reports": [{word: 1}]}).encode()),
    "output of a notebook": ("ipynb", _notebook),
    "Parquet": ("parquet", lambda word: parquet(pd.DataFrame({"a": [word]}))),
    "metadata of Parquet": ("parquet", lambda word: parquet(pd.DataFrame({"a": [1]}), {"made of": word})),
    "base64": ("log", lambda word: b"token " + base64.b64encode(word.encode())),
    "hexadecimal digits": ("log", lambda word: b"token " + word.encode().hex().encode()),
    "UTF-16": ("log", lambda word: f"token {word}".encode("utf-16")),
    "unknown bytes": ("bin", lambda word: b"\x93\x01\xff" + word.encode("utf-16-le") + b"\xfe\x80"),
    "hash of a value": ("log", lambda word: f"key {_digest(word)}".encode()),
    "slug, cut off": ("log", lambda word: f"{word[:8].upper()}… and more".encode()),
}  # fmt: skip


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:16]
