"""Exact linear programming: simplex with rational certificates, cones, matrix games."""
