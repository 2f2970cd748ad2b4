/* Drawings: a tree that grows to the right, and the response curve of a participation game. */

const Drawing = (() => {
  const { pick, say, h, s, number, numbers } = Dom;
  const LINE = 42, LEFT = 60, TOP = 26, NARROW = 720;
  const column = () => (innerWidth < NARROW ? 112 : 150);

  /* Every leaf has a line of its own; a node stands half-way between its first child and its last. */
  function layout(nodes) {
    const places = [];
    let line = 0;
    const put = (k, depth) => {
      const below = nodes[k].children.map((child) => put(child, depth + 1));
      const y = below.length ? (below[0].y + below[below.length - 1].y) / 2 : TOP + LINE * line++;
      return (places[k] = { x: LEFT + column() * depth, y, depth });
    };
    put(0, 0);
    return { places, lines: line, depth: Math.max(...places.map((p) => p.depth)) };
  }

  /* What is played: the actions chosen at each information set, and the leaves that are reached. */
  function played(game, found) {
    const { form } = game;
    if (form.kind === "tree") return { chosen: found.chosen, ends: new Set(found.solutions.flatMap((each) => each.ends)) };
    const support = (own) => (Array.isArray(own) ? own.flatMap((p, a) => (Rational.sign(p) ? [a] : [])) : [own]);
    const chosen = form.sets.map((_, k) => [...new Set(found.held.flatMap((row) => support(row.strategies[k])))]);
    return { chosen, ends: new Set() };
  }

  function tree(game, found) {
    const { nodes, sets, players } = game.form, { chosen, ends } = played(game, found);
    const { places, lines, depth } = layout(nodes);
    const below = nodes.map(() => false);
    for (let k = nodes.length - 1; k >= 0; k--) below[k] = nodes[k].payoffs ? ends.has(k) : nodes[k].children.some((child) => below[child]);
    const isPlayed = (k, a) => nodes[k].set === undefined || chosen[nodes[k].set].includes(a);
    const leafText = nodes.filter((node) => node.payoffs).map((node) => numbers(node.payoffs.map((place) => found.values[place])));
    const width = LEFT + column() * depth + 24 + 7.4 * Math.max(...leafText.map((text) => text.length)), height = TOP * 2 + LINE * (lines - 1);
    const edges = nodes.flatMap((node, k) => node.children.map((child, a) => edge(places[k], places[child], node, a, found,
      isPlayed(k, a) ? (below[child] && ends.size ? "edge path" : "edge chosen") : "edge")));
    const drawing = s("svg", { viewBox: `0 0 ${Math.ceil(width)} ${height}`, width: Math.ceil(width), height, role: "img", "aria-label": say("tree") },
      links(nodes, places), edges, nodes.map((node, k) => mark(node, places[k], players, found)));
    return [h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": say("tree") }, drawing),
      h("p", { class: "note" }, say("payoff_order", players.map(pick).join(", ")), " ", say(game.form.kind === "tree" ? "tree_marked" : "signal_marked")),
      h("div", { class: "unseen" }, spoken(game.form, found, 0, isPlayed))];
  }

  function edge(from, to, node, a, found, look) {
    const middle = { x: from.x + (to.x - from.x) * 0.56, y: from.y + (to.y - from.y) * 0.56 };
    const odds = node.probabilities ? ` ${number(found.values[node.probabilities[a]])}` : "";
    return [s("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: look }),
      s("text", { x: middle.x, y: middle.y - 4, class: `move ${look}` }, pick(node.actions[a]) + odds)];
  }

  function mark(node, place, players, found) {
    if (node.payoffs) return s("text", { x: place.x + 8, y: place.y + 4, class: "payoff" }, numbers(node.payoffs.map((p) => found.values[p])));
    const name = node.label ? pick(node.label) : pick(players[node.player]);
    return [s("circle", { cx: place.x, cy: place.y, r: 4.5, class: node.label ? "nature" : `node` }),
      s("text", { x: place.x - 9, y: place.y - 9, class: "mover" }, name)];
  }

  /* Broken lines between the decisions of one information set. */
  function links(nodes, places) {
    const members = new Map();
    nodes.forEach((node, k) => node.set !== undefined && members.set(node.set, [...(members.get(node.set) || []), places[k]]));
    return [...members.values()].flatMap((own) => own.slice(1).map((to, k) => {
      const from = own[k], bow = 14 + 6 * Math.abs(to.y - from.y) / 100;
      return s("path", { class: "link", d: `M ${from.x} ${from.y} Q ${from.x + bow} ${(from.y + to.y) / 2} ${to.x} ${to.y}` });
    }));
  }

  /* The tree as nested lists, for those who hear the page. */
  function spoken(form, found, k, isPlayed) {
    const node = form.nodes[k];
    if (node.payoffs) return `${say("payoffs")} ${numbers(node.payoffs.map((p) => found.values[p]))}`;
    const mover = node.label ? pick(node.label) : pick(form.players[node.player]);
    return [mover, h("ul", {}, node.children.map((child, a) => h("li", {}, `${pick(node.actions[a])}${isPlayed(k, a) && !node.label ? ` (${say("equilibrium")})` : ""}: `, spoken(form, found, child, isPlayed))))];
  }

  /* Who would join and who would stay, against who is in. */
  function response(found) {
    const [intercept, slope, loyalty] = [found.intercept, found.slope, found.loyalty].map(Rational.number);
    const size = 300, at = (x, y) => `${44 + size * x},${16 + size * (1 - y)}`;
    const clip = (value) => Math.min(1, Math.max(0, value));
    const curve = (start, look) => s("polyline", { class: look, points: Array.from({ length: 201 }, (_, k) => at(k / 200, clip(start + slope * k / 200))).join(" ") });
    const bands = found.bands.filter(([low, high]) => Rational.cmp(low, high)).map((ends) => ends.map(Rational.number))
      .map(([low, high]) => s("rect", { class: "band", x: 44 + size * low, y: 16, width: size * (high - low), height: size }));
    const dots = found.shares.flatMap((share, k) => share.map(Rational.number).map((n) =>
      s("circle", { class: found.stable[k] ? "dot stable" : "dot", cx: 44 + size * n, cy: 16 + size * (1 - n), r: 6 })));
    const axes = s("path", { class: "axis", d: `M ${at(0, 1)} L ${at(0, 0)} L ${at(1, 0)}` });
    const ticks = [0, 0.5, 1].flatMap((v) => [s("text", { x: 44 + size * v, y: size + 33, class: "tick middle" }, String(v)), s("text", { x: 36, y: 20 + size * (1 - v), class: "tick end" }, String(v))]);
    const drawing = s("svg", { viewBox: `0 0 ${size + 64} ${size + 58}`, class: "response", role: "img", "aria-label": say("shares") },
      bands, s("polyline", { class: "diagonal", points: `${at(0, 0)} ${at(1, 1)}` }), Rational.sign(found.loyalty) ? curve(intercept + loyalty, "stay") : null,
      curve(intercept, "join"), axes, ticks, dots, s("text", { x: 44 + size / 2, y: size + 52, class: "tick middle" }, say("share_in")));
    const key = (look, word) => h("li", {}, s("svg", { width: 30, height: 10, "aria-hidden": "true" }, s("line", { x1: 0, x2: 30, y1: 5, y2: 5, class: look })), say(word));
    return [drawing, h("ul", { class: "key" }, key("join", "join_curve"), Rational.sign(found.loyalty) ? key("stay", "stay_curve") : null)];
  }

  return { tree, response };
})();
