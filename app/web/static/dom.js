// Builds elements from plain values. It never parses text as HTML, so nobody's words can become markup.

let counter = 0;

export function uniqueId(prefix = "f") {
  counter += 1;
  return `${prefix}-${counter}`;
}

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(element, name, value);
  element.append(...present(children));
  return element;
}

function setProp(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value") element.value = value;
  else if (name === "class") element.className = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

export function replace(element, ...children) {
  element.replaceChildren(...present(children));
}

// A region is drawn anew only when what it shows has changed: focus, selection and a reader's place are kept.
export function region(element) {
  let drawn = null;
  return (key, build) => {
    const signature = JSON.stringify(key);
    if (signature === drawn) return;
    drawn = signature;
    const built = build();
    replace(element, ...(Array.isArray(built) ? built : [built]));
    element.hidden = element.childNodes.length === 0;
  };
}

export function heading(text, { level = 1, kicker = null } = {}) {
  return present([
    kicker && h("p", { class: "kicker" }, kicker),
    h(`h${level}`, level === 1 ? { tabindex: "-1" } : {}, text),
  ]);
}

export function button(text, onclick, { kind = "plain", ...props } = {}) {
  return h("button", { type: "button", class: `button ${kind}`, onclick, ...props }, text);
}

export function focusHeading(root) {
  root.querySelector("h1")?.focus({ preventScroll: true });
}
