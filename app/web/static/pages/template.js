// The template editor: steps as cards, what to change beside the step it names, and the way to a published version.

import { announce } from "../announce.js";
import { remove } from "../api.js";
import { h, replace } from "../dom.js";
import { act, fold, notHere } from "../parts.js";
import { saveAs } from "../authoring/file.js";
import { draftOf } from "../authoring/draft.js";
import { findingsPart } from "../authoring/findings_part.js";
import { headForm } from "../authoring/head_form.js";
import { languagesPart } from "../authoring/languages_part.js";
import { publishPart } from "../authoring/publish_part.js";
import { loadShape } from "../authoring/shape.js";
import { stepList } from "../authoring/step_list.js";

const LIBRARY = "#/p/templates";
const STATES = { draft: "A draft. Only you see it.", published: "Published.", changed: "Published. You have changed it since then.", retired: "Retired." };

export async function templatePage(root, { args: [id], go }) {
  const draft = draftOf(id, { onChange });
  const { state } = draft;
  let shape;
  let head = null;
  let languages = null;
  try {
    [shape] = await Promise.all([loadShape(), draft.open()]);
  } catch (problem) {
    return notHere(root, problem, LIBRARY);
  }

  const title = h("h1", { tabindex: "-1" });
  const status = h("p", { class: "hint" });
  const conflict = h("div", { class: "card problem", role: "alert", hidden: true });
  const content = () => state.content;
  const steps = () => (content().steps ??= []);
  const list = stepList({ shape, steps, changed: draft.changed });
  const findings = findingsPart({ goTo });
  const publish = publishPart({ draft, id });
  const end = h("div", { class: "column" });
  const body = h("div", { class: "editor" });
  const saveRow = h("div", { class: "save-bar" }, act("Save", () => draft.save(), { kind: "primary", said: "Saved." }), status);

  function draw() {
    head = headForm({ shape, content, changed: draft.changed });
    languages = languagesPart({ shape, content, changed: draft.changed });
    list.draw();
    replace(body, findings.element,
      h("div", { class: "column written" }, head.about, h("section", { "aria-label": "Steps" }, h("h2", null, "Steps"), h("p", { class: "hint" }, "Move a step with its buttons, or drag it by the dots."), list.element), head.limits, languages.element),
      h("div", { class: "column leads" }, publish.element, publish.versions(), end));
    onChange("drawn");
  }

  function onChange(what) {
    if (!head) return;
    title.textContent = content().title?.trim() || "A template without a name";
    replace(status, statusText());
    drawConflict();
    if (what === "typed") return;
    for (const part of [head, list, languages]) part.show(state.findings);
    findings.update(state.findings, steps(), { aloud: what === "checked" });
    publish.draw();
    replace(end, ends());
  }

  function statusText() {
    const saved = state.dirty ? "Not saved yet. It stays in this tab." : `Saved. ${STATES[state.saved.state] ?? ""}`;
    return state.restored && state.dirty ? [saved, " What you typed before is here again. ", undoLink()] : saved;
  }

  const undoLink = () => h("a", { href: location.hash, onclick: async (event) => { event.preventDefault(); state.restored = false; await draft.load(); draw(); announce("The saved one is here again."); } }, "Go back to the saved one");

  function drawConflict() {
    if (conflict.hidden === !state.conflict) return;
    conflict.hidden = !state.conflict;
    replace(conflict, state.conflict && [
      h("p", null, "This template was saved in another window in the meantime. Your words are still here."),
      h("div", { class: "row" },
        act("Save mine over it", async () => { await draft.saveOver(); }, { said: "Saved." }),
        act("Keep mine as a new template", async () => { const copy = await draft.keepAsCopy(); go(`#/p/templates/${copy.id}`); }, { said: "Kept as a template of its own." }))]);
  }

  function ends() {
    return [
      fold("A file of it", h("p", null, "The saved template as a text file that people can read. You can take it back in, here or elsewhere."), act("Save the file", () => saveAs(`${draft.path}/file`, "template.toml"), { said: "The file is saved." })),
      publish.ends() && fold(state.saved.state === "retired" ? "Offer it again" : "Retire it", h("p", null, "A retired template begins no new talk. A talk that runs is not touched."), publish.ends()),
      state.saved.state === "draft" && fold("Throw it away", h("p", null, "The draft is gone for good."), act("Throw the draft away", async () => { await remove(draft.path); draft.forget(); go(LIBRARY); }, { said: "Thrown away." })),
    ];
  }

  function goTo(where) {
    const index = /^\/steps\/(\d+)/.exec(where)?.[1];
    if (index !== undefined && steps()[index]) return list.focus(Number(index), where);
    if (/^\/(locale|translations)/.test(where)) return languages.focus(where);
    if (where.startsWith("/steps")) return document.getElementById("new-step").focus();
    return head.focus(where);
  }

  function onKey(event) {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    draft.save().then(() => announce("Saved."), () => {});
  }

  document.body.classList.add("wide");
  root.append(h("p", null, h("a", { href: LIBRARY }, "All templates")), title, saveRow, conflict, body);
  draw();
  draft.check();
  addEventListener("keydown", onKey);
  return () => {
    removeEventListener("keydown", onKey);
    document.body.classList.remove("wide");
    draft.stop();
  };
}
