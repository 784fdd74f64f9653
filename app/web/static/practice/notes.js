// A therapist's own notes: nobody else reads them, and they are in nobody's export but their own.

import { get, patch, post, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h } from "../dom.js";
import { act, ask, fold, listing, paged, section, words } from "../parts.js";

const field = { text: { schema: words(4000), label: "A note for yourself" } };

export function notesPart(path) {
  const list = listing((cursor) => get(paged(path)(cursor)), (note) => noteItem(note, list.draw), { none: "No notes yet." });
  list.draw().catch(() => {});
  return section("Your notes",
    h("p", { class: "hint" }, "Only you read them. The law where you work may give others a right to see them."),
    ask({ command: "note", submitLabel: "Keep the note", said: "Kept.", fields: field, onSubmit: async (body) => { await post(path, body); await list.draw(); } }),
    list.element);
}

export function noteItem(note, changed) {
  const at = `/v1/me/therapist/notes/${encodeURIComponent(note.id)}`;
  return [
    h("p", { class: "hint" }, clockTime(note.changed_at)),
    h("p", { class: "said" }, note.text),
    fold("Change or delete it",
      ask({ command: "note", submitLabel: "Save the note", fields: field, now: { text: note.text }, onSubmit: async (body) => { await patch(at, body); await changed(); } }),
      act("Delete it for good", async () => { await remove(at); await changed(); }, { kind: "quiet", said: "Deleted." })),
  ];
}
