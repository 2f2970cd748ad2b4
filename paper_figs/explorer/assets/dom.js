/* Words, numbers and elements: what every panel is made of. */

const Dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const LONGEST = 11;
  const settings = { lang: 0, decimals: false, words: {} };

  const pick = (text) => text[settings.lang];
  const say = (key, ...filled) => filled.reduce((text, value, k) => text.split(`{${k}}`).join(value), pick(settings.words[key]));
  const list = (parts) => parts.join(settings.lang ? "、" : ", ");

  function build(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  const h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
  const s = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

  /* Mathematics that was typeset as MathML when the page was made. */
  function math(inside) {
    const span = h("span", { class: "math" });
    span.innerHTML = `<math>${inside}</math>`;
    return span;
  }

  const minus = (text) => text.replace(/-/g, "\u2212");
  const decimal = (value) => minus(String(Number(Rational.number(value).toPrecision(4))));

  /* An exact number as text; a long fraction as its decimal. */
  function number(value, longest = LONGEST) {
    const exact = minus(Rational.text(value));
    if (!settings.decimals && exact.length <= longest) return exact;
    return value.d === 1n ? exact : `${10000n % value.d === 0n ? "" : "\u2248"}${decimal(value)}`;
  }

  const numbers = (values) => values.map((value) => number(value)).join(", ");

  function panel(key, title, ...children) {
    return h("section", { class: `panel ${key}`, "aria-labelledby": `title-${key}` }, h("h2", { id: `title-${key}` }, title), ...children);
  }

  return { settings, pick, say, list, h, s, math, number, numbers, panel };
})();
