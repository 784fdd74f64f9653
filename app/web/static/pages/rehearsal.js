// A template played through by two made-up partners: what each would see, and when. No words of real people are in it.

import { get, post } from "../api.js";
import { h, heading, replace } from "../dom.js";
import { ask, fold, notHere, oneOf } from "../parts.js";
import { playback, spelledTime } from "../authoring/playback.js";
import { MEDIA, PLAYERS } from "../words/template.js";

const ENDS = { agreed: "with an agreement", understood: "with both understood", unfinished: "unfinished", none: "early" };
const BEGIN = { first: "calm", second: "calm", medium: "text" };

export async function rehearsalPage(root, { args: [id] }) {
  const path = `/v1/me/templates/${encodeURIComponent(id)}`;
  const editor = `#/p/templates/${id}`;
  let template;
  try {
    template = (await get(path)).template;
  } catch (problem) {
    return notHere(root, problem, "#/p/templates");
  }
  const media = (template.content.media ?? []).filter((each) => each in MEDIA);
  const stage = h("div", { class: "column", role: "group", "aria-label": "The rehearsal" });
  let running = null;

  async function play({ first, second, medium = "text" }) {
    const { playback: rehearsal } = await post(`${path}/rehearse`, { players: [first, second], medium });
    running?.stop();
    running = playback(rehearsal);
    replace(stage, h("h2", null, `${PLAYERS[first]} and ${PLAYERS[second].toLowerCase()}`), h("p", null, `It ended ${ENDS[rehearsal.ended] ?? "early"}, after ${spelledTime(rehearsal.seconds)}. ${spelledTime(rehearsal.planned)} were planned.`), running.element);
  }

  const players = oneOf(PLAYERS);
  const choose = ask({
    command: "rehearse", submitLabel: "Play it", said: "Here it is.", now: BEGIN,
    fields: {
      first: { schema: players, label: "The first partner", names: PLAYERS, hint: "Who asks for the talk." },
      second: { schema: players, label: "The second partner", names: PLAYERS },
      ...(media.length > 1 ? { medium: { schema: { type: "string", enum: media }, label: "How?", names: MEDIA } } : {}),
    },
    onSubmit: play,
  });
  document.body.classList.add("wide");
  root.append(h("p", null, h("a", { href: editor }, "Back to the template")), ...heading("Rehearsal", { kicker: template.content.title || "A template without a name" }),
    h("p", { class: "hint" }, "The real rules play it with made-up partners. It shows the saved template. Their words are always the same; your steps and limits decide the rest."),
    h("div", { class: "card" }, choose), stage, h("div", null, allFold(template.rehearsed)));
  try {
    await play({ ...BEGIN, medium: media[0] ?? "text" });
  } catch (problem) {
    replace(stage, h("p", { role: "alert" }, "It can be played once nothing is left to change."), h("a", { class: "button plain", href: editor }, "See what to change"));
  }
  return () => {
    running?.stop();
    document.body.classList.remove("wide");
  };
}

function allFold(rehearsed) {
  const rows = rehearsed?.rehearsals ?? [];
  return rows.length > 0 && fold("All pairs", h("table", null,
    h("caption", { class: "hint" }, "Every kind of partner with every other, in each way to talk."),
    h("thead", null, h("tr", null, ["Pair", "Ended", "Took"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", null, rows.map((row) => h("tr", null, h("th", { scope: "row" }, row.players.map((each) => PLAYERS[each]).join(" / ")), h("td", null, row.finished ? ENDS[row.ended] ?? "early" : "It did not end"), h("td", null, spelledTime(row.seconds)))))));
}
