// Leaves the page at once: by the button, or by pressing Shift three times (assurance 6.5). It does not ask, and it cannot erase history.

import { announce } from "./announce.js";
import { request } from "./api.js";
import { forgetEverything, token } from "./storage.js";

const NEUTRAL_PLACE = "https://www.bbc.com/weather";
const PRESSES = 3;
const WITHIN = 5000;

export function exitNow() {
  document.body.replaceChildren();
  // The login ends too. The answer is not waited for: being gone comes first.
  if (token.get()) request("DELETE", "/v1/logins/current", undefined, { keepalive: true, onLoginRequired: () => {} }).catch(() => {});
  forgetEverything();
  location.replace(NEUTRAL_PLACE);
}

export function armQuickExit(button) {
  let presses = [];
  button.addEventListener("click", exitNow);
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    // Any other key in between means that somebody is writing capital letters.
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
    if (presses.length === PRESSES) exitNow();
    else if (presses.length === PRESSES - 1) announce("Press Shift once more to leave this page.");
  });
}
