// From a draft to a version: nothing left to change, played through by every kind of partner, and then published.

import { get, post } from "../api.js";
import { clockTime } from "../clock.js";
import { h, replace } from "../dom.js";
import { act, empty, fold } from "../parts.js";

const RULES = [
  ["Checked", (state) => state.findings.length === 0 && !state.dirty, "Nothing is left to change.", "Change what is listed above, and save."],
  ["Rehearsed", (state) => Boolean(state.saved.rehearsed?.finished) && !state.dirty, "Played by every kind of partner, and it always came to an end.", "Let it be played through before anybody uses it."],
];

export function publishPart({ draft, id }) {
  const element = h("section", { class: "card", "aria-label": "Publish" });
  const { state, path } = draft;
  const note = h("div", { role: "status" });
  element.append(h("h2", null, "Publish"), h("div"), note);
  const steps = element.children[1];

  async function rehearse() {
    await draft.save();
    const { rehearsed } = await post(`${path}/rehearse`);
    await draft.look();
    const bad = rehearsed.rehearsals.filter((each) => !each.finished);
    const count = rehearsed.rehearsals.length;
    replace(note, h("p", null, bad.length ? `${bad.length} of ${count} rehearsals did not come to an end.` : `All ${count} rehearsals came to an end.`));
  }

  async function publish() {
    await draft.save();
    await post(`${path}/publish`, { revision: state.revision });
    await draft.look();
    replace(note, h("p", null, "Published. Couples that you suggest it to can use it."));
  }

  const retired = () => state.saved.state === "retired";
  const turn = (text, way, said) => act(text, async () => { await post(`${path}/${way}`); await draft.look(); }, { said });

  return {
    element,
    draw: () => {
      const done = RULES.map(([, holds]) => holds(state));
      replace(steps,
        h("ul", { class: "plain-list marks" }, RULES.map(([name, , yes, no], index) => h("li", { class: done[index] ? "done" : "open" }, h("strong", null, `${name}: ${done[index] ? "yes" : "not yet"}. `), done[index] ? yes : no))),
        done[0] && !done[1] && act("Rehearse with every kind of partner", rehearse, { kind: "primary", said: "Rehearsed." }),
        done[0] && h("a", { class: "button plain", href: `#/p/templates/${id}/rehearsal` }, "See it played"),
        done.every(Boolean) && state.saved.state !== "published" && !retired() && act("Publish this version", publish, { kind: "primary", said: "Published." }),
        state.saved.state === "published" && !state.dirty && h("p", null, "This is published. What you change from here on becomes a new version; talks that run stay on theirs."),
        retired() && h("p", null, "It is retired: no new talk begins with it. Talks that run go on."));
    },
    versions: () => versionsFold(path),
    ends: () => (["published", "changed"].includes(state.saved.state) ? turn("Retire it", "retire", "Retired.") : retired() ? turn("Offer it again", "reinstate", "It can be used again.") : null),
  };
}

function versionsFold(path) {
  const area = h("div");
  const made = fold("Versions", area);
  made.addEventListener("toggle", async () => {
    if (!made.open) return;
    const found = await get(`${path}/versions`).catch(() => ({ versions: [] }));
    const rows = found.versions;
    replace(area, rows.length ? h("ol", { class: "plain-list" }, rows.map((each) => h("li", null, h("strong", null, `Version ${each.number}`), each.current && " (now)", `, ${clockTime(each.published_at)}`, h("p", { class: "hint code-line" }, each.version)))) : empty("Not published yet."));
  });
  return made;
}
