// The template that is being written: what stands on the page, what the service has, and what keeps it from being published.
// Words are never lost: what is not saved yet stays in this tab, and a save over somebody else's newer one is asked for.

import { get, post, put } from "../api.js";
import { draftsOf } from "../storage.js";

const CHECK_AFTER = 700;

export function draftOf(id, { onChange }) {
  const path = `/v1/me/templates/${encodeURIComponent(id)}`;
  const kept = draftsOf(`template.${id}`);
  // `as` is the content that the service has: what differs from it is not saved yet.
  const state = { content: null, as: null, saved: null, findings: [], revision: 0, dirty: false, checking: false, conflict: false, restored: false };
  let timer = null;
  let asked = 0;

  // After a save the words on the page stay as they are, for somebody may have gone on typing.
  function take(saved, { sent = null } = {}) {
    Object.assign(state, { saved, revision: saved.revision, conflict: false, as: sent ?? structuredClone(saved.content) });
    if (!sent) state.content = structuredClone(saved.content);
    state.dirty = !same(state.content, state.as);
    if (!state.dirty) state.findings = saved.findings;
    remember();
    onChange("saved");
  }

  // What has become of the saved one, without touching what is on the page.
  async function look() {
    const { template } = await get(path);
    state.saved = template;
    onChange("saved");
  }

  function remember() {
    if (state.dirty) kept.set("content", { revision: state.revision, content: state.content });
    else kept.drop("content");
  }

  async function load() {
    take((await get(path)).template);
  }

  // What was typed before the page was loaded again comes back, also when the saved one has moved on since.
  async function open() {
    const before = kept.get("content");
    await load();
    if (!before?.content || same(before.content, state.content)) return;
    Object.assign(state, { content: before.content, dirty: true, restored: true, revision: before.revision });
    remember();
    checkSoon(0);
  }

  function changed() {
    state.dirty = !same(state.content, state.as);
    remember();
    onChange("typed");
    checkSoon();
  }

  function checkSoon(after = CHECK_AFTER) {
    clearTimeout(timer);
    timer = setTimeout(check, after);
  }

  // An answer to an older question never takes the place of a newer one.
  async function check() {
    const turn = ++asked;
    state.checking = true;
    try {
      const { findings } = await post("/v1/me/templates/check", { content: state.content });
      if (turn === asked) state.findings = findings;
    } catch {
      // Nothing is lost by a check that did not come; the next one or the save brings it.
    }
    if (turn !== asked) return;
    state.checking = false;
    onChange("checked");
  }

  let saving = null;

  // One at a time, and what was typed meanwhile stays typed.
  function save() {
    saving ??= saveNow().finally(() => { saving = null; });
    return saving;
  }

  async function saveNow() {
    if (!state.dirty) return state.saved;
    const sent = structuredClone(state.content);
    try {
      const { template: saved } = await put(path, { revision: state.revision, content: sent });
      take(saved, { sent });
      if (state.dirty) checkSoon();
      return saved;
    } catch (problem) {
      if (problem.status !== 409) throw problem;
      state.conflict = true;
      onChange("conflict");
      throw problem;
    }
  }

  async function saveOver() {
    const { template } = await get(path);
    Object.assign(state, { saved: template, revision: template.revision, as: template.content, dirty: true });
    return save();
  }

  // The other one is shown; one's own is kept as a template of its own, so that neither is lost.
  async function keepAsCopy() {
    const { template: copy } = await post("/v1/me/templates", { content: state.content });
    await load();
    return copy;
  }

  function stop() {
    clearTimeout(timer);
    asked += 1;
  }

  return { state, path, open, load, changed, check, save, saveOver, keepAsCopy, look, stop, forget: () => kept.dropAll() };
}

const same = (one, other) => JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
}

// Places in a document are written as the findings write them: /steps/2/prompt/text.
export function at(content, pointer) {
  return pointer.split("/").slice(1).reduce((node, key) => node?.[key], content);
}

export function setAt(content, pointer, value) {
  const keys = pointer.split("/").slice(1);
  const last = keys.pop();
  const place = keys.reduce((node, key) => (node[key] ??= {}), content);
  place[last] = value;
}
