"""Trembles: completely mixed strategies near an equilibrium that make it a best reply."""
