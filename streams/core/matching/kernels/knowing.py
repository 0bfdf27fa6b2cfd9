"""What is known before any text: what says nothing of what is claimed, and words that exclude each
other.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled
from streams.core.matching.kernels.frames import add_word
from streams.core.matching.kernels.grams import cell_of, fold, prepare
from streams.core.matching.kernels.tables import (
    STOCK,
    Tables,
)
from streams.core.matching.kernels.texts import window_at
from streams.core.matching.kernels.words import add_sense, add_turning
from streams.core.matching.parameters import Parameters


@compiled
def weigh_least(
    raw: NDArray[np.uint32], at: NDArray[np.int64], tables: Tables, given: Parameters
) -> None:
    """The grams of phrases weigh next to nothing from now on, each phrase as a whole."""
    for i in range(len(at) - 1):
        n = min(fold(raw[at[i] : at[i + 1]], tables.symbols, tables.text), given.window)
        if n >= given.compare:
            prepared = prepare(window_at(0, n, given), n, tables, given)
            for o in range(prepared.distinct):
                tables.frequency[cell_of(tables.keys[o], len(tables.frequency))] = STOCK


@compiled
def know_words(raw: NDArray[np.uint32], at: NDArray[np.int64], tables: Tables) -> None:
    """Words that say nothing of what is claimed, where they stand side by side."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables.symbols, tables.text)
        add_word(tables.text, n, tables.stock_heads, tables.stock_words, tables.stock_single)


@compiled
def know_senses(
    raw: NDArray[np.uint32], at: NDArray[np.int64], senses: NDArray[np.int32], tables: Tables
) -> None:
    """Words with a sense each, which excludes others of its group."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables.symbols, tables.text)
        add_sense(tables.text, n, senses[i], tables.sense_heads, tables.sense_words, tables.senses)


@compiled
def know_turning(
    raw: NDArray[np.uint32], at: NDArray[np.int64], sides: NDArray[np.int32], tables: Tables
) -> None:
    """Negations, each with the side of a word that it stands on."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables.symbols, tables.text)
        add_turning(tables.text, n, sides[i], tables.sense_words)
