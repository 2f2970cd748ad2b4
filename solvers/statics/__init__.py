"""Engines of comparative statics: real arithmetic (z3), simplification, batched kernels, sweeps."""
