"""Solution concepts, one a module, under their textbook names; they know the forms, not the article.

Front doors, and the engines behind them:

* `nash`, `pure`, `extreme`: equilibria of normal forms. Two players: `bimatrix` over `vertices` (compiled:
  `bimatrix_numba`, `vertices_numba`, `certificate_numba`). Three and more: `nplayer` over `supports`,
  `support_system`, `subdivision`, `certified`, `splitting`, `cells`, `cylinders`, `joins`, `algebraic` and their kin.
* `subgame_perfect`, `symbolic_induction`: trees, over `flat_tree`, `induction`, `mixtures`, `multiaffine`, `curved`.
* `dominance`, `zero_sum`, `correlated`: over the exact linear programs of `linear` and the cones of `cones`.
* `lemke_howson`, `quantal`, `stackelberg`, `potential`, `supermodular`, `selection`: one equilibrium, noisy play,
  commitment, structure and choice among equilibria.
* `regions`, `thresholds`, `proof`: comparative statics in symbols, over `simplify`, `cases` and `reals` (z3).
* `sweep`: comparative statics in numbers, over `kernels`, `rounding` and the modules `sweep_*`.
* `equilibrium`: what they return; `solve`: the concepts by name.
"""
