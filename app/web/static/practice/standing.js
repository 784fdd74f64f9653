// Whether who is logged in here works as a therapist. Asked once for each login, and kept in no storage.

import { get } from "../api.js";
import { token } from "../storage.js";

let login = null;
let asked = null;
let found = null;

async function ask() {
  if (login === token.get() && asked) return asked;
  login = token.get();
  found = null;
  asked = get("/v1/me/therapist").then(() => true, (problem) => {
    // Only a clear answer is one; without a connection it is asked again at the next page.
    if (problem.status !== 404) asked = null;
    return problem.status === 404 ? false : null;
  });
  found = await asked;
  return found;
}

export const isTherapist = { known: () => (login === token.get() ? found : null), ask };

export function forgetPractice() {
  login = null;
  asked = null;
  found = null;
}
