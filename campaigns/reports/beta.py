"""Beta posteriors of rates: intervals, chances to be the best, intervals of uplifts. Numbers alone, no randomness.

Each posterior is a density on an even grid around its mean; integrals are trapezoid sums over it, which for such smooth
densities are exact to about five digits. The same counts give the same numbers, always.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log, log1p, sqrt

_POINTS = 801
# Every so many points of the grid are enough for a ratio, which is asked for again and again.
_STRIDE = 4
# How far the grid reaches, in standard deviations: the tail of few successes in many trials is a long one.
_BELOW, _ABOVE = 9, 14
_HALVINGS = 40
# Points whose weight nobody could notice in a chance.
_NEGLIGIBLE = 1e-8
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known of a rate after some trials: the density's grid and its running sums, which end at 1."""

    low: float
    step: float
    weights: Sequence[float]
    sums: Sequence[float]

    def below(self, rate: float) -> float:
        """The probability that the rate is below `rate`."""
        place = (rate - self.low) / self.step
        if place <= 0:
            return 0.0
        whole = int(place)
        if whole >= len(self.sums) - 1:
            return 1.0
        return self.sums[whole] + (self.sums[whole + 1] - self.sums[whole]) * (place - whole)

    def quantile(self, share: float) -> float:
        """The rate below which it lies with the probability `share`."""
        place = min(max(bisect_left(self.sums, share), 1), len(self.sums) - 1)
        before, after = self.sums[place - 1], self.sums[place]
        part = (share - before) / (after - before) if after > before else 0.0
        return self.low + self.step * (place - 1 + part)

    def interval(self) -> tuple[float, float]:
        """The central interval that holds the rate with the probability `LEVEL`."""
        return self.quantile((1 - LEVEL) / 2), self.quantile((1 + LEVEL) / 2)

    def points(self, stride: int = 1) -> list[tuple[float, float]]:
        """(rate, weight) of every `stride`-th point of the grid; the weights add up to 1."""
        chosen = range(0, len(self.weights), stride)
        total = sum(self.weights[place] for place in chosen)
        return [(self.low + self.step * place, self.weights[place] / total) for place in chosen]


def posterior(successes: int, trials: int) -> Posterior:
    """The Beta(1 + successes, 1 + failures) posterior of a rate, from an even prior."""
    a, b = 1 + max(successes, 0), 1 + max(trials - successes, 0)
    mean = a / (a + b)
    deviation = sqrt(a * b / (a + b + 1)) / (a + b)
    low, high = max(0.0, mean - _BELOW * deviation), min(1.0, mean + _ABOVE * deviation)
    step = (high - low) / (_POINTS - 1)
    peak = min(max((a - 1) / (a + b - 2) if a + b > 2 else mean, low), high)
    top = _log_density(peak, a, b)
    heights = [exp(_log_density(low + step * place, a, b) - top) for place in range(_POINTS)]
    heights[0] /= 2
    heights[-1] /= 2
    total = sum(heights)
    weights = [height / total for height in heights]
    # A point's weight is the density around it: half of it lies below the point.
    sums = [max(0.0, min(1.0, up - weight / 2)) for up, weight in zip(accumulate(weights), weights, strict=True)]
    sums[0], sums[-1] = 0.0, 1.0
    return Posterior(low, step, weights, sums)


def chances_of_best(posteriors: Sequence[Posterior]) -> list[float]:
    """For each, the probability that its rate is the highest; they add up to 1."""
    chances = []
    for place, one in enumerate(posteriors):
        others = [*posteriors[:place], *posteriors[place + 1 :]]
        chance = 0.0
        for rate, weight in one.points():
            if weight > _NEGLIGIBLE:
                for other in others:
                    weight *= other.below(rate)
                chance += weight
        chances.append(chance)
    total = sum(chances)
    return [chance / total for chance in chances]


def chance_above(one: Posterior, other: Posterior) -> float:
    """The probability that the rate is above the other's."""
    return sum(weight * other.below(rate) for rate, weight in one.points() if weight > _NEGLIGIBLE)


def uplift_interval(one: Posterior, control: Posterior) -> tuple[float, float]:
    """The central interval that holds `rate / control's rate - 1` with the probability `LEVEL`.

    Only for a control with successes: over a rate that may be nothing, an uplift has no upper end.
    """
    points = control.points(_STRIDE)
    return (
        _ratio_quantile(one, points, (1 - LEVEL) / 2) - 1,
        _ratio_quantile(one, points, (1 + LEVEL) / 2) - 1,
    )


def _ratio_quantile(one: Posterior, control: Sequence[tuple[float, float]], share: float) -> float:
    low, high = 0.0, 1.0
    while sum(weight * one.below(high * rate) for rate, weight in control) < share:
        low, high = high, high * 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if high - low < 1e-6 * high:
            break
        if sum(weight * one.below(middle * rate) for rate, weight in control) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _log_density(rate: float, a: int, b: int) -> float:
    """Up to a constant; the borders count where nothing speaks against them."""
    if (rate <= 0 and a > 1) or (rate >= 1 and b > 1):
        return -1e9
    below = (a - 1) * log(rate) if a > 1 else 0.0
    return below + ((b - 1) * log1p(-rate) if b > 1 else 0.0)
