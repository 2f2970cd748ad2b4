/* The panel of the region map: axes, canvas, star, legend; mouse, touch and arrow keys move the point. */

const MapPanel = (() => {
  const { pick, say, h, s, math, number } = Dom;
  const { SIZE } = Atlas;
  const KEY_STEPS = 50;
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
  const STAR = "M0,-9 L2.6,-2.8 9,-2.8 3.9,1.2 5.6,7.6 0,3.9 -5.6,7.6 -3.9,1.2 -9,-2.8 -2.6,-2.8 Z";

  function make(game, state, { move, axis, describe }) {
    const parameters = Object.entries(state.point).map(([name]) => state.model.parameters.find((p) => p.name === name));
    const [x, y] = ["x", "y"].map((which) => parameters.find((p) => p.name === state[which]));
    const canvas = h("canvas", { width: SIZE, height: SIZE, "aria-hidden": "true" }), context = canvas.getContext("2d");
    const star = s("path", { d: STAR, class: "star" });
    const field = h("div", { class: "field", tabindex: 0, role: "application", "aria-label": say("map_label", pick(x.meaning), pick(y.meaning)), "aria-describedby": "map-help" },
      canvas, s("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" }, star));
    const legend = h("ul", { class: "legend" }), names = new Map();
    let job = null, asked = "", current = null, frameId = 0;

    const share = (p, value) => (Rational.number(value) - Rational.number(p.low)) / (Rational.number(p.high) - Rational.number(p.low));
    const value = (p, part, steps) => {
      const k = Math.min(steps, Math.max(0, Math.round(part * steps)));
      const found = Rational.add(p.low, Rational.mul(Rational.sub(p.high, p.low), Rational.make(BigInt(k), BigInt(steps))));
      const inch = Rational.mul(Rational.sub(p.high, p.low), Rational.make(1n, BigInt(2 * steps)));
      if (p.openLow && !Rational.cmp(found, p.low)) return Rational.add(found, inch);
      return p.openHigh && !Rational.cmp(found, p.high) ? Rational.sub(found, inch) : found;
    };

    function pointed(event) {
      const box = canvas.getBoundingClientRect();
      move({ [x.name]: value(x, (event.clientX - box.left) / box.width, 100), [y.name]: value(y, 1 - (event.clientY - box.top) / box.height, 100) });
    }
    field.addEventListener("pointerdown", (event) => { field.setPointerCapture(event.pointerId); pointed(event); });
    field.addEventListener("pointermove", (event) => event.buttons && pointed(event));
    field.addEventListener("keydown", (event) => {
      const step = MOVES[event.key];
      if (!step) return;
      event.preventDefault();
      const moved = (p, by) => value(p, share(p, current[p.name]) + by / KEY_STEPS, KEY_STEPS);
      move({ ...(step[0] && { [x.name]: moved(x, step[0]) }), ...(step[1] && { [y.name]: moved(y, step[1]) }) });
    });

    function show(point) {
      current = point;
      star.setAttribute("transform", `translate(${SIZE * share(x, point[x.name])} ${SIZE * (1 - share(y, point[y.name]))})`);
      const rest = JSON.stringify(Object.entries(point).filter(([name]) => name !== x.name && name !== y.name).map(([, v]) => Rational.text(v)));
      if (rest !== asked) {
        asked = rest;
        job = Atlas.job(game, { ...point }, x, y, names);
        cancelAnimationFrame(frameId);
        frameId = requestAnimationFrame(work);
      } else if (job && job.regions) label();
    }

    function work() {
      const done = job.step(Atlas.SLICE);
      if (job.seen()) Atlas.paint(context, job.pixels);
      if (!done) { frameId = requestAnimationFrame(work); return; }
      label();
    }

    function label() {
      const here = names.get(game.exactLabel(current)) ?? -1;
      if (job.here !== here) job.regions = Atlas.listed(job.pixels, here);
      job.here = here;
      Atlas.paint(context, job.pixels);
      Atlas.letters(context, job.regions);
      const keys = [...names.keys()];
      legend.replaceChildren(...Atlas.legend(job.regions, here, (k) => describe(keys[k])));
    }

    const options = (which) => [["", parameters.map((p) => [p.name, `${p.name}: ${pick(p.meaning)}`])]];
    const panel = Dom.panel("map", say("map"),
      h("div", { class: "axes" }, Controls.chooser("axis-x", say("across"), options("x"), state.x, (name) => axis("x", name)),
        Controls.chooser("axis-y", say("up"), options("y"), state.y, (name) => axis("y", name))),
      h("div", { class: "plot" }, h("div", { class: "y-name" }, math(y.math)), h("div", { class: "y-ticks" }, h("span", {}, number(y.high)), h("span", {}, number(y.low))), field,
        h("div", { class: "x-ticks" }, h("span", {}, number(x.low)), math(x.math), h("span", {}, number(x.high)))),
      h("p", { class: "note", id: "map-help" }, say("map_help")), legend);
    return { panel, show, stop: () => cancelAnimationFrame(frameId) };
  }

  return { make };
})();
