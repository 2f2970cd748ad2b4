"""Sweeps: many games at once, by kernels or solver by solver, in memory or streamed to a store."""
