/* The payoff matrix: one table for two players, one for each choice of the others where there are more. */

const Matrix = (() => {
  const { pick, say, h, number } = Dom;
  const SHORT = 6; // characters of a fraction where three or more payoffs share a cell

  function view(game, found) {
    const { form } = game;
    const { values } = found;
    const order = (a, b) => (a === b ? 0 : Rational.cmp(values[a], values[b]));
    const stable = new Set(Normal.pure(form, order).map((profile) => profile.join()));
    const rest = Normal.profiles(Normal.shape(form).slice(2));
    const tables = rest.map((others) => table(form, others, values, order, stable));
    const first = form.players.map(pick).join(", ");
    return [
      h("div", { class: `matrices${rest.length > 1 ? " several" : ""}` }, tables),
      h("p", { class: "note" }, say("best_marked", pick(form.players[0])), form.players.length > 2 ? ` ${say("payoff_order", first)}` : ""),
    ];
  }

  function table(form, others, values, order, stable) {
    const [rows, columns = [["", ""]]] = form.actions;
    const names = others.map((a, k) => say("plays", pick(form.players[k + 2]), pick(form.actions[k + 2][a])));
    const profile = (r, c) => (form.actions.length === 1 ? [r] : [r, c, ...others]);
    const head = form.players.length > 1 && h("thead", {},
      h("tr", {}, h("td", {}), h("th", { colspan: columns.length, class: "player", scope: "colgroup" }, pick(form.players[1]))),
      h("tr", {}, h("th", { class: "player corner", scope: "col" }, pick(form.players[0])), columns.map((name) => h("th", { scope: "col" }, pick(name)))));
    const body = rows.map((name, r) => h("tr", {}, h("th", { scope: "row" }, pick(name)),
      columns.map((_, c) => cell(form, profile(r, c), values, order, stable))));
    return h("table", { class: "matrix" }, names.length ? h("caption", {}, say("when", names.join(say("and")))) : null, head || null, h("tbody", {}, body));
  }

  function cell(form, profile, values, order, stable) {
    const is = stable.has(profile.join());
    const parts = form.players.map((_, i) => {
      const best = Normal.isBest(form, i, profile, order);
      const shown = number(values[Normal.payoff(form, i, profile)], form.players.length > 2 ? SHORT : undefined);
      return [i ? h("span", { class: "comma" }, ", ") : null,
        best ? h("u", { class: "best" }, shown, h("span", { class: "unseen" }, ` (${say("best_response")})`)) : h("span", {}, shown)];
    });
    return h("td", { class: is ? "stable" : null }, parts, is ? h("span", { class: "unseen" }, ` ${say("equilibrium")}`) : null);
  }

  return { view };
})();
