// The library: templates of one's own and those that come with the service. A copy of any of them can be changed freely.

import { get, list, post } from "../api.js";
import { h, heading, replace, uniqueId } from "../dom.js";
import { act, fold, listing, notHere, paged, section } from "../parts.js";
import { takeIn } from "../authoring/file.js";
import { KINDS, STEPS } from "../words/template.js";

const STATES = { draft: "Draft", published: "Published", changed: "Published, with changes", retired: "Retired" };
const place = (id) => `#/p/templates/${id}`;

export async function libraryPage(root, { go }) {
  root.append(h("p", null, h("a", { href: "#/p" }, "Practice")), ...heading("Templates"));
  const own = listing((cursor) => get(paged("/v1/me/templates")(cursor)), ownItem, { none: "You have written none yet. Begin with a copy of one that comes with the service." });
  const builtin = h("div");
  try {
    await own.draw();
  } catch (problem) {
    replace(root);
    return notHere(root, problem, "#/p");
  }
  const begin = async (body) => go(place((await post("/v1/me/templates", body)).template.id));
  root.append(
    section("Your own", own.element),
    h("div", { class: "row" }, act("Write a new one", () => begin({}), { kind: "primary", said: null })),
    importFold(go),
    section("From the service", h("p", { class: "hint" }, "Read one, or make a copy of your own and change it."), builtin));
  const found = await list("/v1/templates").catch(() => []);
  replace(builtin, h("ul", { class: "plain-list" }, found.map((each) => h("li", null, builtinItem(each, begin)))));
}

const facts = (each) => [KINDS[each.kind] ?? null, each.minutes && `${each.minutes} minutes`].filter(Boolean).join(", ");

function ownItem(each) {
  const left = each.findings ? `${each.findings === 1 ? "One thing" : `${each.findings} things`} to change.` : null;
  const name = each.title?.trim() || "A template without a name";
  return [
    h("h3", null, name),
    h("p", { class: "hint" }, [STATES[each.state] ?? each.state, facts(each), left].filter(Boolean).join(". ")),
    h("a", { class: "button plain", href: place(each.id) }, "Open", h("span", { class: "unseen" }, `: ${name}`)),
  ];
}

function builtinItem(each, begin) {
  return fold(`${each.title}, ${each.minutes} minutes`,
    h("p", null, each.summary),
    h("ol", { class: "outline" }, each.steps.map((step) => h("li", null, step.title, h("span", { class: "kind" }, ` ${STEPS[step.kind]?.name ?? ""}`)))),
    act("Make a copy of my own", () => begin({ from_slug: each.slug }), { said: null, "aria-label": `Make a copy of my own: ${each.title}` }));
}

function importFold(go) {
  const id = uniqueId("file");
  const file = h("input", { type: "file", id, accept: ".toml,text/plain" });
  const bring = act("Take it in", async () => {
    const [chosen] = file.files;
    if (!chosen) return file.focus();
    go(place((await takeIn(chosen)).template.id));
  }, { said: null });
  return fold("Take in a file", h("div", { class: "field" }, h("label", { for: id }, "A template as a text file"), h("p", { class: "hint" }, "It becomes a draft of yours. Nothing is published."), file), bring);
}
