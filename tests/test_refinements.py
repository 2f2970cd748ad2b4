"""Refinements of Nash equilibrium: the literature's examples, two independent deciders, theorems, invariances."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
import sympy

from games.classics import battle_of_the_sexes, matching_pennies, prisoners_dilemma
from games.errors import FormError, NotCoveredError
from games.forms import NormalForm, decision, leaf
from games.forms.tree import GameTree
from solvers.equilibrium import Equilibrium
from solvers.n_player.supports import integer_tables
from solvers.nash import nash
from solvers.refinements import Refinements, refinements
from solvers.solve import solve
from solvers.trembles import linear, polynomial

F = Fraction
FLAGS = ("strict", "quasi_strict", "undominated", "perfect", "proper")
MYERSON = [[[1, 0, -9], [0, 0, -7], [-9, -7, -7]]] * 2
HORSE = {
    "LLL": (3, 2, 2), "LLR": (0, 0, 0), "LRL": (3, 2, 2), "LRR": (0, 0, 0),
    "RLL": (4, 4, 0), "RLR": (0, 0, 1), "RRL": (1, 1, 1), "RRR": (1, 1, 1),
}  # fmt: skip


def point(*profile):
    return Equilibrium(tuple(tuple(map(F, mix)) for mix in profile), ())


def pure(*actions, size=2):
    return point(*([int(a == k) for k in range(size)] for a in actions))


def flags(game, equilibrium):
    return tuple(refinements(game, equilibrium).to_json()[name] for name in FLAGS)


def horse():
    moves = {"1": "LR", "2": "LR", "3": "LR"}
    return NormalForm.from_profiles(moves, {tuple(plays): values for plays, values in HORSE.items()})


def tied_games(count, shape, values=2, seed=5):
    rng = np.random.default_rng(seed)
    return [NormalForm(rng.integers(0, values, (len(shape), *shape)).astype(object)) for _ in range(count)]


# -- literature -----------------------------------------------------------------------------------------------------


def test_myerson_three_pure_equilibria_one_perfect_and_not_proper():
    """Myerson 1978, section 2: (1, 1) is proper, (2, 2) only perfect, (3, 3) not even that."""
    game = NormalForm(MYERSON)
    assert {p.profile for p in nash(game)} == {pure(k, k, size=3).profile for k in range(3)}
    assert flags(game, pure(0, 0, size=3)) == (True, True, True, True, True)
    assert flags(game, pure(1, 1, size=3)) == (False, False, True, True, False)
    assert flags(game, pure(2, 2, size=3)) == (False, False, False, False, False)


def test_without_the_dominated_actions_the_perfect_one_goes():
    """Myerson 1978, section 2: adding dominated actions turned an imperfect equilibrium into a perfect one."""
    game = NormalForm(MYERSON).restrict([[0, 1], [0, 1]])
    assert flags(game, pure(1, 1)) == (False, False, False, False, False)


@pytest.mark.parametrize("p", [F(1), F(2, 3), F(1, 3)])
def test_seltens_horse_undominated_and_not_perfect(p):
    """Selten 1975: player 2's promise to pass is not dominated, but no tremble of player 1 lets it be kept."""
    assert flags(horse(), point((1, 0), (1 - p, p), (1, 0))) == (False, F(1, 3) < p < 1, True, False, False)


@pytest.mark.parametrize("q", [F(0), F(1, 8), F(1, 4)])
def test_seltens_horse_perfect_ones(q):
    assert flags(horse(), point((0, 1), (0, 1), (q, 1 - q)))[2:4] == (True, True)


def test_all_of_seltens_horse_is_in_two_components_and_one_is_perfect():
    perfect = [{refinements(horse(), p).perfect for p in part.extreme} for part in nash(horse()).components]
    assert sorted(perfect, key=str) == [{False}, {True}]


def test_a_mixed_best_reply_to_a_dominant_action_can_be_quasi_strict_and_dominated():
    game = NormalForm([[[1, 1], [1, 0]], [[1, 0], [1, 0]]])
    assert flags(game, point((F(1, 2), F(1, 2)), (1, 0))) == (False, True, False, False, False)


def test_classics():
    assert [refinements(prisoners_dilemma(), p).words() for p in nash(prisoners_dilemma())] == ["strict"]
    assert [refinements(matching_pennies(), p).words() for p in nash(matching_pennies())] == ["proper, quasi-strict"]
    assert [r.words("zh") for part in nash(battle_of_the_sexes()).refinements for r in part] == [
        "严格", "严格", "适当，拟严格",
    ]  # fmt: skip


# -- independent deciders -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shape", "count", "seed"), [((2, 2), 10, 1), ((2, 3), 5, 2), ((3, 3), 2, 3)])
def test_linear_programs_agree_with_quantifier_elimination(shape, count, seed):
    met = set()
    for game in tied_games(count, shape, seed=seed):
        tables = integer_tables(game.payoffs)
        for p in nash(game):
            found = refinements(game, p)
            assert found.perfect == polynomial.is_perfect(tables, p.profile)
            assert found.proper == polynomial.is_proper(tables, p.profile)
            met.add((found.perfect, found.proper))
    assert met >= {(True, True), (False, False)}


def test_the_two_deciders_agree_where_perfect_and_proper_part():
    tables = integer_tables(NormalForm(MYERSON).payoffs)
    answers = []
    for k in range(3):
        profile = pure(k, k, size=3).profile
        answers.append(polynomial.is_proper(tables, profile))
        assert answers[-1] == linear.is_proper(tables[0].tolist(), tables[1].tolist(), profile)
    assert answers == [True, False, False]


def values_at(game, i, profile):
    values = np.moveaxis(game.payoffs[i], i, 0)
    for mix in reversed([m for j, m in enumerate(profile) if j != i]):
        values = values @ np.array(mix, dtype=object)
    return values.tolist()


def tremble(profile, rates, e):
    """Each unused action of a 2 x 2 x 2 game played with probability c e^k, taken from the used one."""
    out = []
    for mix, (c, k) in zip(profile, rates):
        out.append(mix if all(mix) else tuple(1 - c * e**k if p else c * e**k for p in mix))
    return out


def justified(game, profile, trembled):
    for i, mix in enumerate(profile):
        values = values_at(game, i, trembled)
        if any(p and v < max(values) for p, v in zip(mix, values)):
            return False
    return True


def seen_to_be_perfect(game, profile):
    """A curve of trembles on which the equilibrium is a best reply at several, ever smaller sizes."""
    paths = product(product((F(1), F(1, 3), F(3)), (1, 2)), repeat=3)
    sizes = [F(1, 10**k) for k in (14, 9, 6)]
    return any(all(justified(game, profile, tremble(profile, rates, e)) for e in sizes) for rates in paths)


def test_three_players_against_a_search_for_trembles():
    met = set()
    for game in tied_games(6, (2, 2, 2), values=3, seed=11):
        for p in (p for p in nash(game) if p.is_pure):
            found = refinements(game, p).perfect
            assert found == seen_to_be_perfect(game, p.profile)
            met.add((found, refinements(game, p).undominated))
    assert met == {(True, True), (False, False), (False, True)}


# -- theorems -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shape", "values"), [((3, 3), 2), ((3, 4), 3), ((2, 2, 2), 3), ((2, 2, 2), 20)])
def test_the_chain_of_implications(shape, values):
    for game in tied_games(4, shape, values):
        for p in nash(game):
            strict, quasi, undominated, perfect, proper = flags(game, p)
            assert not strict or (quasi and proper and p.is_pure)
            assert not proper or perfect
            assert not perfect or undominated
            if len(shape) == 2:
                assert perfect == undominated


def centre(game, component, subset):
    points = [component.extreme[k].profile for k in subset]
    mixes = [[sum(p[i][a] for p in points) / len(points) for a in range(m)] for i, m in enumerate(game.shape)]
    return point(*mixes)


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (4, 4)])
def test_every_bimatrix_game_has_a_quasi_strict_and_a_perfect_equilibrium(shape):
    """Norde 1999; Selten 1975. The centre of a maximal Nash subset has the largest supports in it."""
    for game in tied_games(8, shape):
        found = nash(game)
        centres = [centre(game, part, subset) for part in found.components for subset in part.subsets]
        assert any(refinements(game, c).quasi_strict for c in centres)
        assert any(refinements(game, p).perfect for p in found)


def test_regular_equilibria_of_three_players_are_proper_by_the_definition_too():
    """Van Damme 1991, chapter 2: the decider knows nothing of the theorem."""
    met = 0
    for game in tied_games(12, (2, 2, 2), values=9, seed=4):
        for p in nash(game):
            rational = all(isinstance(x, F) for mix in p.profile for x in mix)
            if rational and refinements(game, p).why.en.startswith("regular"):
                assert polynomial.is_proper(integer_tables(game.payoffs), p.profile) is True
                met += 1
    assert met >= 3


# -- invariances ----------------------------------------------------------------------------------------------------


def rearranged(game, p, players, actions):
    payoffs = game.payoffs[np.ix_(range(game.n_players), *actions)]
    moved = np.transpose(payoffs, (0, *(1 + i for i in players)))[list(players)]
    profile = [tuple(mix[a] for a in order) for mix, order in zip(p.profile, actions)]
    return NormalForm(moved), Equilibrium(tuple(profile[i] for i in players), ())


@pytest.mark.parametrize("shape", [(3, 3), (2, 2, 2)])
def test_names_and_scales_do_not_matter(shape):
    rng = np.random.default_rng(1)
    for game in tied_games(2, shape, values=3, seed=8):
        scales = [(F(10) ** int(rng.integers(-9, 16)), int(rng.integers(-5, 5))) for _ in shape]
        scaled = NormalForm([own * s + t for own, (s, t) in zip(game.payoffs, scales)])
        for p in nash(game):
            before = flags(game, p)
            assert flags(scaled, p) == before
            actions = [rng.permutation(m) for m in shape]
            for players in [*permutations(range(len(shape)))][1::2]:
                assert flags(*rearranged(game, p, players, actions)) == before


def test_a_copy_of_an_action_changes_neither_perfect_nor_proper():
    for game in tied_games(8, (2, 3), values=3, seed=2):
        bare = NormalForm(game.payoffs[:, [0, 1, 1], :])
        for p in nash(game):
            twin = Equilibrium(((*p.profile[0], F(0)), p.profile[1]), ())
            assert flags(bare, twin)[2:] == flags(game, p)[2:]


def test_players_without_a_choice_do_not_count():
    for game in tied_games(8, (2, 3)):
        payoffs = np.zeros((3, 2, 1, 3), dtype=object)
        payoffs[[0, 2], :, 0, :] = game.payoffs
        for p in nash(game):
            lifted = Equilibrium((p.profile[0], (F(1),), p.profile[1]), ())
            assert flags(NormalForm(payoffs), lifted) == flags(game, p)


def test_floats_are_the_exact_numbers_they_are():
    game = battle_of_the_sexes()
    rounded = NormalForm(game.payoffs, dtype=float)
    assert [flags(game, p) for p in nash(game)] == [flags(rounded, p) for p in nash(rounded)]


# -- edges and output -----------------------------------------------------------------------------------------------


def test_one_player_and_nobody_with_a_choice():
    assert flags(NormalForm([[1, 2, 2]]), point((0, F(1, 2), F(1, 2)))) == (False, True, True, True, True)
    assert flags(NormalForm([[1, 2, 2]]), point((0, 1, 0))) == (False, False, True, True, True)
    assert flags(NormalForm([[[3]], [[4]]]), point((1,), (1,))) == (True,) * 5


def test_irrational_and_completely_mixed():
    """A game whose only mixed point is irrational; every player mixes."""
    games = tied_games(15, (2, 2, 2), values=30, seed=3)
    irrational = [(g, p) for g in games for p in nash(g) if any(not isinstance(x, F) for m in p.profile for x in m)]
    assert irrational
    assert {flags(g, p) for g, p in irrational} == {(False, True, True, True, True)}


def test_what_is_out_of_reach_stays_open():
    free = NormalForm([[[1] * 6] * 6] * 2)
    found = refinements(free, pure(0, 0, size=6))
    assert found.perfect is True
    assert found.proper is None
    assert found.words() == "perfect"


def test_wrong_questions_are_named():
    game = prisoners_dilemma()
    with pytest.raises(FormError, match="no Nash equilibrium"):
        refinements(game, pure(0, 0))
    root = sympy.sqrt(2) / 2
    with pytest.raises(FormError, match="no Nash equilibrium"):
        refinements(matching_pennies(), Equilibrium(((root, 1 - root), (F(1, 2), F(1, 2))), ()))
    with pytest.raises(FormError, match=r"accepted: \(2, 2\)"):
        refinements(game, pure(0, 0, size=3))
    with pytest.raises(FormError, match="no mixed strategy"):
        refinements(game, point((0, 2), (0, 1)))
    with pytest.raises(FormError, match="floating point"):
        refinements(game, Equilibrium(((0.0, 1.0), (0.0, 1.0)), ()))
    with pytest.raises(NotCoveredError):
        refinements(NormalForm([[sympy.Symbol("x"), 1]]), point((1, 0)))


def test_small_games_tell_it_unasked_and_others_do_not():
    found = nash(NormalForm(MYERSON))
    assert found.table().columns[-1] == "refinement"
    assert [row[-1] for row in found.table().rows] == ["strict", "perfect", "weakly dominated"]
    extreme = [e for part in found.to_json()["components"] for e in part["extreme"]]
    assert [e["proper"] for e in extreme] == [True, False, False]
    large = nash(NormalForm(np.arange(50).reshape(2, 5, 5).astype(object)))
    assert large.refinements is None
    assert "proper" not in large.to_json()["components"][0]["extreme"][0]
    tree = GameTree(decision("A", {"l": leaf(1), "r": leaf(2)}), ("A",))
    assert solve(tree).refinements is None


def test_words_of_what_is_not_known():
    open_ended = Refinements(False, None, True, None, None, nash(prisoners_dilemma()).refinements[0][0].why)
    assert open_ended.words() == "undominated"
    assert open_ended.to_json()["proper"] is None
