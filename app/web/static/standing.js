// Pause, help and leave: always at the same place, always one act away, and never asking "are you sure".

import { announce } from "./announce.js";
import { button, h } from "./dom.js";
import { sentenceFor } from "./words/refusals.js";

const PAUSES = "Help pauses the talk. To your partner it looks like any other pause.";
const CHANGES_NOTHING = "Nobody is told that you asked for help, and nothing changes for your partner.";
const QUIET = "Nobody was told. You can leave at any time.";
const NOBODY_WATCHES = "Nobody is watching this talk. If you are in danger, call your local emergency number.";
// Who is here reads along and sees nothing private: nobody may count on them to notice.
const SOMEBODY_WATCHES = "A therapist reads along, and is not told that you asked for help. If you are in danger, call your local emergency number.";

export function standingPart(element, { send }) {
  const message = h("p", { class: "standing-message", role: "alert" });
  const press = async (name, body) => {
    message.textContent = "";
    try {
      await send(name, body);
    } catch (problem) {
      message.textContent = sentenceFor(problem);
    }
  };

  const what = h("p", null, PAUSES);
  let line = PAUSES;
  const watching = h("p", { class: "hint" }, NOBODY_WATCHES);
  const panel = h("div", { class: "card help-panel", hidden: true, role: "region", "aria-label": "Help" });
  const pause = button("Pause", () => press("pause", {}), { kind: "standing" });
  const help = button("Help", () => toggle(panel.hidden), { kind: "standing", "aria-expanded": "false" });
  const leave = button("Leave", () => press("leave", {}), { kind: "standing" });

  function toggle(open) {
    panel.hidden = !open;
    what.textContent = line;
    help.setAttribute("aria-expanded", String(open));
    if (open) panel.querySelector("button")?.focus();
    else help.focus();
  }

  // What changes nothing that can be seen is answered in the panel alone: closing it leaves no trace on the screen.
  const ask = (whom) => async () => {
    const pauses = line === PAUSES;
    if (pauses) toggle(false);
    await press("help", { for: whom });
    if (pauses || message.textContent) return;
    what.textContent = QUIET;
    announce(QUIET);
  };
  panel.append(
    what,
    watching,
    h("div", { class: "row" }, button("Help for me", ask("self"), { kind: "primary" }), button("Help for us both", ask("us")), button("Close", () => toggle(false))),
  );
  panel.addEventListener("keydown", (event) => event.key === "Escape" && toggle(false));
  element.append(panel, message, h("div", { class: "standing-row", role: "group", "aria-label": "Always here" }, pause, help, leave));

  return (view) => {
    const may = new Set((view.may ?? []).map((action) => action.name));
    const before = line;
    line = may.has("pause") && view.phase !== "paused" ? PAUSES : CHANGES_NOTHING;
    if (line !== before) what.textContent = line;
    const watched = view.observers?.length ? SOMEBODY_WATCHES : NOBODY_WATCHES;
    if (watching.textContent !== watched) watching.textContent = watched;
    element.hidden = view.phase === "ended";
    for (const [name, control] of [["pause", pause], ["help", help], ["leave", leave]]) control.disabled = !may.has(name);
    if (!may.has("help")) panel.hidden = true;
  };
}
