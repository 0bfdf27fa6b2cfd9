"""Checksums of numbers that name a person or an account. In: digits. Out: whether they fit."""

# GB 11643-1999: the weights of the 17 digits, and what the sum stands for.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # Spain: of the number modulo 23
# Verhoeff's: the group D5 and the permutation that is applied once more at each place.
D5 = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
PERMUTED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
# Taiwan's letters in the order of their numbers, from 10 on.
TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def luhn(digits: str) -> bool:
    """Bank cards."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def chinese(number: str) -> bool:
    """The 18 characters of an identity number of China."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == number[17].upper()


def verhoeff(digits: str) -> bool:
    """The 12 digits of an Aadhaar number."""
    check = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit)
        for _ in range(at % 8):
            value = PERMUTED[value]
        check = D5[check][value]
    return check == 0


def spanish(number: str) -> bool:
    """A DNI or NIE: eight digits, or X, Y, Z and seven, and a letter."""
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return DNI_LETTERS[int(digits) % 23] == number[-1]


def taiwanese(number: str) -> bool:
    """A letter and nine digits."""
    code = TAIWAN.index(number[0]) + 10
    total = code // 10 + code % 10 * 9
    total += sum(
        int(digit) * weight
        for digit, weight in zip(number[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)
    )
    return total % 10 == 0


def hong_kong(number: str) -> bool:
    """One or two letters, six digits, and a check of a digit or A."""
    letters = number[:-7].rjust(2)
    values = [36 if letter == " " else ord(letter) - 55 for letter in letters]
    values += [int(digit) for digit in number[-7:-1]]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + (10 if number[-1] == "A" else int(number[-1]))) % 11 == 0
