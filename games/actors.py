"""The article's world: who competes, from which sources their power comes, and which power draws on which source.

The mask is the content of the article's figures 2 and 3; everything that depends on it (instrument choice, the drawn
figures) reads it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from games.text import Text


class Actor(Enum):
    """The three powers."""

    US = Text("United States", "美国")
    CN = Text("China", "中国")
    EU = Text("European Union", "欧盟")


class Source(Enum):
    """Where technological power comes from."""

    R = Text("resource control", "资源支配")
    M = Text("market size and regulatory capacity", "市场规模")
    S = Text("standard setting", "标准制定")
    D = Text("discourse construction", "话语建构")


class Arena(Enum):
    """What is competed over (figure 1)."""

    STRENGTH = Text("technological strength", "技术实力竞争")
    REGULATION = Text("technological regulation", "技术监管竞争")
    GOVERNANCE = Text("technological governance", "技术治理竞争")


ARENA_SOURCES: dict[Arena, frozenset[Source]] = {
    Arena.STRENGTH: frozenset({Source.R}),
    Arena.REGULATION: frozenset({Source.M}),
    Arena.GOVERNANCE: frozenset({Source.S, Source.D}),
}


@dataclass(frozen=True)
class PowerKind:
    """A kind of technological power: its name, the sources it draws on, how it acts and toward what."""

    letter: str
    name: Text
    sources: frozenset[Source]
    direct: bool
    acts: Text
    toward: Text


class Power(Enum):
    """The four kinds of technological power."""

    C = PowerKind(
        "C",
        Text("compulsory", "强制性"),
        frozenset({Source.R, Source.M, Source.S}),
        True,
        Text("direct, unilateral", "直接、单边"),
        Text("one target's payoffs or moves", "特定对象的收益或行动"),
    )
    T = PowerKind(
        "T",
        Text("structural", "结构性"),
        frozenset({Source.R, Source.S, Source.D}),
        True,
        Text("direct, through alliances", "直接、通过联盟"),
        Text("positions in an ecosystem", "生态体系中的结构位置"),
    )
    I = PowerKind(
        "I",
        Text("institutional", "制度性"),
        frozenset({Source.M, Source.S, Source.D}),
        False,
        Text("indirect, through rules", "间接、通过规则"),
        Text("the environment all share", "共同的制度环境"),
    )
    P = PowerKind(
        "P",
        Text("productive", "生产性"),
        frozenset({Source.R, Source.M, Source.D}),
        False,
        Text("indirect, through discourse", "间接、通过话语"),
        Text("identities and aims, diffuse", "身份与目标，弥散"),
    )


def mask() -> dict[Power, dict[Source, bool]]:
    """Return which source feeds which power."""
    return {power: {source: source in power.value.sources for source in Source} for power in Power}
