/* The page: one state (model, options, point, axes, language), drawn again whenever it changes; the address holds it. */

const App = (() => {
  const { pick, say, list, h, settings, panel } = Dom;
  const DATA = JSON.parse(document.getElementById("data").textContent);
  const CALM = 500;
  settings.words = DATA.words;
  settings.lang = document.documentElement.lang.startsWith("zh") ? 1 : 0;

  const short = (model) => model.name.split(".").pop();
  const models = new Map(DATA.models.map((model) => {
    model.parameters.forEach((p) => ["default", "low", "high"].forEach((key) => { p[key] = Rational.parse(p[key]); }));
    return [short(model), model];
  }));
  const games = new Map();
  const state = { model: null, options: {}, point: {}, x: "", y: "" };
  let found = null, rows = {}, map = null, slots = {}, link = null, notice = "", timer = 0;

  const variantKey = () => state.model.options.map((option) => state.options[option.name]).join("|");
  const parameter = (name) => state.model.parameters.find((p) => p.name === name);

  function game() {
    const key = `${state.model.name}|${variantKey()}`;
    if (!games.has(key)) games.set(key, Game.prepare(state.model.variants[variantKey()]));
    return games.get(key);
  }

  /* ---- the address ---- */

  function address() {
    const parts = [["model", short(state.model)]];
    state.model.options.forEach((o) => state.options[o.name] !== o.values[0].name && parts.push([o.name, state.options[o.name]]));
    state.model.parameters.forEach((p) => Rational.cmp(state.point[p.name], p.default) && parts.push([p.name, Rational.text(state.point[p.name])]));
    if (state.x) parts.push(["x", state.x], ["y", state.y]);
    parts.push(["lang", settings.lang ? "zh" : "en"]);
    return `#${parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2F/g, "/")}`).join("&")}`;
  }

  /* Take what is sound from the address; name the rest. */
  function read(hash) {
    const wanted = new URLSearchParams(hash.replace(/^#/, "").replace(/\+/g, "%2B")), ignored = [];
    if (wanted.has("lang")) settings.lang = wanted.get("lang").startsWith("zh") ? 1 : 0;
    if (wanted.has("model") && !models.has(wanted.get("model"))) ignored.push(`model=${wanted.get("model")}`);
    enter(models.get(wanted.get("model")) || DATA.models[0]);
    for (const [name, text] of wanted) {
      if (name === "lang" || name === "model" || !name) continue;
      if (!take(name, text)) ignored.push(`${name}=${text}`);
    }
    if (!state.model.variants[variantKey()]) state.model.options.forEach((o) => { state.options[o.name] = o.values[0].name; });
    notice = ignored.length ? say("ignored", list(ignored.map((text) => text.slice(0, 60)))) : "";
  }

  function take(name, text) {
    const option = state.model.options.find((o) => o.name === name), p = parameter(name);
    if (name === "x" || name === "y") return parameter(text) ? ((state[name] = text), true) : false;
    if (option) return option.values.some((v) => v.name === text) ? ((state.options[name] = text), true) : false;
    const value = p && Rational.parse(text);
    if (!value || !Controls.isInside(p, value)) return false;
    state.point[name] = value;
    return true;
  }

  function enter(model) {
    state.model = model;
    state.options = Object.fromEntries(model.options.map((o) => [o.name, o.values[0].name]));
    state.point = Object.fromEntries(model.parameters.map((p) => [p.name, p.default]));
    [state.x, state.y] = telling();
  }

  /* The two parameters over which a coarse map shows the most labels; a weight on relative gains goes across. */
  function telling() {
    const { parameters } = state.model, weights = parameters.filter((p) => /^k(_|$)/.test(p.name));
    const pairs = (weights.length ? weights : parameters).flatMap((x) => parameters.filter((y) => y !== x).map((y) => [x, y]));
    if (!pairs.length) return ["", ""];
    const affordable = Math.ceil(12000 / game().variant.tape.length), at = (p, k) => Rational.add(p.low, Rational.mul(Rational.sub(p.high, p.low), Rational.make(BigInt(2 * k + 1), 15n)));
    let best = [pairs[0].map((p) => p.name), 0];
    for (const [x, y] of pairs.slice(0, affordable)) {
      const labels = new Set();
      for (let k = 0; k < 49; k++) labels.add(game().exactLabel({ ...state.point, [x.name]: at(x, k % 7), [y.name]: at(y, Math.floor(k / 7)) }));
      if (labels.size > best[1]) best = [[x.name, y.name], labels.size];
    }
    return best[0];
  }

  /* ---- drawing ---- */

  function frame() {
    document.documentElement.lang = settings.lang ? "zh-Hans" : "en";
    document.title = `techpower: ${say("title")}`;
    document.getElementById("skip").textContent = say("skip");
    document.getElementById("top").replaceChildren(
      h("div", {}, h("h1", {}, "techpower ", h("span", {}, say("title"))), h("p", {}, say("lead"))), Controls.languages(speak));
    document.getElementById("foot").replaceChildren(h("p", {}, say("about", DATA.version)),
      DATA.leftOut.length ? h("p", {}, say("left_out", list(DATA.leftOut.map(pick)))) : "");
    slots = Object.fromEntries(["notice", "game", "equilibria", "map", "conditions", "claims"].map((name) => [name, h("div", { class: `slot ${name}` })]));
    arrange();
    controls();
    if (map) map.stop();
    map = state.x ? MapPanel.make(game(), state, { move, axis, describe }) : null; // with one parameter there is no plane
    slots.map.replaceChildren(...(map ? [map.panel] : []));
    update();
  }

  /* Two columns; a tree or a large game has the whole width above them. */
  function arrange() {
    const { notice: top, game: board, equilibria, map: atlas, conditions, claims } = slots, isWide = game().form.nodes || (game().form.payoffs || []).length > 60;
    document.getElementById("results").replaceChildren(top, ...(isWide ? [board] : []),
      h("div", { class: "column" }, isWide ? atlas : [board, atlas]), h("div", { class: "column" }, equilibria, conditions), claims);
  }

  function controls() {
    const families = [...new Set(DATA.models.map((model) => model.family))].map((family) =>
      [say(`family_${family}`), DATA.models.filter((model) => model.family === family).map((model) => [short(model), pick(model.title)])]);
    rows = Object.fromEntries(state.model.parameters.map((p) => [p.name, Controls.parameter(p, state.point[p.name], change)]));
    link = Controls.link();
    document.getElementById("controls").replaceChildren(h("form", { class: "panel", onsubmit: (event) => event.preventDefault() },
      Controls.chooser("model", say("model"), families, short(state.model), (name) => { enter(models.get(name)); notice = ""; frame(); document.getElementById("model").focus(); }),
      h("p", { class: "story" }, pick(state.model.story)),
      state.model.options.map((o) => Controls.chooser(`o-${o.name}`, o.name, [["", available(o)]], state.options[o.name], (value) => { state.options[o.name] = value; frame(); document.getElementById(`o-${o.name}`).focus(); })),
      h("fieldset", {}, h("legend", {}, say("parameters")), Object.values(rows).map(({ row }) => row)),
      h("button", { type: "button", class: "quiet", onclick: () => { for (const p of state.model.parameters) change(p.name, p.default, false); shown(); update(); } }, say("reset")),
      link.row));
  }

  const available = (option) => option.values.filter((v) => Object.keys(state.model.variants).some((key) => key.split("|").includes(v.name))).map((v) => [v.name, pick(v.label)]);

  const shown = () => state.model.parameters.forEach((p) => rows[p.name].show(state.point[p.name]));

  function change(name, value, draw = true) {
    state.point[name] = value;
    if (draw) update();
  }

  function move(values) {
    Object.assign(state.point, values);
    Object.keys(values).forEach((name) => rows[name].show(state.point[name]));
    update();
  }

  function axis(which, name) {
    if (name === state[which === "x" ? "y" : "x"]) [state.x, state.y] = [state.y, state.x];
    else state[which] = name;
    frame();
    document.getElementById(`axis-${which}`).focus();
  }

  function speak(lang) {
    settings.lang = lang;
    frame();
    document.querySelector(".languages [aria-pressed=true]").focus();
  }

  /* Go to a point that a claim's counterexample gives. */
  function go(values, options) {
    Object.entries({ ...options, ...values }).forEach(([name, text]) => take(name, text));
    frame();
    document.getElementById("results").focus();
  }

  /* Fill a slot anew, unless it still shows what `key` stands for; what was unfolded stays so. */
  function refill(slot, key, make) {
    if (key !== null && slot.key === key) return;
    slot.key = key;
    const children = [make()].flat();
    const opened = [...slot.querySelectorAll("details")].map((each) => each.open);
    slot.replaceChildren(...children.filter(Boolean));
    [...slot.querySelectorAll("details")].forEach((each, k) => { each.open = Boolean(opened[k]); });
  }

  function update() {
    found = game().at(state.point);
    const { form } = game(), broken = found.broken.length > 0;
    const { values, marks } = Panels.judged(state.model, state.point);
    refill(slots.notice, null, () => [notice ? h("p", { class: "warning", role: "status" }, notice) : null, broken ? violated() : null]);
    refill(slots.game, null, () => broken ? null : panel("game", say(form.kind === "normal" || form.kind === "participation" ? "game" : "tree"), toggle(), drawn(form)));
    refill(slots.equilibria, null, () => broken ? null : panel("equilibria", say("equilibria"), h("p", { class: "headline" }, Answers.headline(game(), found)), Answers.view(game(), found), command()));
    refill(slots.conditions, broken ? "" : found.rows.map((row) => row.marks.map(Number).join("")).join("|") || "none", () => broken ? null : Panels.conditions(game(), found));
    refill(slots.claims, `:${marks}`, () => Panels.claims(state.model, values, go));
    if (map) map.show(state.point);
    announce(broken ? say("broken") : Answers.summary(game(), found));
    link.box.value = location.href.split("#")[0] + address();
  }

  function drawn(form) {
    if (form.kind === "normal") return Matrix.view(game(), found);
    return form.kind === "participation" ? Drawing.response(found) : Drawing.tree(game(), found);
  }

  const violated = () => h("div", { class: "warning", role: "status" }, h("p", {}, say("broken")), h("ul", {}, found.broken.map((c) => h("li", {}, Dom.math(c.math)))));

  function toggle() {
    const box = h("input", { type: "checkbox", id: "decimals", checked: settings.decimals, onchange: () => { settings.decimals = box.checked; update(); document.getElementById("decimals").focus(); } });
    return h("label", { class: "toggle" }, box, " ", say("decimals"));
  }

  function command() {
    const values = state.model.parameters.filter((p) => Rational.cmp(state.point[p.name], p.default)).map((p) => `${p.name}=${Rational.text(state.point[p.name])}`);
    const options = state.model.options.filter((o) => state.options[o.name] !== o.values[0].name).map((o) => ` --option ${o.name}=${state.options[o.name]}`);
    const text = `techpower solve ${short(state.model)}${options.join("")}${values.length ? ` --set ${values.join(" ")}` : ""}`;
    return h("p", { class: "command" }, h("span", {}, say("command")), h("code", {}, text));
  }

  /* The summary at once for the eye; after a pause for the ear, and the address, which browsers let change so often. */
  function announce(text) {
    document.getElementById("now").textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => { document.getElementById("said").textContent = text; history.replaceState(null, "", address()); }, CALM);
  }

  /* What a label of the map means. */
  function describe(label) {
    const { form } = game();
    if (label === "") return say("not_defined");
    if (form.kind === "participation") return label.split(";").map((each) => `${say({ 0: "nobody", 1: "everyone" }[each[0]] || "some")} (${say(each.endsWith("+") ? "stable" : "unstable")})`).join(", ");
    if (label === "none") return say(form.kind === "signalling" ? "none_listed" : form.players.length === 2 ? "only_mixed" : "no_pure");
    const parts = label.split(";");
    if (form.kind === "tree") return parts.map((ends) => list(ends.split("+").map((end) => Answers.play(form, Number(end))))).join(say("or"));
    if (form.kind === "signalling") return list(parts.map((k) => `${Number(k) + 1} ${pick(game().variant.regions[k].kind)}`));
    const names = parts.map((profile) => `(${profile.split(",").map((a, i) => pick(form.actions[i][a])).join(", ")})`);
    return names.join(say("and")) + (isSmall(form) && opposite(parts) ? `, ${say("and_mixed")}` : "");
  }

  const isSmall = (form) => form.actions.length === 2 && form.actions.every((own) => own.length === 2);
  const opposite = (parts) => parts.length === 2 && parts[0].split(",").every((a, i) => a !== parts[1].split(",")[i]);

  /* What checks and benchmarks use: the answers as plain data, and the label of the map, at a point given by texts. */
  function solve(name, options, texts) {
    const model = DATA.models.find((each) => each.name === name);
    const made = Game.prepare(model.variants[options]), point = Object.fromEntries(model.parameters.map((p) => [p.name, Rational.parse(texts[p.name])]));
    return { ...Game.plain(made.at(point)), label: made.exactLabel(point) };
  }

  addEventListener("hashchange", () => { read(location.hash); frame(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", frame);
  read(location.hash);
  frame();
  return { solve, state };
})();
