// Keeps the login and unsent drafts for this tab only. Nothing is ever written where it would outlive the tab.

const TOKEN = "rejoin.token";
const DRAFT = "rejoin.draft.";

export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set: (value) => sessionStorage.setItem(TOKEN, value),
};

export function forgetEverything() {
  sessionStorage.clear();
}

export function draftsOf(place) {
  const key = (name) => `${DRAFT}${place}.${name}`;
  return {
    get: (name) => read(key(name)),
    set: (name, state) => write(key(name), state),
    drop: (name) => sessionStorage.removeItem(key(name)),
    dropAll: () => {
      for (const name of Object.keys(sessionStorage)) if (name.startsWith(`${DRAFT}${place}.`)) sessionStorage.removeItem(name);
    },
  };
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, state) {
  try {
    sessionStorage.setItem(key, JSON.stringify(state));
  } catch {
    // A full storage must never stop anyone from typing; the draft is still in the field.
  }
}
