"""Which letter the matcher takes a character for: what people type for each other is one.

In: a character. Out: one letter or digit, or an empty string where it is left out. Used when the
table is made, never after. Everything here is data: add to it and make the table again.
"""

import unicodedata

from streams.core.text.letters.make import is_kept, is_unseen, normal

# Letters without a decomposition, and those of the same sound that keyboards exchange.
SAME = {
    # Latin letters that are typed without their stroke or hook.
    "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t", "ŋ": "n", "æ": "a",
    "œ": "o",
    # Small capitals and the like, used to look different.
    "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j",
    "ᴋ": "k", "ʟ": "l", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t",
    "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y", "ᴢ": "z", "ɑ": "a", "ɡ": "g",
    # Arabic as it is typed in haste, and Persian and Urdu on an Arabic keyboard.
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۃ": "ه",
    "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه",
    # Signs of the same nasal sound, one for the other in everyday Hindi and Bengali.
    "ँ": "ं", "ঁ": "ং",
}  # fmt: skip
# The sign that is half of Thai's am, which its vowel stands for; the dot below of Indian scripts,
# which people leave out.
LEFT_OUT = frozenset("\u0e4d\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc")
# Marks that make another letter of kana: か is not が.
VOICED = frozenset("\u3099\u309a")
# Capitals in circles and boxes, of which Unicode says nothing.
BOXED = (0x1F150, 0x1F170)


def letter_of(character: str) -> str:
    """The one letter that a character counts as, or an empty string."""
    if is_unseen(character):
        return ""
    for first in BOXED:
        if first <= ord(character) < first + 26:
            return chr(ord("a") + ord(character) - first)
    for letter in normal(character):
        if found := _plain(letter):
            return found
    return ""


def _plain(letter: str) -> str:
    """A letter without its accents, a digit in ASCII; empty for what is neither."""
    if letter in LEFT_OUT or not is_kept(letter):
        return ""
    number = unicodedata.decimal(letter, None)
    if number is not None:
        return str(number)
    first, *marks = list(unicodedata.normalize("NFD", letter))
    # Korean comes apart into letters and Indian vowels into halves, which no accents are.
    if marks and not any(
        mark in VOICED or (is_kept(mark) and mark not in LEFT_OUT) for mark in marks
    ):
        letter = first
    return SAME.get(letter, letter)
