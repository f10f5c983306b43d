"""How a file's bytes spell its text: checking a named encoding, and finding out which one it is."""

import codecs
from dataclasses import dataclass
from typing import IO

# What people may choose, and what it is called to them.
ENCODINGS = {
    "utf-8": "UTF-8",
    "windows-1252": "Western European (Windows-1252)",
    "latin-1": "Western European (Latin-1)",
    "utf-16": "UTF-16 (Unicode text from Excel)",
}
_BLOCK = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(Exception):
    """The file as a whole can't be taken; the text says why and where, for people."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The encoding that a file is probably in; `doubt` is the reason why it is not certain, "" when it is."""

    encoding: str
    doubt: str = ""


def check_encoding(file: IO[bytes], encoding: str = "utf-8") -> None:
    """Raises Unreadable naming line and byte unless the whole file is in that encoding; a byte order mark is fine."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    done = lines = 0
    while True:
        block = file.read(_BLOCK)
        pending = _pending(decoder)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            bad, line = error.object[error.start], lines + error.object.count(b"\n", 0, error.start) + 1
            name = ENCODINGS.get(encoding, encoding).split(" ", 1)[0] if encoding == "utf-8" else encoding
            raise Unreadable(
                f"The file is not {name}: line {line} holds the byte 0x{bad:02X} (byte {done - pending + error.start} "
                "of the file). Say which encoding it is in, or save it as CSV UTF-8 and upload it again."
            ) from None
        if not block:
            return
        # What the decoder keeps for the next block holds no line break.
        done, lines = done + len(block), lines + block.count(b"\n")


def guess_encoding(file: IO[bytes]) -> Guess:
    """UTF-16 by its byte order mark, UTF-8 where every byte says so, else Windows-1252 with the reason for doubt."""
    file.seek(0)
    if file.read(2) in _UTF16:
        return Guess("utf-16")
    try:
        check_encoding(file)
    except Unreadable as error:
        return Guess("windows-1252", str(error))
    return Guess("utf-8")


def _pending(decoder: codecs.IncrementalDecoder) -> int:
    kept = decoder.getstate()[0]
    return len(kept) if isinstance(kept, bytes) else 0
