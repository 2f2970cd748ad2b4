"""Solution concepts, one a module, under their textbook names; they know the forms, not the article.

Front doors here, engines in the packages below:

* `nash`, `pure`: equilibria of normal forms, over `two_player` and `n_player`; `tree_nash`, `subgame_perfect`: over
  `trees`; `backward_induction`: large trees given by arrays.
* `sequential`, `signalling`: equilibria with beliefs, over `beliefs`; `trembling_hand` judges them, `agent_quantal`
  approaches them; `assessment` is what they return.
* `refinements`: which Nash equilibria are strict, perfect, proper, over `trembles`.
* `dominance`, `zero_sum`, `correlated`: over the exact linear programs of `programs`.
* `lemke_howson`, `quantal`, `stackelberg`, `potential`, `supermodular`, `selection`: one equilibrium, noisy play,
  commitment, structure and choice among equilibria.
* `markov_perfect`, `race`: stochastic games and technology races, over `markov` and `races`.
* `regions`, `thresholds`, `proof`, `robustness`, `cardinal`, `sweep`, `batch`: comparative statics in symbols and in
  numbers, many games at once, over `statics` and `sweeps`; `derivative`, `bifurcation`, `monotone`: one parameter
  moves; `own_statements`: statements of one's own.
* `equilibrium`, `points`: what they return; `limits`: how long and large they may grow; `solve`: the concepts by name;
  `beside`: what a notebook lists beside a game.
"""

from __future__ import annotations

from typing import Any

from games.forms.beside import tell


def _told(game: Any) -> str:
    from solvers.beside import told

    return told(game)


tell(_told)
