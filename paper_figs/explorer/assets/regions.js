/* The conditions under which each equilibrium exists, and the claims of the article that the model bears on. */

const Panels = (() => {
  const { pick, say, list, h, math } = Dom;

  function profileName(game, region) {
    const { form } = game;
    const labels = form.kind === "normal" ? form.actions : form.sets.map((set) => set.actions);
    const who = (k) => (form.kind === "normal" ? pick(form.players[k]) : say("decision_at", pick(form.players[form.sets[k].player]), pick(form.sets[k].name)));
    if (region.profile.every((own) => own.action !== undefined) && form.kind !== "signalling")
      return `(${region.profile.map((own, k) => pick(labels[k][own.action])).join(", ")})`;
    return h("span", { class: "mixture" }, h("em", {}, form.kind === "signalling" ? `${game.variant.regions.indexOf(region) + 1} ` : "", pick(region.kind)), region.profile.map((own, k) => [h("span", {}, who(k), " "),
      own.action !== undefined ? pick(labels[k][own.action])
        : own.math.flatMap((p, a) => (p === "<mn>0</mn>" ? [] : [[a ? " + " : "", math(p), " ", pick(labels[k][a])]])), h("br")]));
  }

  const verdictMark = (holds) => h("span", { class: holds ? "yes" : "no" }, h("span", { "aria-hidden": "true" }, holds ? "✓" : "✗"), h("span", { class: "unseen" }, say(holds ? "holds" : "fails")), " ");

  function row(game, { region, marks, here }) {
    const shown = here ? region.conditions.map((c, k) => [c, marks[k]]) : region.conditions.map((c, k) => [c, marks[k]]).filter(([, holds]) => !holds);
    const items = shown.map(([condition, holds]) => h("li", {}, verdictMark(holds), math(condition.math)));
    return h("div", { class: here ? "region here" : "region" }, h("h3", {}, profileName(game, region)), items.length ? h("ul", { class: "conditions" }, items) : h("p", {}, say("always")));
  }

  function conditions(game, found) {
    if (game.form.kind === "participation") return null;
    if (!game.variant.regions) return Dom.panel("conditions", say("conditions"), h("p", { class: "note" }, say("no_regions")));
    const here = found.rows.filter((each) => each.here), away = found.rows.filter((each) => !each.here);
    const rest = away.length ? unfolded({}, h("summary", {}, say("not_here", away.length)), () => away.map((each) => row(game, each))) : null;
    return Dom.panel("conditions", say("conditions"), h("p", { class: "note" }, say("conditions_lead")), here.map((each) => row(game, each)),
      rest, game.form.kind === "signalling" ? null : h("p", { class: "note" }, pick(game.variant.note)));
  }

  /* Details whose inside is made when they are first opened. */
  function unfolded(attributes, summary, make) {
    const details = h("details", attributes, summary);
    details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) details.append(...make().flat(9).filter(Boolean)); });
    return details;
  }

  const conditionsOf = (model) => (model.claims ? model.claims.entries.flatMap((entry) => entry.parts.flatMap((part) => part.regions.flat())) : []);
  const programs = new Map();

  /* The values of the conditions of a model's claims at a point, and which hold, in a word. */
  function judged(model, point) {
    const listed = conditionsOf(model);
    if (!programs.has(model)) programs.set(model, Tape.exact(model.claims ? model.claims.tape : [], listed.map((c) => c.value)));
    const values = programs.get(model)(point);
    return { values, marks: listed.map((c) => Number(Game.holds(c, values))).join("") };
  }

  function claims(model, values, go) {
    const note = !model.claims ? "no_verdicts" : model.claims.entries.length ? "" : "no_claims";
    return Dom.panel("claims", say("claims"), note ? h("p", { class: "note" }, say(note)) : model.claims.entries.map((entry) => claim(entry, values, go)));
  }

  const badge = (status, label) => h("span", { class: `badge ${status.replace(/ /g, "-")}` }, label);

  function claim(entry, values, go) {
    return unfolded({ class: "claim" }, h("summary", {}, h("b", {}, say("claim", entry.id)), " ", badge(entry.status, pick(entry.label)), h("span", { class: "statement" }, pick(entry.text))),
      () => [entry.parts.map((part) => statement(part, values, go)), entry.elsewhere ? h("p", { class: "note" }, say("elsewhere", entry.elsewhere)) : null]);
  }

  function statement(part, values, go) {
    const fixed = [...Object.values(part.options), ...Object.entries(part.fixed).map(([name, value]) => `${name} = ${value}`)];
    const holds = (region) => region.every((c) => Game.holds(c, values));
    const regions = part.regions.map((region, k) => [k ? h("span", { class: "or" }, say("or")) : null,
      h("ul", { class: "conditions" }, region.map((c) => h("li", {}, verdictMark(Game.holds(c, values)), math(c.math))))]);
    return h("div", { class: "part" },
      h("p", {}, badge(part.status, pick(part.label)), " ", pick(part.text), fixed.length ? h("span", { class: "given" }, ` [${say("given", list(fixed))}]`) : null,
        part.share ? h("span", { class: "given" }, ` ${say("in_share", part.share)}`) : null),
      regions.length ? [h("p", { class: "given" }, say("where"), " (", h("b", {}, say(part.regions.some(holds) ? "here_yes" : "here_no")), ")"), regions] : null,
      part.against ? h("button", { type: "button", class: "quiet", onclick: () => go(part.against, part.options) }, say("go_against")) : null);
  }

  return { conditions, claims, judged };
})();
