"""Make the punctuation of Chinese text on pages full-width (GB/T 15834-2011), however it was typed.

Half-width signs look lost between Chinese characters, and browsers can only close the gaps
(标点挤压) of full-width signs. Lists keep what was typed, because they are compared by it.
"""

import re
from itertools import islice

WHOLE = str.maketrans(",:;?!()", "\uff0c\uff1a\uff1b\uff1f\uff01\uff08\uff09")
HAN = r"\u3001-\u303f\u3400-\u9fff\uff01-\uff60\u2018-\u201d"
STOP = re.compile(rf"(?<=[{HAN}])[,:;?!](?! )|[,:;?!](?=[{HAN}])")
"""Matches a stop beside a Chinese character; a stop before a space is left, because it belongs to
text in another language."""
BRACKETS = re.compile(rf"\([^()]*\)|(?<=[{HAN}])\((?![^()]*\))")
INLINE = re.compile("</?(?:a|abbr|b|code|em|i|small|span|strong|sub|sup|wbr)[ >]")
"""Matches a tag that does not end a line of text."""
PIECE = re.compile(
    r"(?P<kept>"
    r"<(?P<tag>pre|script|style|svg|tbody|textarea)\b.*?</(?P=tag)>"
    r'|<p class="reference">.*?</p>'
    r"|<[^>]*>|&#?\w+;)"
    r"|[^<&]+|[<&]",
    re.DOTALL,
)
"""Matches a piece of html. What the group ``kept`` matches is not changed: tags and entities, code,
the cells of tables, which are shown as filed, and references, which have other punctuation
(GB/T 7714-2015)."""


def whole(text: str) -> str:
    """Return text with full-width stops and brackets where the characters beside them are Chinese.

    >>> whole("新增39家(占28.7%),其中:长沙20家;manifest.json, 1,000") == (
    ...     "新增39家\uff08占28.7%\uff09\uff0c其中\uff1a长沙20家\uff1bmanifest.json, 1,000")
    True
    """
    signs = list(stops(text))
    for pair in BRACKETS.finditer(text):
        before = text[pair.start() - 1 : pair.start()]
        if re.search(f"[{HAN}]", before + pair[0]):
            for place in (pair.start(), pair.end() - 1):
                signs[place] = text[place].translate(WHOLE)
    return "".join(signs)


def stops(text: str) -> str:
    """Return text with full-width stops beside Chinese characters, but its brackets as typed.

    Brackets are left because names of enterprises differ by them.

    >>> stops("甲(集团)公司,乙") == "甲(集团)公司\uff0c乙"
    True
    """
    return STOP.sub(lambda stop: stop[0].translate(WHOLE), text)


def in_html(html: str) -> str:
    """Return the html of a page with full-width stops and brackets in its Chinese sentences."""
    pieces = [*PIECE.finditer(html)]
    texts = [*map(_as_text, pieces)]
    signs = iter(whole("".join(texts)))
    shown = ["".join(islice(signs, len(text))) for text in texts]
    return "".join(
        piece[0] if piece["kept"] else text for piece, text in zip(pieces, shown, strict=True)
    )


def _as_text(piece: re.Match[str]) -> str:
    """Return the text by which a match of ``PIECE`` is replaced in the running text.

    It is the piece itself if it may be changed, ``&`` for an entity, "" for a tag of ``INLINE``,
    and a line break for anything else.
    """
    if not piece["kept"]:
        return piece[0]
    return "&" if piece[0].startswith("&") else "" if INLINE.match(piece[0]) else "\n"
