/* The equilibria at a point, in words; and the same in one line, for the summary and for those who hear the page. */

const Answers = (() => {
  const { pick, say, list, h, number, numbers } = Dom;
  const MOST = 12;

  const strategy = (odds, actions) => odds.map((p, a) => [p, a]).filter(([p]) => Rational.sign(p))
    .map(([p, a]) => (Rational.cmp(p, Rational.one) ? `${number(p)} ${pick(actions[a])}` : pick(actions[a]))).join(" + ");

  const setName = (form, k) => say("decision_at", pick(form.players[form.sets[k].player]), pick(form.sets[k].name));

  /* The moves from the root to a leaf. */
  function play(form, end) {
    const trail = (k) => {
      if (k === end) return [];
      for (const [a, child] of form.nodes[k].children.entries()) {
        const rest = trail(child);
        if (rest) return [pick(form.nodes[k].actions[a]), ...rest];
      }
      return null;
    };
    return trail(0).join(" → ");
  }

  const profileText = (form, profile) => `(${profile.map((odds, i) => strategy(odds, form.actions[i])).join(", ")})`;

  function table(heads, rows) {
    return h("div", { class: "scroll" }, h("table", { class: "list" },
      h("thead", {}, h("tr", {}, heads.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((text, k) => h(k ? "td" : "th", k ? {} : { scope: "row" }, text)))))));
  }

  const counted = (count, one, many, none = "no_equilibrium") => (count === 0 ? say(none) : count === 1 ? say(one) : say(many, count));

  function normal(form, found) {
    const heads = ["", ...form.players.map(pick), say("payoffs")];
    const rows = found.components.flatMap((part, k) => part.points.map((point) => [
      found.components.length > 1 ? String(k + 1) : "", ...point.profile.map((odds, i) => strategy(odds, form.actions[i])), numbers(point.payoffs)]));
    const many = found.components.filter((part) => part.dimension > 0).map((part) => h("p", { class: "note" },
      `${found.components.length > 1 ? `${found.components.indexOf(part) + 1}: ` : ""}${say("continuum", part.dimension)}${part.pieces > 1 ? ` (${say("pieces", part.pieces)})` : ""}`));
    const why = !found.complete ? "pure_only" : found.mixing > 2 ? "complete_three" : form.players.length > 2 ? "complete_dominance" : "complete_nash";
    return [many, rows.length ? table(heads, rows.slice(0, 40)) : null, h("p", { class: "note" }, say(why))];
  }

  /* A long plan is shown when asked for. */
  const folded = (length, plan) => (length > 6 ? h("details", {}, h("summary", {}, say("strategy")), plan) : plan);

  function tree(form, found) {
    const heads = [say("outcome"), say("strategy"), say("payoffs")];
    const rows = found.solutions.slice(0, MOST).map(({ plan, payoffs, ends }) => [
      list(ends.map((end) => play(form, end))),
      folded(plan.length, h("ul", { class: "plan" }, plan.map((a, k) => h("li", {}, h("span", {}, setName(form, k)), " ", pick(form.sets[k].actions[a]))))), numbers(payoffs)]);
    const hidden = found.solutions.length - rows.length;
    const why = !found.complete ? say("cut_spe") : found.solutions.length > 1 ? say("tied_spe", list(found.tied.map((k) => setName(form, k)))) : say("complete_spe");
    return [table(heads, rows), hidden > 0 ? h("p", { class: "note" }, say("more", hidden)) : null, h("p", { class: "note" }, why)];
  }

  function assessment(form, row) {
    return row.strategies.map((own, k) => [setName(form, k), Array.isArray(own) ? strategy(own, form.sets[k].actions) : pick(form.sets[k].actions[own])]);
  }

  function signalling(game, found) {
    const parts = found.held.map((row) => h("li", { value: game.variant.regions.indexOf(row.region) + 1 }, h("strong", {}, pick(row.region.kind)),
      h("ul", { class: "plan" }, assessment(game.form, row).map(([name, words]) => h("li", {}, h("span", {}, name), " ", words)))));
    return [h("ol", { class: "assessments" }, parts), h("p", { class: "note" }, pick(game.variant.note))];
  }

  const share = ([low, high]) => (Rational.cmp(low, high) ? say("share_any", number(low), number(high)) : say("share_joins", number(low)));

  function participation(found) {
    const rows = found.shares.map((each, k) => [share(each), say(found.stable[k] ? "stable" : "unstable")]);
    const bands = found.bands.map(([low, high]) => (Rational.cmp(low, high) ? `[${number(low)}, ${number(high)}]` : number(low)));
    return [table([say("shares"), ""], rows), h("p", { class: "note" }, say("bands", list(bands)), " ", say("complete_shares"))];
  }

  function view(game, found) {
    const { form } = game;
    if (form.kind === "normal") return normal(form, found);
    if (form.kind === "tree") return tree(form, found);
    if (form.kind === "signalling") return signalling(game, found);
    return participation(found);
  }

  function headline(game, found) {
    if (game.form.kind === "tree") return counted(found.solutions.length, "one_equilibrium", "many_equilibria");
    if (game.form.kind === "signalling") return counted(found.held.length, "one_equilibrium", "many_equilibria", "none_listed");
    if (game.form.kind === "participation") return counted(found.shares.length, "one_equilibrium", "many_equilibria");
    const continua = found.components.some((part) => part.dimension > 0);
    return counted(found.components.length, continua ? "one_part" : "one_equilibrium", continua ? "many_parts" : "many_equilibria");
  }

  function shortly(game, found) {
    const { form } = game;
    if (form.kind === "tree") return [...new Set(found.solutions.flatMap((each) => each.ends.map((end) => play(form, end))))];
    if (form.kind === "signalling") return found.held.map((row) => pick(row.region.kind));
    if (form.kind === "participation") return found.shares.map((each, k) => `${share(each)} (${say(found.stable[k] ? "stable" : "unstable")})`);
    return found.components.map((part) => part.points.map((point) => profileText(form, point.profile)).join(" – "));
  }

  /* One line: how many, and which. */
  function summary(game, found) {
    const texts = shortly(game, found), shown = texts.slice(0, 4);
    return [headline(game, found), list(shown) + (texts.length > shown.length ? ` … ${say("more", texts.length - shown.length)}` : "")].filter(Boolean).join(colon());
  }

  const colon = () => (Dom.settings.lang ? "：" : ": ");

  return { view, headline, summary, play };
})();
