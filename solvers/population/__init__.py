"""Rest points, stability and motion of population games; `solvers.evolution` is the front door."""
