/* The region map: which equilibria there are over two parameters, drawn while the page stays responsive.

   Points are sampled on a coarse lattice; squares whose corners differ are divided again and again, down to a pixel. Every
   sample is labelled rightly (`Game.label`); a region that slips between the coarse samples is not seen. */

const Atlas = (() => {
  const { say, h, settings } = Dom;
  const SIZE = 360, COARSE = 12, SLICE = 9;
  const PALETTE = [[0, 114, 178], [230, 159, 0], [0, 158, 115], [204, 121, 167], [213, 94, 0], [86, 180, 233], [240, 228, 66], [120, 120, 120]];
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const OFFSET = 3183n, PARTS = 10000n; // samples stand off the round numbers, where ties are
  const FEW = SIZE * SIZE / 2500;

  /* A job fills `pixels` with label numbers; `step()` works for a slice of time and says whether it is done. */
  function job(game, point, x, y, names) {
    const pixels = new Int16Array(SIZE * SIZE).fill(-1), samples = new Int16Array((SIZE + 1) * (SIZE + 1)).fill(-1);
    const floats = Object.fromEntries(Object.entries(point).map(([name, value]) => [name, Rational.number(value)]));
    const at = (p, k) => Rational.add(p.low, Rational.mul(Rational.sub(p.high, p.low), Rational.make(BigInt(k) * PARTS + OFFSET, BigInt(SIZE + 1) * PARTS)));
    const ends = [x, y].map((p) => [Rational.number(p.low), Rational.number(p.high)]);
    const between = ([low, high], k) => low + (high - low) * (k + Number(OFFSET) / Number(PARTS)) / (SIZE + 1);
    const exactly = (i, j) => () => ({ ...point, [x.name]: at(x, i), [y.name]: at(y, j) });

    function sample(i, j) {
      const place = j * (SIZE + 1) + i;
      if (samples[place] < 0) {
        floats[x.name] = between(ends[0], i);
        floats[y.name] = between(ends[1], j);
        const label = game.label(floats, exactly(i, j));
        if (!names.has(label)) names.set(label, names.size);
        samples[place] = names.get(label);
      }
      return samples[place];
    }

    function fill(i, j, side, label) {
      for (let row = j; row < j + side; row++) pixels.fill(label, row * SIZE + i, row * SIZE + i + side);
    }

    const squares = [];
    for (let j = 0; j < SIZE; j += COARSE) for (let i = 0; i < SIZE; i += COARSE) squares.push([i, j, COARSE]);
    let next = 0;
    const step = (slice) => {
      const end = performance.now() + slice;
      while (next < squares.length && performance.now() < end) {
        const [i, j, side] = squares[next++];
        const corners = [sample(i, j), sample(i + side, j), sample(i, j + side), sample(i + side, j + side)];
        fill(i, j, side, corners[0]);
        if (side > 1 && corners.some((label) => label !== corners[0])) {
          const half = side % 2 ? side / 3 : side / 2;
          for (let b = j; b < j + side; b += half) for (let a = i; a < i + side; a += half) squares.push([a, b, half]);
        }
      }
      return next === squares.length;
    };
    return { pixels, step, seen: () => next > (SIZE / COARSE) ** 2 };
  }

  const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;

  function shade(label) {
    const ground = isDark() ? 24 : 255, part = isDark() ? 0.62 : 0.5 + 0.18 * (Math.floor(label / PALETTE.length) % 2);
    return PALETTE[label % PALETTE.length].map((c) => Math.round(c * part + ground * (1 - part)));
  }

  function paint(context, pixels) {
    const image = context.createImageData(SIZE, SIZE), { data } = image, edge = isDark() ? 235 : 40;
    const colours = new Map();
    for (let j = 0; j < SIZE; j++) {
      for (let i = 0; i < SIZE; i++) {
        const label = pixels[j * SIZE + i], to = ((SIZE - 1 - j) * SIZE + i) * 4;
        const border = (i && pixels[j * SIZE + i - 1] !== label) || (j && pixels[(j - 1) * SIZE + i] !== label);
        if (!colours.has(label)) colours.set(label, shade(label));
        const colour = colours.get(label);
        for (let c = 0; c < 3; c++) data[to + c] = border ? (colour[c] + edge * 2) / 3 : colour[c];
        data[to + 3] = label < 0 ? 0 : 255;
      }
    }
    context.putImageData(image, 0, 0);
  }

  /* For each label its area and its deepest point, by the distance to other labels (chessboard, two passes). */
  function survey(pixels) {
    const deep = new Int16Array(SIZE * SIZE), found = new Map();
    const pass = (order, back) => order((at, i, j) => {
      const beyond = (k, inside) => (inside ? (pixels[k] === pixels[at] ? deep[k] + 1 : 1) : 1);
      const reach = Math.min(beyond(at - back, back > 0 ? i > 0 : i < SIZE - 1), beyond(at - back * SIZE, back > 0 ? j > 0 : j < SIZE - 1));
      deep[at] = back > 0 ? reach : Math.min(deep[at], reach);
    });
    pass((visit) => { for (let j = 0; j < SIZE; j++) for (let i = 0; i < SIZE; i++) visit(j * SIZE + i, i, j); }, 1);
    pass((visit) => { for (let j = SIZE - 1; j >= 0; j--) for (let i = SIZE - 1; i >= 0; i--) visit(j * SIZE + i, i, j); }, -1);
    for (let at = 0; at < pixels.length; at++) {
      const one = found.get(pixels[at]) || { label: pixels[at], area: 0, depth: 0, at: 0 };
      one.area++;
      if (deep[at] > one.depth) { one.depth = deep[at]; one.at = at; }
      found.set(pixels[at], one);
    }
    return [...found.values()].sort((a, b) => b.area - a.area);
  }

  function letters(context, regions) {
    context.font = "600 15px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = isDark() ? "#fff" : "#111";
    for (const region of regions.filter((each) => each.letter && each.depth > 9))
      context.fillText(region.letter, (region.at % SIZE) + 0.5, SIZE - 1 - Math.floor(region.at / SIZE));
  }

  /* The regions worth a line in the legend, with their letters: the larger ones and the one where you are. */
  function listed(pixels, here) {
    const regions = survey(pixels).filter((each) => each.area >= FEW || each.label === here);
    return regions.map((each, k) => ({ ...each, letter: LETTERS[k] || "" }));
  }

  function swatch(label) {
    return h("span", { class: "swatch", style: `background: rgb(${shade(label).join()})`, "aria-hidden": "true" });
  }

  function legend(regions, here, describe) {
    return regions.map((region) => h("li", { class: region.label === here ? "here" : null, "aria-current": region.label === here ? "true" : null },
      swatch(region.label), h("b", {}, region.letter), " ", describe(region.label), region.label === here ? h("span", { class: "unseen" }, ` (${say("here")})`) : null));
  }

  return { SIZE, SLICE, job, paint, letters, listed, legend };
})();
