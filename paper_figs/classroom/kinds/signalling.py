"""Find perfect Bayesian equilibria of a signalling game with two types, two messages and two responses.

Level 1: the only equilibrium separates the types. Level 2: all equilibria in pure strategies, one of them pooling.
Level 3: the only equilibrium is semi-separating, a bluff: the weak type imitates the strong one with a probability that
makes the receiver indifferent, and the receiver mixes so that the weak type is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from games.forms import GameTree
from games.forms.bayesian import signalling
from games.text import Text
from paper_figs.classroom.answers import Choice, Item, pure, show_item
from paper_figs.classroom.deviations import mean
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Exercise, Kind, Reason
from paper_figs.classroom.two_by_two import fractions
from paper_figs.classroom.words import listed, say
from solvers.signalling import signalling_equilibria

MOST = 6
TYPES = ("High", "Low")
WORLDS: Sequence[tuple[tuple[str, str], tuple[str, str], tuple[str, str], Text]] = (
    (("CN", "US"), ("Demonstrate", "Conceal"), ("Restrict", "Relax"),
     Text("China knows how capable its chips are, the US does not.", "中国知道自己芯片的能力，美国不知道。")),
    (("Firm", "EU"), ("Comply", "Redesign"), ("Tighten", "Tolerate"),
     Text("A firm knows how risky its AI is, the regulator does not.", "企业知道其人工智能的风险，监管者不知道。")),
    (("US", "EU"), ("Offer", "Demand"), ("Refuse", "Accept"),
     Text("The US knows how much a common frame is worth to it, the EU does not.",
          "美国知道共同框架对自己的价值，欧盟不知道。")),
    (("Sender", "Receiver"), ("A", "B"), ("X", "Y"),
     Text("The sender knows her type, the receiver does not.", "发送者知道自己的类型，接收者不知道。")),
)  # fmt: skip
Payoffs = dict[tuple[int, int, int], tuple[int, int]]
"""Both payoffs by type, message and response."""


def _targets(level: int) -> Sequence[Any]:
    """Return the world and a profile: the messages of both types, the responses to both messages."""
    if level == 3:
        return list(product(fractions(4), fractions(4)))
    sent = ((0, 1), (1, 0)) if level == 1 else ((0, 0), (1, 1))
    return list(product(range(len(WORLDS)), sent, product((0, 1), repeat=2)))


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    tree = until(lambda: _bluff(draw, *target) if level == 3 else _tried(draw, level, *target))
    story = next(world[3] for world in WORLDS if world[0] == tuple(tree.players))
    found = tuple(signalling_equilibria(tree))
    answer = tuple(point.profile for point in found if level == 3 or point.is_pure)
    slots = tuple(Choice(f"{s.player}: {s.name}", s.actions, mixes=level == 3) for s in tree.information_sets)
    asked = {
        1: Text("Find the perfect Bayesian equilibrium.", "求精炼贝叶斯均衡。"),
        2: Text("Find all perfect Bayesian equilibria in pure strategies.", "求全部纯策略精炼贝叶斯均衡。"),
        3: Text("Find the perfect Bayesian equilibrium; somebody mixes.", "求精炼贝叶斯均衡；其中有人混合。"),
    }[level]
    order = say("Name what happens at every decision, in this order: {0}.", "按以下次序写出每处的选择：{0}。",
                [slot.who for slot in slots])  # fmt: skip
    told = say(
        "{0} learns its type and chooses; {1} sees the choice, not the type, and responds. Payoffs: {0}, {1}.",
        "{0}得知自己的类型后选择；{1}看到选择而看不到类型，随后回应。收益依次为{0}、{1}。",
        *tree.players,
    )
    return Exercise(
        question=(story, told, tree, asked, order),
        slots=slots,
        answer=answer,
        solution=tuple(_solution(tree, answer, slots)),
        explain=lambda item: explain(tree, item),
        game=tree,
        several=level == 2,
    )


def _tree(world: Any, prior: Fraction, payoffs: Payoffs) -> GameTree:
    players, messages, responses, _ = world

    def place(type_: str, message: str, response: str) -> tuple[int, int]:
        return payoffs[TYPES.index(type_), messages.index(message), responses.index(response)]

    return signalling(TYPES, (prior, 1 - prior), messages, responses, lambda *at: place(*at)[0],
                      lambda *at: place(*at)[1], players=players)  # fmt: skip


def _tried(draw: Draw, level: int, which: int, sent: tuple[int, int], replies: tuple[int, int]) -> GameTree | None:
    """Return a drawn game whose pure equilibria begin with the profile, at level 1 without any other."""
    places = list(product((0, 1), (0, 1), (0, 1)))
    sender, receiver = ({at: draw.between(0, MOST) for at in places} for _ in range(2))
    for t, m in enumerate(sent):  # let the message sent pay, and the response be best to it
        one, other = (t, m, replies[m]), (t, 1 - m, replies[1 - m])
        if sender[one] < sender[other]:
            sender[one], sender[other] = sender[other], sender[one]
        best, worse = (t, m, replies[m]), (t, m, 1 - replies[m])
        if receiver[best] < receiver[worse]:
            receiver[best], receiver[worse] = receiver[worse], receiver[best]
    tree = _tree(WORLDS[which], Fraction(draw.between(1, 3), 4), {at: (sender[at], receiver[at]) for at in places})
    slots = [Choice(s.player, s.actions) for s in tree.information_sets]
    profile = pure(slots, _by_set(tree, sent, replies))
    if explain(tree, profile).gain:
        return None
    found = signalling_equilibria(tree)
    points = [point.profile for point in found if point.is_pure]
    if level == 1:
        return tree if [point.profile for point in found] == [profile] else None
    return tree if points and max(points) == profile and len(points) <= 3 else None


def _by_set(tree: GameTree, sent: tuple[int, int], replies: tuple[int, int]) -> list[int]:
    """Return a profile in the order of the information sets."""
    messages = next(s.actions for s in tree.information_sets if s.player == tree.players[0])
    return [
        sent[TYPES.index(s.name)] if s.player == tree.players[0] else replies[messages.index(s.name)]
        for s in tree.information_sets
    ]


def _bluff(draw: Draw, bluff: Fraction, trust: Fraction) -> GameTree | None:
    """Return a game in which Low sends the first message with probability `bluff`, and it is doubted with 1 - `trust`.

    High always sends the first message. Low gains a by a bluff that is believed and loses b by one that is not.
    """
    world = draw.choice(WORLDS)
    prior = Fraction(draw.between(1, 3), 4)
    odds = prior / ((1 - prior) * bluff)  # of High after the first message
    a, b = trust.denominator - trust.numerator, trust.numerator
    base, size = draw.between(0, 2) + b, draw.between(1, 2)
    right_low, right_high = odds.numerator, odds.denominator  # what the right response is worth against each
    low, high = draw.between(0, 2), draw.between(0, 2)
    if max(right_low, right_high, base + a) > 2 * MOST or prior <= Fraction(1, 4) * bluff:
        return None
    payoffs: Payoffs = {
        (0, 0, 0): (base + size, high), (0, 0, 1): (base + size + 2, high + right_high),
        (0, 1, 0): (base - b, 0), (0, 1, 1): (base - b + 1, 1),
        (1, 0, 0): (base - b, low + right_low), (1, 0, 1): (base + a, low),
        (1, 1, 0): (base, 1), (1, 1, 1): (base, 0),
    }  # fmt: skip
    tree = _tree(world, prior, payoffs)
    found = list(signalling_equilibria(tree))
    mixed = {p for part in found[0].profile for p in part} if len(found) == 1 else set()
    return tree if {bluff, trust} <= mixed and not found[0].is_pure else None


def beliefs(tree: GameTree, profile: Item) -> dict[int, list[Fraction] | None]:
    """Return by Bayes's rule the belief at each set of the receiver over its nodes, None where no type goes."""
    prior = dict(zip(TYPES, tree.root.probabilities, strict=True))  # type: ignore[union-attr]
    found: dict[int, list[Fraction] | None] = {}
    for k, where in enumerate(tree.information_sets):
        if where.player == tree.players[1]:
            joint = [prior[t] * profile[tree.set_at[t,]][_action(tree, t, m)] for t, m in where.paths]
            found[k] = [p / sum(joint) for p in joint] if any(joint) else None
    return found


def _action(tree: GameTree, type_: str, message: str) -> int:
    return tree.information_sets[tree.set_at[type_,]].actions.index(message)


def _responses(tree: GameTree, k: int, belief: Sequence[Fraction]) -> list[Fraction]:
    """Return what each response pays the receiver at a belief."""
    where = tree.information_sets[k]
    ends = {path: node.payoffs for path, node in tree.walk() if hasattr(node, "payoffs")}
    return [mean(tuple(belief), [ends[*path, a][1] for path in where.paths]) for a in where.actions]


def _messages(tree: GameTree, profile: Item, type_: str) -> list[Fraction]:
    """Return what each message pays a type, given the responses."""
    ends = {path: node.payoffs for path, node in tree.walk() if hasattr(node, "payoffs")}
    pays = []
    for m in tree.information_sets[tree.set_at[type_,]].actions:
        k = tree.set_at[type_, m]
        pays.append(mean(profile[k], [ends[type_, m, a][0] for a in tree.information_sets[k].actions]))
    return pays


def explain(tree: GameTree, item: Item) -> Reason:
    """Return what profits from leaving a profile: a type's message, a response at the belief, or at every belief."""
    for type_ in TYPES:
        pays, k = _messages(tree, item, type_), tree.set_at[type_,]
        gain = max(pays) - mean(item[k], pays)
        if gain:
            action = tree.information_sets[k].actions[pays.index(max(pays))]
            return Reason(say("{0} of type {1} gains {2} by {3}.", "类型为{1}的{0}改选{3}可多得 {2}。",
                              tree.players[0], type_, gain, action), type_, action, gain)  # fmt: skip
    for k, belief in beliefs(tree, item).items():
        tried = [belief] if belief else _corners(tree, k)
        least, _ = min(((_regret(tree, item, k, b), b) for b in tried), key=lambda x: x[0][0])
        if least[0]:
            where = tree.information_sets[k]
            known = (
                Text("at the belief that Bayes's rule gives", "按贝叶斯法则得到的信念")
                if belief
                else Text("at every belief, at least", "无论持何信念，至少")
            )
            text = say("After {0}, {1} gains by {3}, {4}: {2}.", "在{0}之后，{1}改选{3}有利可图，{4}：{2}。",
                       where.name, where.player, *least, known)  # fmt: skip
            return Reason(text, where.name, least[1], least[0])
    return Reason(Text("It is an equilibrium, though not one asked for.", "这是均衡，但不是所求的均衡。"))


def _corners(tree: GameTree, k: int) -> list[list[Fraction]]:
    """Return the beliefs to try where Bayes's rule is silent: certainty, and indifference between two responses."""
    certain = [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]]
    (a, b), (c, d) = (_responses(tree, k, belief) for belief in certain)
    first, second = a - b, c - d
    even = [second / (second - first)] if first != second else []
    return [*certain, *([x, 1 - x] for x in even if 0 < x < 1)]


def _regret(tree: GameTree, item: Item, k: int, belief: Sequence[Fraction]) -> tuple[Fraction, str]:
    pays = _responses(tree, k, belief)
    return max(pays) - mean(item[k], pays), tree.information_sets[k].actions[pays.index(max(pays))]


def _solution(tree: GameTree, answer: Sequence[Item], slots: Sequence[Choice]) -> Iterator[Text]:
    for item in answer:
        shown = [show_item(item, slots, lang) for lang in ("en", "zh")]
        yield say("Equilibrium {0}:", "均衡 {0}：", Text(*shown))
        for type_ in TYPES:
            where = tree.information_sets[tree.set_at[type_,]]
            pays = [
                say("{0} {1}", "{0} {1}", a, u)
                for a, u in zip(where.actions, _messages(tree, item, type_), strict=True)
            ]
            yield say("Type {0} gets, by its choice: {1}.", "类型{0}按其选择所得：{1}。", type_, listed(pays))
        for k, belief in beliefs(tree, item).items():
            where = tree.information_sets[k]
            at = belief or min(_corners(tree, k), key=lambda b: _regret(tree, item, k, b)[0])
            about = [say("{0} {1}", "{0} {1}", path[0], p) for path, p in zip(where.paths, at, strict=True)]
            why = Text("by Bayes's rule", "按贝叶斯法则") if belief else Text("free, for instance", "可自由选取，例如")
            pays = [
                say("{0} {1}", "{0} {1}", a, u) for a, u in zip(where.actions, _responses(tree, k, at), strict=True)
            ]
            yield say("After {0} the belief is, {1}: {2}; the responses pay {3}.",
                      "在{0}之后的信念（{1}）：{2}；各回应所得：{3}。",
                      where.name, why, listed(about), listed(pays))  # fmt: skip
    yield Text(
        "No other strategies leave everybody without a profitable deviation.", "其他策略下总有人可以通过偏离获利。"
    )


KIND = Kind(
    "signalling",
    Text("Perfect Bayesian equilibrium", "精炼贝叶斯均衡"),
    (
        Text("separating", "分离均衡"),
        Text("all in pure strategies, pooling among them", "全部纯策略均衡，含混同均衡"),
        Text("semi-separating", "半分离均衡"),
    ),
    _targets,
    _build,
)
