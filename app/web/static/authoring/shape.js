// Reads the published JSON Schema of a template: which fields a step has, what each takes, and how far a limit may go.

import { schemaOf } from "../api.js";
import { resolve } from "../schema.js";
import { FIELDS, LIMIT_GROUPS } from "../words/template.js";

const FIRST = new Set(["kind", "title", "prompt"]);

export async function loadShape() {
  const root = await schemaOf("/v1/schemas/template");
  const head = resolve(root, root).properties ?? {};
  const items = resolve(head.steps, root).items ?? {};
  const kinds = new Map((items.oneOf ?? items.anyOf ?? []).map((each) => resolve(each, root)).map((step) => [kindName(step), step]));
  const limits = resolve(head.limits, root).properties ?? {};
  return {
    root,
    kinds: [...kinds.keys()],
    head: (name) => resolve(head[name], root),
    coaching: (name) => resolve(resolve(head.coaching, root).properties?.[name], root),
    limits: () => grouped(limits),
    limit: (name) => resolve(limits[name], root),
    locales: resolve(head.locale, root).enum ?? ["en"],
    longest: { title: longest(head.title), summary: longest(head.summary), prompt: longest(root.$defs?.WordingDocument?.properties?.text) },
    stepFields: (kind) => Object.entries(kinds.get(kind)?.properties ?? {}).filter(([name]) => !FIRST.has(name)).map(([name, field]) => [name, resolve(field, root)]),
    fresh: (kind) => ({ kind, title: "", prompt: { key: freshKey(), text: "" }, ...defaultsOf(kinds.get(kind)) }),
  };
}

const longest = (schema) => schema?.maxLength ?? 1000;
const kindName = (step) => step.properties?.kind?.const ?? step.properties?.kind?.enum?.[0];

function defaultsOf(step) {
  return Object.fromEntries(Object.entries(step?.properties ?? {}).filter(([name, field]) => !FIRST.has(name) && field.default !== undefined).map(([name, field]) => [name, structuredClone(field.default)]));
}

// Every text has a key of its own, by which it can be translated. Nobody has to make one up.
export function freshKey() {
  const letters = crypto.getRandomValues(new Uint8Array(8));
  return `own.step_${Array.from(letters, (byte) => (byte % 36).toString(36)).join("")}`;
}

function grouped(limits) {
  const named = new Set(Object.values(LIMIT_GROUPS).flatMap(Object.keys));
  const rest = Object.fromEntries(Object.keys(limits).filter((name) => !named.has(name)).map((name) => [name, { label: name.replaceAll("_", " "), unit: 1 }]));
  const groups = Object.entries(LIMIT_GROUPS).map(([title, fields]) => [title, Object.entries(fields).filter(([name]) => name in limits)]);
  return [...groups, ["More", Object.entries(rest)]].filter(([, fields]) => fields.length);
}

export const wordsOf = (name) => FIELDS[name] ?? {};
