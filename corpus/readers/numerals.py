"""Numbers as a word processor or a browser prints them in front of a paragraph."""

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("零一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟")
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def format_number(value: int, style: str) -> str:
    """Return `value` in a number style of Word (w:numFmt); in Arabic digits when the style is unknown or cannot say it.

    >>> [format_number(12, style) for style in ("chineseCounting", "decimalEnclosedCircle", "upperRoman")]
    ['十二', '⑫', 'XII']
    """
    return _STYLES.get(style, str)(value) or str(value)


def _full(value: int) -> str:
    if not 0 < value < 10_000:
        return ""
    written = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            written += _DIGITS[digit] + name
        elif written and value % unit and not written.endswith("零"):
            written += "零"
    return written


def _chinese(value: int) -> str:
    written = _full(value)
    return written.removeprefix("一") if 10 <= value < 20 else written


def _chinese_counting(value: int) -> str:
    return _chinese(value) if value < 100 else _digital(value)


def _digital(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value)) if value >= 0 else ""


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return ""
    written = ""
    for unit, name in _ROMAN:
        written += name * (value // unit)
        value %= unit
    return written


def _letter(value: int) -> str:
    # The 27th item of Word is AA, the 28th BB.
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 780 else ""


def _one_of(characters: str) -> Callable[[int], str]:
    return lambda value: characters[value - 1] if 0 < value <= len(characters) else ""


def _range(first: str, count: int) -> Callable[[int], str]:
    return _one_of("".join(chr(ord(first) + at) for at in range(count)))


_enclosed_circle = _one_of("".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)))))
_STYLES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)),
    "decimalFullWidth2": lambda value: "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)),
    "decimalEnclosedCircle": _enclosed_circle,
    "decimalEnclosedCircleChinese": _enclosed_circle,
    "decimalEnclosedParen": _range("⑴", 20),
    "decimalEnclosedFullstop": _range("⒈", 20),
    "ideographEnclosedCircle": _range("㊀", 10),
    "upperLetter": _letter,
    "lowerLetter": lambda value: _letter(value).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "chineseCounting": _chinese_counting,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese_counting,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": lambda value: _full(value).translate(_LEGAL),
    "ideographLegalTraditional": lambda value: _full(value).translate(_LEGAL_TRADITIONAL),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
}
