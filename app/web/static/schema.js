// Reads a JSON Schema into the few shapes that a form can draw. It never says no: that is the server's part.

export function resolve(schema, root) {
  let found = schema ?? {};
  for (let depth = 0; depth < 8; depth += 1) {
    if (found.$ref) found = { ...pointed(root, found.$ref), ...without(found, "$ref") };
    else if (found.allOf?.length === 1) found = { ...found.allOf[0], ...without(found, "allOf") };
    else {
      const options = (found.anyOf ?? found.oneOf)?.filter((option) => option.type !== "null");
      if (options?.length !== 1) return found;
      found = { ...options[0], ...without(without(found, "anyOf"), "oneOf") };
    }
  }
  return found;
}

function pointed(root, ref) {
  return ref.replace(/^#\//, "").split("/").reduce((node, key) => node?.[key], root) ?? {};
}

function without(object, key) {
  const { [key]: _, ...rest } = object;
  return rest;
}

// A body that can be written in several ways: each way is a form of its own. Two forms of schema say so: a choice of whole
// objects that a fixed field tells apart, and one object of which exactly one field must be there.
export function waysOf(schema, { given = {}, never = [] } = {}) {
  const whole = resolve(schema, schema);
  const options = (whole.oneOf ?? whole.anyOf ?? []).map((option) => resolve(option, schema));
  const objects = options.filter((option) => option.properties);
  if (objects.length > 1) return objects.map((object) => ({ name: fixedValue(object), schema: object, apart: true })).filter((way) => fits(way.schema, given));
  const leading = options.map((option) => option.required?.[0]).filter((name) => name in (whole.properties ?? {}));
  const open = leading.filter((name) => !never.includes(name) || name in given);
  if (!leading.length || !open.length) return [{ name: null, schema: whole, apart: false }];
  return open.map((name) => ({ name, schema: ledBy(name, whole, leading), apart: false }));
}

function ledBy(name, whole, leading) {
  const properties = Object.entries(whole.properties).filter(([each]) => each === name || !leading.includes(each));
  // The leading field comes first, and within its own way nothing else can stand for it.
  properties.sort(([one], [other]) => (other === name) - (one === name));
  return { ...whole, oneOf: undefined, anyOf: undefined, properties: Object.fromEntries(properties), required: [...(whole.required ?? []), name] };
}

const fixedNames = (object) => Object.entries(object.properties).filter(([, property]) => "const" in property);
const fixedValue = (object) => fixedNames(object)[0]?.[1].const ?? null;
const fits = (object, given) => fixedNames(object).every(([name, property]) => !(name in given) || given[name] === property.const);

export function kindOf(schema) {
  if ("const" in schema) return "fixed";
  if (schema.enum) return schema.enum.length === 1 ? "fixed" : "choice";
  if (schema.type === "boolean") return "yes_no";
  if (schema.type === "integer" || schema.type === "number") return isScale(schema) ? "scale" : "number";
  if (schema.type === "array") return arrayKind(schema);
  if (schema.type === "object" || schema.properties) return "group";
  if (schema.format === "date-time") return "moment";
  if (schema.format === "date") return "date";
  return (schema.maxLength ?? Infinity) > 120 ? "long_text" : "short_text";
}

function arrayKind(schema) {
  const items = schema.items ?? {};
  if (items.enum) return "choices";
  return items.properties || items.$ref ? "rows" : "words";
}

function isScale(schema) {
  return Number.isInteger(schema.minimum) && Number.isInteger(schema.maximum) && schema.maximum - schema.minimum <= 10;
}
