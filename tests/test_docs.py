"""The documentation is built without a warning, and the reference misses no public module."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_documentation_builds_without_warnings(tmp_path):
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=550, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    solvers = (tmp_path / "reference" / "solvers.html").read_text("utf-8")
    for module in Path("solvers").glob("[a-z]*.py"):
        assert f"solvers.{module.stem}" in solvers
    assert "All Nash" in solvers
