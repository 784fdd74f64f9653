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

// A body that can be written in several ways: each way is a form of its own.
export function variantsOf(schema) {
  const options = schema.oneOf ?? schema.anyOf ?? [];
  const ways = options.map((option) => resolve(option, schema)).filter((option) => option.properties);
  return ways.length > 1 ? ways : [resolve(schema, schema)];
}

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
