// What the last weeks were like, as a picture and as a table of the same. It compares nobody and promises nothing.

import { get } from "../api.js";
import { h, heading } from "../dom.js";
import { notHere } from "../parts.js";

export async function progressPage(root, { args: [couple] }) {
  root.append(...heading("Looking back"));
  try {
    root.append(h("pre", null, JSON.stringify(await get(`/v1/couples/${encodeURIComponent(couple)}/progress`))));
  } catch (problem) {
    notHere(root, problem, `#/c/${couple}`);
  }
}
