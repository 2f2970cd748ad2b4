"""Solution concepts, one a module, under their textbook names; they know the forms, not the article.

Front doors here, engines in the packages below:

* `nash`, `pure`: equilibria of normal forms, over `two_player` and `n_player`; `subgame_perfect`: over `trees`.
* `dominance`, `zero_sum`, `correlated`: over the exact linear programs of `programs`.
* `lemke_howson`, `quantal`, `stackelberg`, `potential`, `supermodular`, `selection`: one equilibrium, noisy play,
  commitment, structure and choice among equilibria.
* `regions`, `thresholds`, `proof`, `sweep`: comparative statics in symbols and in numbers, over `statics`.
* `equilibrium`: what they return; `solve`: the concepts by name.
"""
