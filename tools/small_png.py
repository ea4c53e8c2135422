"""Makes a screenshot small: the colours that it has most often, one byte for each pixel, packed as tightly as can be."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_COLOURS = 256
# Of the header: eight bits a channel, red, green and blue, not interlaced.
RGB = (8, 2, 0)
PALETTE = (8, 3, 0)
BYTES = 3

Colour = bytes


def shrink(png: bytes) -> bytes:
    """Return the same picture with at most 256 colours. Takes what Chromium writes, nothing else."""
    parts: dict[bytes, bytes] = {}
    for name, data in _chunks(png):
        parts[name] = parts.get(name, b"") + data
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    if (depth, kind, interlaced) != RGB:
        raise ValueError("This is no screenshot of Chromium.")
    rows = list(_unfiltered(zlib.decompress(parts[b"IDAT"]), width * BYTES, height))
    return _written(width, height, rows)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += 12 + length


def _unfiltered(raw: bytes, stride: int, height: int) -> Iterator[bytearray]:
    """Each line is written as its difference from what stands to its left or above."""
    above = bytearray(stride)
    for start in range(0, height * (stride + 1), stride + 1):
        line = bytearray(raw[start + 1 : start + 1 + stride])
        _add(raw[start], line, above)
        yield line
        above = line


def _add(kind: int, line: bytearray, above: bytearray) -> None:
    for x in range(len(line)) if kind else ():
        left = line[x - BYTES] if x >= BYTES else 0
        corner = above[x - BYTES] if x >= BYTES else 0
        line[x] = (line[x] + _guess(kind, left, above[x], corner)) & 255


def _guess(kind: int, left: int, above: int, corner: int) -> int:
    if kind < 4:
        return (0, left, above, (left + above) // 2)[kind]
    whole = left + above - corner
    return min((left, above, corner), key=lambda one: abs(whole - one))


def _written(width: int, height: int, rows: list[bytearray]) -> bytes:
    pixels = [[bytes(row[x : x + BYTES]) for x in range(0, len(row), BYTES)] for row in rows]
    counted = Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counted.most_common(MOST_COLOURS)]
    places = {colour: _nearest(colour, palette) for colour in counted}
    packed = b"".join(b"\0" + bytes(places[pixel] for pixel in row) for row in pixels)
    return SIGNATURE + b"".join(
        _chunk(name, data)
        for name, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, PALETTE[0], PALETTE[1], 0, 0, PALETTE[2])),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(packed, 9)),
            (b"IEND", b""),
        )
    )


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    def distance(place: int) -> int:
        return sum((one - other) ** 2 for one, other in zip(colour, palette[place], strict=True))

    return min(range(len(palette)), key=distance)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
