/* The controls: model, options, a slider and a number box for every parameter, the link to a point. */

const Controls = (() => {
  const { pick, say, h, math, settings } = Dom;
  const STEPS = 120;

  /* The grid of a slider: steps of 1, 2 or 5 times a power of ten, at most 120 of them. */
  function grid(p) {
    const width = Rational.number(Rational.sub(p.high, p.low));
    const scale = 10 ** Math.floor(Math.log10(width / STEPS));
    const nice = [1, 2, 5, 10].find((m) => width / (m * scale) <= STEPS + 1e-9) * scale;
    const step = Rational.parse(String(Number(nice.toPrecision(1)))) || Rational.make(1n, BigInt(STEPS));
    const last = Math.floor(width / Rational.number(step) + 1e-9);
    const at = (k) => clamp(p, k >= last ? p.high : Rational.add(p.low, Rational.mul(step, Rational.make(BigInt(k)))), step);
    const nearest = (value) => Math.round((Rational.number(value) - Rational.number(p.low)) / Rational.number(step));
    return { last, at, nearest };
  }

  /* The nearest value inside an open end. */
  function clamp(p, value, step) {
    const inch = Rational.div(step, Rational.make(2n));
    if (p.openLow && Rational.cmp(value, p.low) <= 0) return Rational.add(p.low, inch);
    if (p.openHigh && Rational.cmp(value, p.high) >= 0) return Rational.sub(p.high, inch);
    return Rational.cmp(value, p.high) > 0 ? p.high : value;
  }

  function isInside(p, value) {
    const low = Rational.cmp(value, p.low), high = Rational.cmp(value, p.high);
    return (p.openLow ? low > 0 : low >= 0) && (p.openHigh ? high < 0 : high <= 0);
  }

  const plain = (value) => {
    const scaled = [1n, 10n, 100n, 1000n].find((d) => d % value.d === 0n);
    return scaled && value.d !== 1n && value.d > 9n ? String(Rational.number(value)) : Rational.text(value);
  };

  /* One parameter; `change(name, value)` is told of every move. Returns the row and how to show another value. */
  function parameter(p, value, change) {
    const id = `p-${p.name}`, { last, at, nearest } = grid(p);
    const box = h("input", { type: "text", id: `${id}-box`, inputmode: "text", autocomplete: "off", spellcheck: "false", "aria-label": `${pick(p.meaning)} (${p.name})`, "aria-describedby": `${id}-error` });
    const slider = h("input", { type: "range", id, min: 0, max: last, step: 1 });
    const error = h("p", { class: "error", id: `${id}-error`, role: "alert" });
    const show = (now, also = true) => {
      slider.value = nearest(now);
      slider.setAttribute("aria-valuetext", Rational.text(now));
      if (also) box.value = plain(now);
      error.textContent = "";
      box.removeAttribute("aria-invalid");
    };
    slider.addEventListener("input", () => { const now = at(Number(slider.value)); show(now); slider.value = nearest(now); change(p.name, now); });
    box.addEventListener("input", () => typed(false));
    box.addEventListener("change", () => typed(true));
    function typed(final) {
      const now = Rational.parse(box.value);
      const wrong = now === null ? say("not_number", box.value || "\u2026") : isInside(p, now) ? "" : say("outside", box.value, p.range);
      if (!wrong) { show(now, false); change(p.name, now); } else if (final) { error.textContent = wrong; box.setAttribute("aria-invalid", "true"); }
    }
    show(value);
    const hint = `${p.name}: ${pick(p.unit)}; ${say("range", p.range)}; ${say("source", pick(p.source))}`;
    return { show, row: h("div", { class: "parameter", title: hint }, h("label", { for: id }, math(p.math), " ", h("span", {}, pick(p.meaning))), box, slider, error) };
  }

  function chooser(id, label, groups, chosen, change) {
    const select = h("select", { id, onchange: (event) => change(event.target.value) }, groups.map(([name, options]) => {
      const made = options.map(([value, text]) => h("option", { value, selected: value === chosen }, text));
      return name ? h("optgroup", { label: name }, made) : made;
    }));
    return h("div", { class: "chooser" }, h("label", { for: id }, label), select);
  }

  function languages(change) {
    const button = (lang, text, code) => h("button", { type: "button", lang: code, "aria-pressed": String(settings.lang === lang), onclick: () => change(lang) }, text);
    return h("div", { class: "languages", role: "group", "aria-label": say("language") }, button(0, "English", "en"), button(1, "中文", "zh-Hans"));
  }

  function link(copyText) {
    const box = h("input", { type: "text", readonly: true, id: "link", onfocus: (event) => event.target.select() });
    const button = h("button", { type: "button", class: "quiet", onclick: async () => {
      box.select();
      try { await navigator.clipboard.writeText(box.value); } catch { document.execCommand("copy"); }
      button.textContent = say("copied");
      setTimeout(() => { button.textContent = say("copy"); }, 1500);
    } }, say("copy"));
    return { row: h("div", { class: "link-row" }, h("label", { for: "link" }, say("share")), h("div", {}, box, button)), box };
  }

  return { parameter, chooser, languages, link, isInside };
})();
