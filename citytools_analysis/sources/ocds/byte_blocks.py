"""A file of any size as blocks of UTF-8 text, whether packed or not, and what is known of it on the way."""

from __future__ import annotations

import codecs
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

_BLOCK = 1 << 18
_MAX_RATIO = 200  # real pages of notices pack five to thirty times smaller
_LEAST_BYTES = 50 << 20  # a small file may pack well without any harm
_HEAD = 1 << 20
_GZIP = 31  # zlib's word for its own window and gzip's head


class ByteBlocks:
    r"""
    One file, read once.

    Parameters
    ----------
    path
        The file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.json"
    ...     _ = path.write_text("\ufeff[]", encoding="utf-8")
    ...     held = ByteBlocks(path)
    ...     list(held), held.n_bytes
    ([b'[]'], 5)
    """

    def __init__(self, path: Path) -> None:
        """Read nothing yet."""
        self._path, self._hash = path, hashlib.sha256()
        self.n_bytes = 0  # read so far, as the file has them
        self.n_of = path.stat().st_size

    def __iter__(self) -> Iterator[bytes]:
        """
        Give what the file holds, a quarter of a megabyte at a time.

        Raises
        ------
        ValueError
            If it is packed and cut short, damaged, or made to fill whoever unpacks it; the message says which.
        OSError
            If it cannot be read.
        """
        blocks = self._read()
        first = next(blocks, b"")
        if is_gzip(first):
            blocks = self._unpacked(first, blocks)
            first = next(blocks, b"")
        if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
            yield from _as_utf8(first, blocks)
            return
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from blocks

    @property
    def sha256(self) -> str:
        """Hash of the file's bytes, once all were read."""
        return self._hash.hexdigest()

    def _read(self) -> Iterator[bytes]:
        with self._path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                self._hash.update(block)
                self.n_bytes += len(block)
                yield block

    def _unpacked(self, first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Undo gzip; files packed one after another are one."""
        undo, n_given, block = zlib.decompressobj(_GZIP), 0, first
        try:
            while block or (block := next(blocks, b"")):
                if undo.eof:
                    block = block.lstrip(b"\x00")  # some tapes and tools fill up with zeros
                    undo = zlib.decompressobj(_GZIP) if block else undo
                given = undo.decompress(block, _BLOCK) if block else b""
                block = undo.unused_data if undo.eof else undo.unconsumed_tail
                n_given += len(given)
                self._refuse_bomb(n_given)
                if given:
                    yield given
        except zlib.error as fault:
            raise ValueError("it is packed by gzip and damaged") from fault
        yield undo.flush()
        if not undo.eof:
            raise ValueError("the packed file stops in the middle: the download was cut short")

    def _refuse_bomb(self, n_given: int) -> None:
        ratio = n_given / self.n_bytes
        if ratio > _MAX_RATIO and n_given > _LEAST_BYTES:
            size = f"more than {n_given >> 20:,} megabytes, {ratio:,.0f} times its size"
            raise ValueError(f"it unpacks to {size}: it is made to fill the memory")


def is_gzip(start: bytes) -> bool:
    r"""
    Say whether bytes are packed by gzip.

    Parameters
    ----------
    start
        The first bytes of a file.

    Returns
    -------
    packed
        Whether they begin with its mark.

    Examples
    --------
    >>> is_gzip(b"\x1f\x8b\x08"), is_gzip(b"{}")
    (True, False)
    """
    return start[:2] == b"\x1f\x8b"


def head_of(path: Path, *, n_bytes: int = _HEAD) -> bytes:
    """
    Read the beginning of a file, packed or not.

    Parameters
    ----------
    path
        The file.
    n_bytes
        How much is wanted.

    Returns
    -------
    head
        At least so much, as UTF-8, where it holds so much; of a damaged file what comes before the damage.

    Raises
    ------
    ValueError
        If it is damaged at once.
    OSError
        If it cannot be read.

    Examples
    --------
    >>> head_of(Path(__file__))[:3]
    b'\"\"\"'
    """
    head = b""
    try:
        for block in ByteBlocks(path):
            head += block
            if len(head) >= n_bytes:
                break
    except ValueError:
        if not head:
            raise
    return head


def _as_utf8(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    yield decoder.decode(first).encode()
    for block in blocks:
        yield decoder.decode(block).encode()
    yield decoder.decode(b"", final=True).encode()
