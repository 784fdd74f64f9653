// Where the page shows what the service names by a path. Unknown paths lead to the couple, never nowhere.

const RULES = [
  [/^\/v1\/sessions\/([\w-]+)/, ([id]) => `#/s/${id}`],
  [/^\/v1\/couples\/([\w-]+)\/agreements\/([\w-]+)/, ([couple, id]) => `#/c/${couple}/agreements/${id}`],
  [/^\/v1\/couples\/([\w-]+)\/crossings\/([\w-]+)/, ([couple, id]) => `#/c/${couple}/crossings/${id}`],
  [/^\/v1\/couples\/([\w-]+)\/accountabilities/, ([couple]) => `#/c/${couple}/taken-on`],
  [/^\/v1\/couples\/([\w-]+)\/check-in/, ([couple]) => `#/c/${couple}/week`],
  [/^\/v1\/couples\/([\w-]+)\/occurrences\/([0-9a-f-]{36})/, ([couple, agreement]) => `#/c/${couple}/agreements/${agreement}`],
  [/^\/v1\/couples\/([\w-]+)\/occurrences/, ([couple]) => `#/c/${couple}/agreements`],
  [/^\/v1\/couples\/([\w-]+)\/(?:goals|future-scene|appreciations|small-wins)/, ([couple]) => `#/c/${couple}/kind`],
  [/^\/v1\/couples\/([\w-]+)\/(?:therapists|therapist-reads|assignments|practices)/, ([couple]) => `#/c/${couple}/therapists`],
  [/^\/v1\/couples\/([\w-]+)/, ([couple]) => `#/c/${couple}`],
  [/^\/v1\/couples-in-care\/([\w-]+)/, ([couple]) => `#/p/couples/${couple}`],
  [/^\/v1\/me\/week/, () => "#/t"],
  [/^\/v1\/me\//, () => "#/j"],
];

export function placeOf(path, couple = null) {
  for (const [pattern, place] of RULES) {
    const found = pattern.exec(path ?? "");
    if (found) return place(found.slice(1));
  }
  return couple ? `#/c/${couple}` : "#/c";
}
