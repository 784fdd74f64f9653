// One's own pages: entries, what one expected, notes to oneself. Nobody else can read any of it, and nothing leads there from a couple.

import { get, patch, post, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, day, dayText, fold, listing, oneOf, paged, section, words } from "../parts.js";
import { draftsOf } from "../storage.js";

const ABOUT = { now: "Yes, about now", past: "More about the past", both: "Both", unsure: "I am not sure" };
const KINDS = { care: "What does me good", worth: "A kind word to myself", card: "A belief, read again" };

export async function journalPage(root) {
  root.append(...heading("Your own pages"), h("p", { class: "hint" }, "Only you can read this. It is in no record that you share."));
  const entries = entryPart();
  const ahead = aheadPart();
  const notes = notePart();
  root.append(entries.element, ahead.element, notes.element);
  await Promise.all([entries.draw(), ahead.draw(), notes.draw()]);
}

function entryPart() {
  const path = paged("/v1/me/journal");
  const list = listing((cursor) => get(path(cursor)), entryItem, { none: "Nothing is written yet." });
  const write = ask({
    command: "entry", submitLabel: "Keep it", kind: "primary", flat: false, drafts: draftsOf("own"), draftName: "entry",
    fields: {
      text: { schema: words(4000), label: "What is on your mind?" },
      about: { schema: oneOf(ABOUT), optional: true, label: "Is this about now?", names: ABOUT },
      tags: { schema: { type: "array", items: { type: "string" } }, optional: true, label: "Your own words for what comes back", hint: "With commas between." },
    },
    onSubmit: async (body) => { await post("/v1/me/journal", body); await list.draw(); },
  });
  function entryItem(entry) {
    return [
      h("p", { class: "hint" }, clockTime(entry.at), entry.about && ` · ${ABOUT[entry.about]}`),
      h("p", { class: "said" }, entry.text),
      entry.tags.length > 0 && h("p", { class: "hint" }, entry.tags.join(", ")),
      h("details", { class: "more" }, h("summary", null, "Change or delete it"),
        ask({ command: "entry_change", submitLabel: "Change it", now: { text: entry.text }, fields: { text: { schema: words(4000), label: "New words" } }, onSubmit: async (body) => { await patch(`/v1/me/journal/${entry.id}`, body); await list.draw(); } }),
        act("Delete it for good", async () => { await remove(`/v1/me/journal/${entry.id}`); await list.draw(); }, { said: "Deleted." })),
    ];
  }
  return { element: h("section", { "aria-label": "Journal" }, h("h2", null, "Journal"), h("div", { class: "card" }, write), list.element, patternsFold()), draw: list.draw };
}

function patternsFold() {
  const area = h("div", { class: "column" });
  const found = fold("What comes back", area);
  found.addEventListener("toggle", async () => {
    if (!found.open) return;
    const { patterns } = await get("/v1/me/patterns?days=90");
    replace(area, patterns.length
      ? h("ul", null, patterns.map((one) => h("li", null, h("strong", null, one.tag), ": ", one.days.map(dayText).join("; "))))
      : h("p", null, "The words that you gave your entries are listed here, with their days. Nothing is concluded from them."));
  });
  return found;
}

function aheadPart() {
  const path = paged("/v1/me/looking-ahead");
  const list = listing((cursor) => get(path(cursor)), aheadItem, { none: null });
  const write = ask({
    command: "ahead", submitLabel: "Keep it",
    fields: {
      expected: { schema: words(1000), label: "What do you expect to happen?" },
      look_on: { schema: day, optional: true, label: "Look back on this day" },
    },
    onSubmit: async (body) => { await post("/v1/me/looking-ahead", body); await list.draw(); },
  });
  function aheadItem(one) {
    return [
      h("p", { class: "said" }, one.expected),
      one.happened && [h("p", { class: "hint" }, "What happened"), h("p", { class: "said" }, one.happened)],
      !one.happened && one.look_on && h("p", { class: "hint" }, `To look back on ${dayText(one.look_on)}`),
      !one.happened && h("details", { class: "more" }, h("summary", null, "Look back"),
        ask({ command: "look_back", submitLabel: "Keep it", fields: { happened: { schema: words(1000), label: "What happened?" } }, onSubmit: async (body) => { await post(`/v1/me/looking-ahead/${one.id}/look-back`, body); await list.draw(); } })),
      act("Delete it for good", async () => { await remove(`/v1/me/looking-ahead/${one.id}`); await list.draw(); }, { kind: "quiet", said: "Deleted." }),
    ];
  }
  return { element: section("What I expected, and what came", fold("Write down what you expect", write), list.element), draw: list.draw };
}

function notePart() {
  const path = paged("/v1/me/notes");
  const list = listing((cursor) => get(path(cursor)), noteItem, { none: null });
  const write = ask({
    command: "note", submitLabel: "Keep it", flat: false, drafts: draftsOf("own"), draftName: "note",
    fields: {
      kind: { schema: oneOf(KINDS), label: "What is it?", names: KINDS },
      text: { schema: words(1000), label: "Your note" },
      evidence: { schema: words(1000), optional: true, label: "What speaks for it, and what against it?", hint: "Only with a belief." },
      kinder: { schema: words(1000), optional: true, label: "A kinder version of it", hint: "Only with a belief." },
    },
    onSubmit: async (body) => { await post("/v1/me/notes", body); await list.draw(); },
  });
  function noteItem(note) {
    return [
      h("p", { class: "hint" }, KINDS[note.kind]),
      h("p", { class: "said" }, note.text),
      note.evidence && h("p", null, note.evidence),
      note.kinder && h("p", null, note.kinder),
      act("Delete it for good", async () => { await remove(`/v1/me/notes/${note.id}`); await list.draw(); }, { kind: "quiet", said: "Deleted." }),
    ];
  }
  return { element: section("Notes to yourself", fold("Write a note", write), list.element), draw: list.draw };
}
