/* A model at a point: what the panels show, and the label that the map gives to a point.

   `Game.prepare(variant)` compiles a model's program once. `at(point)` solves exactly; `label(floats, exactly)` names the
   equilibria in doubles and falls back on exact arithmetic, `exactly()`, wherever two numbers are too near to tell. */

const Game = (() => {
  const NEAR = 1e-9;
  const TIE = Symbol("a comparison that doubles cannot decide");
  const HOLDS = { ">=": (s) => s >= 0, ">": (s) => s > 0, "<=": (s) => s <= 0, "<": (s) => s < 0, "==": (s) => s === 0, "!=": (s) => s !== 0 };

  const holds = (condition, values) => HOLDS[condition.op](Rational.sign(values[condition.value]));

  function numbersOf(form) {
    if (form.kind === "normal") return form.payoffs;
    if (form.kind === "participation") return [form.intercept, form.slope, form.loyalty];
    return form.nodes.flatMap((node) => node.payoffs || node.probabilities || []);
  }

  function near(a, b) {
    const difference = a - b;
    if (!(Math.abs(difference) > NEAR * (1 + Math.abs(a) + Math.abs(b)))) throw TIE;
    return difference;
  }

  function prepare(variant) {
    const { form, tape, assumptions, regions } = variant;
    const conditions = (regions || []).flatMap((region) => region.conditions.map((c) => c.value));
    const guards = assumptions.map((c) => c.value);
    const places = [...numbersOf(form), ...guards, ...(form.kind === "signalling" ? conditions : [])];
    const exactly = Tape.exact(tape, places), inDoubles = Tape.floats(tape, places);
    const everything = Tape.exact(tape, [...places, ...conditions]);
    const guarding = Tape.exact(tape, guards);
    const oddsOf = new Map((regions || []).map((region) => [region, Tape.exact(tape, region.profile.flatMap((own) => own.odds || []))]));
    const out = new Float64Array(tape.length);

    /* Assumptions that fail, else the equilibria; and which conditions of which region hold. */
    function at(point) {
      const guarded = guarding(point);
      const broken = assumptions.filter((condition) => !holds(condition, guarded));
      if (broken.length) return { broken };
      const values = everything(point);
      const rows = (regions || []).map((region) => {
        const marks = region.conditions.map((condition) => holds(condition, values));
        const here = marks.every(Boolean);
        return { region, marks, here, strategies: here ? strategies(region, point) : null };
      });
      return { broken: [], values, rows, ...solved(values, rows) };
    }

    /* The probabilities of every action in a region that holds; elsewhere the formulas may divide by zero. */
    function strategies(region, point) {
      const odds = oddsOf.get(region)(point);
      return region.profile.map((own) => (own.odds ? own.odds.map((place) => odds[place]) : own.action));
    }

    function solved(values, rows) {
      if (form.kind === "normal") return Normal.equilibria(form, values);
      if (form.kind === "participation") return Participation.equilibria(form, values);
      if (form.kind === "signalling") return { complete: false, held: rows.filter((row) => row.here) };
      return Tree.equilibria(form, values);
    }

    const exactOrder = (values) => ({
      order: (a, b) => (a === b ? 0 : Rational.cmp(values[a], values[b])),
      average: () => { throw new Error("chance moves have no place on the map"); },
      sign: (place) => Rational.sign(values[place]),
    });
    const floatOrder = {
      order: (a, b) => (a === b ? 0 : near(out[a], out[b])),
      average: () => { throw TIE; },
      sign: (place) => near(out[place], 0),
    };

    function label(floats, exactPoint) {
      if (form.kind !== "participation") {
        try {
          inDoubles(floats, out);
          return named(floatOrder);
        } catch (reason) {
          if (reason !== TIE) throw reason;
        }
      }
      const values = exactly(exactPoint());
      return form.kind === "participation" ? shares(values) : named(exactOrder(values));
    }

    function named(context) {
      if (!assumptions.every((c) => HOLDS[c.op](context.sign(c.value)))) return "";
      if (form.kind === "normal") return Normal.pure(form, context.order).map((p) => p.join(",")).join(";") || "none";
      if (form.kind === "tree") return Tree.outcomes(form, context).join(";");
      const here = (region) => region.conditions.every((c) => HOLDS[c.op](context.sign(c.value)));
      return regions.flatMap((region, k) => (here(region) ? [k] : [])).join(";") || "none";
    }

    function shares(values) {
      const { shares: found, stable } = Participation.equilibria(form, values);
      const place = ([low, high]) => (Rational.cmp(low, high) ? "all" : Rational.sign(low) === 0 ? "0" : Rational.cmp(low, Rational.one) ? "inner" : "1");
      return found.map((share, k) => place(share) + (stable[k] ? "+" : "-")).join(";");
    }

    return { variant, form, at, label, exactLabel: (point) => label(Object.fromEntries(
      Object.entries(point).map(([name, value]) => [name, Rational.number(value)])), () => point) };
  }

  /* The answer at a point as plain data, for checks. */
  function plain(found) {
    return JSON.parse(JSON.stringify(found, (key, value) => {
      if (key === "values" || key === "region") return undefined;
      return value && typeof value.n === "bigint" ? (value.near ? "\u2248" : "") + Rational.text(value) : value;
    }));
  }

  return { prepare, plain, holds };
})();
