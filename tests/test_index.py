"""The index with any number of players: agreement with two players, the sum, finite differences, invariances."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from games.forms import NormalForm
from solvers.n_player.index import completed
from solvers.nash import nash


def random_games(count, shape, values, seed=7):
    rng = np.random.default_rng(seed)
    return [NormalForm(rng.integers(0, values, (len(shape), *shape)).astype(object)) for _ in range(count)]


def lifted(game, place=2):
    """The same game with a third player who has one action and the given number."""
    payoffs = np.zeros((3, *game.shape), dtype=object)
    payoffs[[k for k in range(3) if k != place]] = game.payoffs
    return NormalForm(np.expand_dims(payoffs, 1 + place))


def by_component(found, players):
    return {frozenset(tuple(e.profile[i] for i in players) for e in c.extreme): c.index for c in found.components}


@pytest.mark.parametrize(("shape", "values"), [((2, 2), 2), ((2, 3), 2), ((2, 3), 4), ((3, 3), 3), ((3, 3), 20)])
def test_a_third_player_without_a_choice_leaves_the_index(shape, values):
    """The two engines have nothing in common; continua and singular points included, nothing stays unknown."""
    met = set()
    for game in random_games(15, shape, values):
        two, three = by_component(nash(game), (0, 1)), by_component(nash(lifted(game)), (0, 1))
        assert two == three
        met |= set(two.values())
    assert met >= {(2, 2, 2): {0, 1}, (2, 3, 2): {0, 1}, (3, 3, 20): {-1, 1}}.get((*shape, values), {1})


@pytest.mark.parametrize(("shape", "values"), [((2, 2), 2), ((2, 3), 3), ((3, 3), 2)])
def test_an_indifferent_third_player_with_a_choice_leaves_the_index(shape, values):
    """Every component is multiplied by a segment, whose index is 1."""
    for game in random_games(4, shape, values, seed=21):
        payoffs = np.concatenate(
            [np.repeat(game.payoffs[..., None], 2, axis=-1), np.zeros((1, *shape, 2), dtype=object)]
        )
        three = nash(NormalForm(payoffs)).components
        assert sorted((c.dimension - 1, c.index) for c in three) == sorted(
            (c.dimension, c.index) for c in nash(game).components
        )


@pytest.mark.parametrize("shape", [(2, 2, 4), (3, 3, 3), (2, 2, 2, 2, 2)])
def test_indices_of_larger_tied_games_are_all_known(shape):
    for game in random_games(3, shape, 3, seed=4):
        indices = [c.index for c in nash(game).components]
        assert None not in indices
        assert sum(indices) == 1


@pytest.mark.parametrize(("shape", "values"), [((2, 2, 2), 50), ((2, 2, 2), 3), ((2, 2, 3), 9)])
def test_the_indices_of_a_complete_list_add_up_to_one(shape, values):
    for game in random_games(12, shape, values):
        found = nash(game)
        assert found.complete
        assert sum(c.index for c in found.components) == 1


def gap(component, profile):
    """Distance of a profile to the nearest listed point of a component."""

    def flat(mixes):
        return np.concatenate([np.array(mix, dtype=float) for mix in mixes])

    return min(np.abs(flat(e.profile) - flat(profile)).max() for e in component.extreme)


def test_components_of_three_players_against_a_game_moved_at_random():
    """Naively: move every payoff a little at random and give each equilibrium to the component it is next to."""
    rng, compared = np.random.default_rng(6), set()
    for game in random_games(25, (2, 2, 2), 2, seed=12):
        parts = nash(game).components
        moved = nash(NormalForm(game.payoffs * 10**7 + rng.integers(-99, 99, game.payoffs.shape).astype(object)))
        homes = [
            [k for k, part in enumerate(parts) if gap(part, c.extreme[0].profile) < 1e-3] for c in moved.components
        ]
        if len(parts) > 1 and all(len(home) == 1 for home in homes):
            total = [
                sum(c.index for c, (home,) in zip(moved.components, homes) if home == k) for k in range(len(parts))
            ]
            assert total == [part.index for part in parts]
            compared |= set(total)
    assert compared >= {0, 1}


def replicator(payoffs, flat, shape):
    """The replicator field in the free coordinates, all probabilities but each player's first."""
    mixes, k = [], 0
    for m in shape:
        rest = flat[k : k + m - 1]
        mixes.append(np.concatenate([[1 - rest.sum()], rest]))
        k += m - 1
    speed = []
    for i, own in enumerate(payoffs):
        values = np.moveaxis(own, i, 0)
        for mix in reversed([m for j, m in enumerate(mixes) if j != i]):
            values = values @ mix
        speed.append((mixes[i] * (values - mixes[i] @ values))[1:])
    return np.concatenate(speed)


def slope_index(game, profile):
    """Sign of det(-Df) of the replicator field at an equilibrium, by central differences."""
    payoffs, flat = game.payoffs.astype(float), np.concatenate([np.array(mix, dtype=float)[1:] for mix in profile])
    steps = np.eye(len(flat)) * 1e-5
    columns = [replicator(payoffs, flat + h, game.shape) - replicator(payoffs, flat - h, game.shape) for h in steps]
    return int(np.sign(np.linalg.det(-np.array(columns).T)))


@pytest.mark.parametrize(("shape", "seed"), [((2, 2, 2), 3), ((2, 2, 3), 4), ((2, 2, 2, 2), 5)])
def test_the_index_is_that_of_the_replicator_field(shape, seed):
    """Isolated and generic, rational or not: both signs occur, pure and mixed."""
    met = set()
    for game in random_games(8 if len(shape) == 3 else 3, shape, 10**4, seed):
        for part in nash(game).components:
            (point,) = part.extreme
            assert part.index == slope_index(game, point.profile)
            met.add((part.index, point.is_pure))
    assert met >= {(1, True), (-1, False)}


@pytest.mark.parametrize("values", [3, 40])
def test_names_and_scales_do_not_matter(values):
    rng = np.random.default_rng(2)
    for game in random_games(5, (2, 2, 3), values):
        before = sorted((c.dimension, str(c.index)) for c in nash(game).components)
        actions = [rng.permutation(m) for m in game.shape]
        mixed = game.payoffs[np.ix_(range(3), *actions)] * 10**12 - 7
        for players in [*permutations(range(3))][1::2]:
            moved = NormalForm(np.transpose(mixed, (0, *(1 + i for i in players)))[list(players)])
            assert sorted((c.dimension, str(c.index)) for c in nash(moved).components) == before


def test_a_strictly_dominated_action_does_not_matter():
    for game in random_games(8, (2, 2, 2), 4):
        payoffs = np.pad(game.payoffs, [(0, 0), (0, 1), (0, 0), (0, 0)])
        payoffs[0, 2] = -1
        larger, smaller = nash(NormalForm(payoffs)), nash(game)
        assert [c.index for c in larger.components] == [c.index for c in smaller.components]


def test_the_only_component_has_index_one_whatever_it_is():
    (part,) = nash(NormalForm(np.ones((3, 2, 2, 2), dtype=object))).components
    assert (part.dimension, part.index) == (3, 1)


def test_a_single_gap_is_filled_and_two_are_not():
    assert completed([None]) == [1]
    assert completed([1, None, 1, -1]) == [1, 0, 1, -1]
    assert completed([None, 1, None]) == [None, 1, None]


def test_what_is_not_known_is_null():
    """Two continua beyond the size up to which a nearby game is tried."""
    stage = np.zeros((2, 3, 3, 4), dtype=object)
    stage[:, 0, 0], stage[:, 1, 1] = 1, 1
    payoffs = np.concatenate([stage, np.zeros((1, 3, 3, 4), dtype=object)])
    found = nash(NormalForm(payoffs))
    assert found.complete
    assert {c.index for c in found.components if c.dimension} == {None}
    assert all(c["index"] is None for c in found.to_json()["components"] if c["dimension"])


def test_the_index_is_in_the_data():
    game = NormalForm(np.arange(24).reshape(3, 2, 2, 2).astype(object))
    assert [c["index"] for c in nash(game).to_json()["components"]] == [1]


def test_the_notes_tell_the_index_of_every_component_in_both_languages():
    """Battle of the sexes: two strict equilibria and a mixed one, whose indices sum to +1."""
    found = nash(NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]]))
    told = dict(zip(("+1", "-1"), ([], []), strict=True))
    for number, component in enumerate(found.components, start=1):
        told[f"{component.index:+d}"].append(str(number))
    assert sorted(map(len, told.values())) == [1, 2]
    said = "; ".join(f"{index} for {', '.join(numbers)}" for index, numbers in told.items())
    assert f"Index by component: {said}." in found.note().splitlines()
    assert "各分支的指数：" in found.note("zh")
    unknown = replace(found, components=(*found.components[:2], replace(found.components[2], index=None)))
    assert "not known for 3." in unknown.note()
    alone = replace(found, components=found.components[:1])
    assert "Index" not in alone.note()
