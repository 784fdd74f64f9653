// Somebody's words under a small title; nothing where there are none.

import { h } from "../dom.js";

export function told(title, text) {
  return text && [h("h3", null, title), h("p", { class: "said" }, text)];
}
