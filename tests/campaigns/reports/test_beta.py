"""Posteriors of rates, against closed forms and exact sums."""

from math import exp, lgamma, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.reports.beta import chance_above, chances_of_best, posterior, uplift_interval

ARMS = st.integers(0, 3_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def exact_chance_above(one: tuple[int, int], other: tuple[int, int]) -> float:
    """P(one's rate > the other's) as a finite sum over the first one's successes."""
    a, b = 1 + other[0], 1 + other[1] - other[0]
    c, d = 1 + one[0], 1 + one[1] - one[0]
    return sum(exp(log_beta(a + i, b + d) - log(d + i) - log_beta(1 + i, d) - log_beta(a, b)) for i in range(c))


@pytest.mark.parametrize("trials", [0, 1, 10, 400, 100_000])
def test_without_a_success_the_interval_is_that_of_the_closed_form(trials: int) -> None:
    low, high = posterior(0, trials).interval()
    exact = [1 - (1 - share) ** (1 / (1 + trials)) for share in (0.025, 0.975)]
    assert [low, high] == pytest.approx(exact, rel=3e-3)


def test_successes_and_failures_are_mirror_images() -> None:
    low, high = posterior(30, 200).interval()
    assert posterior(170, 200).interval() == pytest.approx((1 - high, 1 - low), abs=1e-5)


@settings(max_examples=60)
@given(one=ARMS, other=ARMS)
def test_the_chance_to_be_above_is_the_exact_sum(one: tuple[int, int], other: tuple[int, int]) -> None:
    exact = exact_chance_above(one, other)
    assert chance_above(posterior(*one), posterior(*other)) == pytest.approx(exact, abs=2e-3)
    assert chances_of_best([posterior(*one), posterior(*other)])[0] == pytest.approx(exact, abs=2e-3)


@settings(max_examples=30)
@given(arms=st.lists(ARMS, min_size=2, max_size=5))
def test_chances_add_up_and_equal_arms_have_equal_ones(arms: list[tuple[int, int]]) -> None:
    chances = chances_of_best([posterior(*arm) for arm in [*arms, arms[0]]])
    assert sum(chances) == pytest.approx(1)
    assert chances[0] == pytest.approx(chances[-1])


def test_uplifts_of_a_million_contacts_are_those_of_the_normal_approximation() -> None:
    low, high = uplift_interval(posterior(50_500, 1_000_000), posterior(50_000, 1_000_000))
    deviation = (0.95 / 50_500 + 0.95 / 50_000) ** 0.5
    assert (log(1 + low), log(1 + high)) == pytest.approx(
        (log(1.01) - 1.96 * deviation, log(1.01) + 1.96 * deviation), abs=2e-5
    )


def test_an_uplift_s_interval_spans_zero_exactly_where_the_chance_to_be_above_is_open() -> None:
    control = posterior(100, 1_000)
    for successes in range(100, 140, 2):
        one = posterior(successes, 1_000)
        low, _ = uplift_interval(one, control)
        assert (low > 0) == (chance_above(one, control) > 0.975)


def test_the_same_counts_give_the_same_numbers() -> None:
    assert chances_of_best([posterior(3, 40), posterior(5, 41)]) == chances_of_best(
        [posterior(3, 40), posterior(5, 41)]
    )
