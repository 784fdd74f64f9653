// All notes of a therapist, also of couples with whom the work has ended.

import { get } from "../api.js";
import { h, heading } from "../dom.js";
import { listing, notHere, paged } from "../parts.js";
import { noteItem } from "../practice/notes.js";

export async function notesPage(root) {
  const list = listing((cursor) => get(paged("/v1/me/therapist/notes")(cursor)), (note) => noteItem(note, () => list.draw()), { none: "No notes yet. You write them at a couple." });
  root.append(h("p", null, h("a", { href: "#/p" }, "Practice")), ...heading("Your notes"), h("p", { class: "hint" }, "Only you read them. They stay yours when the work with a couple has ended."), list.element);
  try {
    await list.draw();
  } catch (problem) {
    notHere(root, problem, "#/p");
  }
}
