// The place of a therapist: templates, couples, and the own profile. Whoever has no profile can open one here.

import { get } from "../api.js";
import { h, heading, replace } from "../dom.js";
import { listing, notHere, paged, section } from "../parts.js";
import { openProfile, profilePart } from "../practice/profile.js";
import { forgetPractice } from "../practice/standing.js";
import { SHARED, scopeList } from "../words/practice.js";

const PLACES = [["#/p/templates", "Templates", "/v1/me/templates?limit=1"], ["#/p/notes", "Your notes", "/v1/me/therapist/notes?limit=1"]];

// A place that this service does not have is not shown.
async function open(places) {
  const there = await Promise.all(places.map(([, , path]) => get(path).then(() => true, (problem) => problem.status !== 404)));
  return places.filter((_, index) => there[index]);
}

export async function practicePage(root, { go }) {
  const place = h("div", { class: "column" });
  root.append(...heading("Practice"), place);
  const again = () => { forgetPractice(); go("#/p"); };
  async function draw() {
    const me = (await get("/v1/me/therapist")).therapist;
    const places = await open(PLACES);
    const couples = listing((cursor) => get(paged("/v1/couples-in-care")(cursor)), coupleItem, { none: "No couple has invited you yet. Give them your handle." });
    replace(place,
      h("nav", { "aria-label": "Your work" }, h("ul", { class: "plain-list" }, places.map(([href, title]) => h("li", null, h("a", { class: "card link-card", href }, h("span", null, title), h("span", { "aria-hidden": "true" }, "›")))))),
      section("Couples", couples.element),
      profilePart(me, { changed: draw, closed: again }));
    await couples.draw();
  }
  try {
    await draw();
  } catch (problem) {
    if (problem.status !== 404) return notHere(root, problem, "#/m");
    replace(place, openProfile({ opened: again }));
  }
}

export const namesOf = (couple) => (couple.names.length ? couple.names.join(" and ") : "A couple");

const STATES = { invited: "They invite you.", sharing: "You work together.", ended: "This has ended." };

function coupleItem(couple) {
  const shared = couple.scopes.map((one) => one.scope);
  return [
    h("h3", null, namesOf(couple)),
    h("p", { class: "hint" }, STATES[couple.state]),
    shared.length > 0 && h("p", null, `They share: ${scopeList(shared, SHARED)}`),
    h("a", { class: "button plain", href: `#/p/couples/${couple.couple_id}` }, couple.state === "invited" ? "Read the invitation" : "Open", h("span", { class: "unseen" }, `: ${namesOf(couple)}`)),
  ];
}
