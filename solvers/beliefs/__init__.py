"""Engines for equilibria with beliefs: signalling games as two polytopes, refinements, consistency of assessments."""
