import { isObject } from "../../../records/json/json-object.js";

/** Whether a name or a value anywhere in it contains the text, which is in lower case. */
export function hasMatch(value: unknown, query: string): boolean {
  const open = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (!isObject(one)) {
      if (String(one).toLowerCase().includes(query)) return true;
      continue;
    }
    for (const [name, part] of Object.entries(one)) {
      if (name.toLowerCase().includes(query) && !Array.isArray(one)) return true;
      open.push(part);
    }
  }
  return false;
}
