// One couple, as their therapist sees it: the invitation, what both share now, notes of one's own, and the end of the work.

import { get, put, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, fold, notHere, section } from "../parts.js";
import { givingPart } from "../practice/giving.js";
import { watchablePart } from "../practice/watchable.js";
import { notesPart } from "../practice/notes.js";
import { SHARED, scopeList } from "../words/practice.js";
import { namesOf } from "./practice.js";
import { SHELVES } from "./reading.js";

export async function coupleInCarePage(root, { args: [id], go }) {
  const path = `/v1/couples-in-care/${encodeURIComponent(id)}`;
  const place = h("div", { class: "column" });
  root.append(h("p", null, h("a", { href: "#/p" }, "Practice")), place);

  async function draw() {
    const couple = await coupleInCare(id);
    const assigns = couple.scopes.some((one) => one.scope === "assign");
    const watches = couple.scopes.some((one) => one.scope === "observe");
    const together = couple.state === "sharing";
    replace(place, heading(namesOf(couple)), invitation(couple), shared(couple), watches && await watchablePart(id).catch(gone), assigns && await givingPart(path, couple).catch(gone), together && notesPart(`${path}/notes`), end(couple));
  }

  function invitation(couple) {
    if (couple.state !== "invited") return null;
    return section("They invite you",
      h("p", null, `Both of them want you to see: ${scopeList(couple.proposed, SHARED)}. You see what both say yes to, and nothing from before.`),
      h("p", { class: "hint" }, `Open until ${clockTime(couple.answer_by)}.`),
      act("Begin to work with them", async () => { await put(`${path}/link`); await draw(); }, { kind: "primary", said: "You work together now." }),
      act("Leave it", async () => { await remove(`${path}/link`); go("#/p"); }, { kind: "quiet", said: "They are not told." }));
  }

  function shared(couple) {
    if (couple.state !== "sharing") return couple.state === "ended" && h("p", null, "This has ended. Nothing is shared with you.");
    return section("What they share now",
      h("p", { class: "hint" }, "Both see what you open, and when. Either of them can end it at any time."),
      couple.scopes.length ? h("ul", { class: "plain-list" }, couple.scopes.map((one) => h("li", null, sharedItem(one)))) : h("p", { class: "empty" }, "Nothing now."));
  }

  function sharedItem(one) {
    const shelf = Object.entries(SHELVES).find(([, each]) => each.scope === one.scope)?.[0];
    const inside = [h("strong", null, SHARED[one.scope] ?? one.scope), h("p", { class: "hint" }, `Since ${clockTime(one.since)}; nothing older.`)];
    return shelf ? h("a", { class: "card link-card", href: `#/p/couples/${id}/${shelf}` }, h("div", null, inside), h("span", { "aria-hidden": "true" }, "›")) : h("div", { class: "card" }, inside);
  }

  const end = (couple) => couple.state === "sharing" && fold("End the work with them", h("p", null, "You see nothing of them from then on. Your own notes stay yours."), act("End it now", async () => { await remove(`${path}/link`); go("#/p"); }, { said: "Ended." }));

  try {
    await draw();
  } catch (problem) {
    notHere(root, problem, "#/p");
  }
}

// Either of the two may end it while the page is being drawn.
function gone(problem) {
  if (problem.status !== 404) throw problem;
  return null;
}

// There is no reading of one couple alone; the list says all there is.
export async function coupleInCare(id) {
  for (let cursor = null; ;) {
    const page = await get(`/v1/couples-in-care?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    const found = page.data.find((couple) => couple.couple_id === id);
    if (found) return found;
    if (!page.has_more) throw Object.assign(new Error("not_found"), { code: "not_found", status: 404 });
    cursor = page.next_cursor;
  }
}
