"""The explorer in a headless browser: how long a move of a slider takes until the page is laid out again, wanted below
60 ms, and how long a whole region map takes, which is drawn in slices of a few milliseconds meanwhile.

`python benchmarks/explorer.py [MODEL …]`; without names the small and the large ones that take longest.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from games.registry import find
from paper_figs.explorer.page import explorer

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
MODELS = ("chip_ban", "workaround", "capability_signal", "emulation_finite", "escalation", "three_powers")
WANTED = 60

MEASURE = """(() => {
  const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  return JSON.stringify([...document.getElementById("model").options].map(({ value }) => {
    const chooser = document.getElementById("model");
    chooser.value = value;
    chooser.dispatchEvent(new Event("change"));
    const times = [], sliders = [...document.querySelectorAll("input[type=range]")];
    for (let k = 0; k < 150; k++) {
      const slider = sliders[k % sliders.length];
      slider.value = Math.round(slider.max * ((k * 7919) % 101) / 101);
      const start = performance.now();
      slider.dispatchEvent(new Event("input"));
      document.body.getBoundingClientRect();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const { model, options, point, x, y } = App.state;
    if (!x) return [value, quantile(times, 0.5), quantile(times, 0.95), times[times.length - 1], 0, 0];
    const axis = (name) => model.parameters.find((p) => p.name === name);
    const game = Game.prepare(model.variants[model.options.map((o) => options[o.name]).join("|")]);
    const start = performance.now(), job = Atlas.job(game, point, axis(x), axis(y), new Map());
    let slices = 1;
    while (!job.step(Atlas.SLICE)) slices++;
    const whole = performance.now() - start;
    return [value, quantile(times, 0.5), quantile(times, 0.95), times[times.length - 1], whole, slices];
  }));
})()"""


def main() -> None:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        print("skipped: no Chromium here")
        return
    page = explorer([find(name) for name in sys.argv[1:] or MODELS])
    measured = f'<pre id="measured"></pre><script>document.getElementById("measured").textContent = {MEASURE};</script>'
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page.replace("</body>", f"{measured}</body>"), "utf-8")
        command = [browser, *QUIET, f"--user-data-dir={folder}/profile", "--dump-dom", path.as_uri()]
        shown = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    found = re.search(r'<pre id="measured">(.*?)</pre>', shown, re.S)
    assert found, "the page did not finish"
    print(f"{'model':24} {'median':>8} {'95%':>8} {'longest':>8}   (wanted < {WANTED} ms)   map in slices")
    for name, median, most, longest, whole, slices in json.loads(html.unescape(found[1])):
        print(f"{name:24} {median:5.1f} ms {most:5.1f} ms {longest:5.1f} ms {whole:28.0f} ms in {slices}")


if __name__ == "__main__":
    main()
