"""Tail probabilities of counts, for real-valued counts."""

import math

from streams.core.surge.kernels.compiled import compiled

NEARLY_DONE = 1e-3  # of a tail's sum: the terms after it fall so evenly that they need no sum
LARGEST_RATIO = 0.999  # of two terms: a series that hardly falls is cut by the number of its terms
MOST_TERMS = 400


@compiled
def tail(k: float, mean: float, size: float = math.inf) -> float:
    """-log10 P(N >= k) for N ~ NegBin(mean, size), Poisson where size is infinite; real k allowed;
    0 at or below the mean.
    """
    if k <= mean or k <= 0:
        return 0.0  # nothing unusual: the tail of a count below its mean says nothing
    if size == math.inf:
        log_p = k * math.log(mean) - mean - math.lgamma(k + 1)
        total = _poisson_series(k, mean)
    else:
        ratio = mean / (mean + size)
        log_p = math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
        log_p += size * math.log(1 - ratio) + k * math.log(ratio)
        total = _negative_binomial_series(k, ratio, size)
    # P(N >= k) = P(N = k) * (1 + P(k + 1) / P(k) + ...): the first as a logarithm, which may be
    # -1,000, the sum as a number, which is near 1.
    return max(0.0, -(log_p + math.log(total)) / math.log(10.0))


@compiled
def at_most(k: float, mean: float, size: float) -> float:
    """No less than `tail` of a negative binomial, and near it, at a tenth of the cost."""
    if k <= mean or k <= 0:
        return 0.0
    ratio = mean / (mean + size)
    log_p = math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
    log_p += size * math.log(1 - ratio) + k * math.log(ratio)
    # From one term to the next the ratio moves from the first one here to the second, for ever.
    least = min(ratio * (k + size) / (k + 1), ratio, LARGEST_RATIO)
    return (math.log(1 - least) - log_p) / math.log(10.0)


@compiled
def _poisson_series(k: float, mean: float) -> float:
    total = term = 1.0
    while term > NEARLY_DONE * total:
        k += 1
        term *= mean / k
        total += term
    # What is left is less than a geometric series, and nearly that.
    ratio = mean / (k + 1)
    return total + term * ratio / (1 - ratio)


@compiled
def _negative_binomial_series(k: float, ratio: float, size: float) -> float:
    total = term = 1.0
    for _ in range(MOST_TERMS):
        term *= ratio * (k + size) / (k + 1)
        k += 1
        total += term
        if term < NEARLY_DONE * total:
            break
    last = min(ratio * (k + size) / (k + 1), LARGEST_RATIO)
    return total + term * last / (1 - last)
