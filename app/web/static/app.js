// Starts the page and shows the place that the address names. Addresses hold ids, never words.

import { hush } from "./announce.js";
import { whenLoginRequired } from "./api.js";
import { focusHeading, h, replace } from "./dom.js";
import { forgetPractice, isTherapist } from "./practice/standing.js";
import { armQuickExit } from "./quick_exit.js";
import { forgetEverything, token } from "./storage.js";
import { agreementPage } from "./pages/agreement.js";
import { agreementsPage } from "./pages/agreements.js";
import { coupleInCarePage } from "./pages/couple_in_care.js";
import { couplePage } from "./pages/couple.js";
import { couplesPage } from "./pages/couples.js";
import { crossingPage } from "./pages/crossing.js";
import { journalPage } from "./pages/journal.js";
import { kindPage } from "./pages/kind.js";
import { mePage } from "./pages/me.js";
import { libraryPage } from "./pages/library.js";
import { notesPage } from "./pages/notes.js";
import { overPage } from "./pages/over.js";
import { practicePage } from "./pages/practice.js";
import { progressPage } from "./pages/progress.js";
import { readingPage } from "./pages/reading.js";
import { rehearsalPage } from "./pages/rehearsal.js";
import { sessionPage } from "./pages/session.js";
import { takenOnPage } from "./pages/taken_on.js";
import { templatePage } from "./pages/template.js";
import { therapistsPage } from "./pages/therapists.js";
import { todayPage } from "./pages/today.js";
import { watchingPage } from "./pages/watching.js";
import { weekPage } from "./pages/week.js";
import { welcomePage } from "./pages/welcome.js";

const PLACES = [
  [/^#\/c$/, couplesPage],
  [/^#\/c\/([\w-]+)$/, couplePage],
  [/^#\/c\/([\w-]+)\/agreements$/, agreementsPage],
  [/^#\/c\/([\w-]+)\/agreements\/([\w-]+)$/, agreementPage],
  [/^#\/c\/([\w-]+)\/crossings\/([\w-]+)$/, crossingPage],
  [/^#\/c\/([\w-]+)\/taken-on$/, takenOnPage],
  [/^#\/c\/([\w-]+)\/week$/, weekPage],
  [/^#\/c\/([\w-]+)\/kind$/, kindPage],
  [/^#\/c\/([\w-]+)\/progress$/, progressPage],
  [/^#\/c\/([\w-]+)\/therapists$/, therapistsPage],
  [/^#\/t$/, todayPage],
  [/^#\/j$/, journalPage],
  [/^#\/o\/([\w-]+)$/, overPage],
  [/^#\/s\/([\w-]+)$/, sessionPage],
  [/^#\/m$/, mePage],
  [/^#\/p$/, practicePage],
  [/^#\/p\/notes$/, notesPage],
  [/^#\/p\/couples\/([\w-]+)$/, coupleInCarePage],
  [/^#\/p\/couples\/([\w-]+)\/talks\/([\w-]+)$/, watchingPage],
  [/^#\/p\/couples\/([\w-]+)\/(talks|agreements|taken-on|check-ins|promises)$/, readingPage],
  [/^#\/p\/templates$/, libraryPage],
  [/^#\/p\/templates\/([\w-]+)$/, templatePage],
  [/^#\/p\/templates\/([\w-]+)\/rehearsal$/, rehearsalPage],
];

const main = document.getElementById("main");
const links = document.getElementById("links");
let leavePage = () => {};
let shown = 0;
let arrived = 0;

export function go(hash) {
  if (location.hash === hash) show();
  else location.hash = hash;
}

function placeOf(hash) {
  if (!token.get()) return [welcomePage, []];
  for (const [pattern, page] of PLACES) {
    const found = pattern.exec(hash);
    if (found) return [page, found.slice(1)];
  }
  return [couplesPage, []];
}

async function show() {
  const turn = ++shown;
  leavePage();
  leavePage = () => {};
  hush();
  const [page, args] = placeOf(location.hash);
  document.body.classList.toggle("in-session", page === sessionPage);
  drawLinks();
  const root = h("div", { class: "page" });
  replace(main, root);
  const loading = page(root, { args, go, signedOut });
  arrive(root, turn);
  const leave = await loading;
  // Somebody may have moved on while the page was loading.
  if (turn !== shown) return leave?.();
  leavePage = leave ?? (() => {});
  arrive(root, turn);
}

// A fresh page begins at its top, with the skip link; a new place inside it begins at its heading. Once, and never
// away from a field where somebody already is.
function arrive(root, turn) {
  if (turn === 1 || arrived === turn || !root.querySelector("h1")) return;
  arrived = turn;
  scrollTo(0, 0);
  if (!root.contains(document.activeElement)) focusHeading(root);
}

function drawLinks() {
  links.hidden = !token.get();
  const link = (hash, text) => h("a", { href: hash, "aria-current": location.hash === hash ? "page" : null }, text);
  const draw = (practice) => {
    document.body.classList.toggle("many-links", Boolean(practice));
    replace(links, token.get() && [link("#/c", "Home"), link("#/t", "Today"), practice && link("#/p", "Practice"), link("#/m", "Me")]);
  };
  draw(isTherapist.known());
  // Only who works as a therapist has a place for it; it comes as soon as that is known.
  if (token.get() && isTherapist.known() === null) isTherapist.ask().then((yes) => yes && drawLinks());
}

function signedOut() {
  forgetEverything();
  forgetPractice();
  go("#/");
}

whenLoginRequired(signedOut);
armQuickExit(document.getElementById("quick-exit"));
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener("hashchange", show);
show();
