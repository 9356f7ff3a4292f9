import { types } from "node:util";
import { className } from "./guarded-read.js";
import { bytesNote } from "./media-note.js";
import { type ObjectView, viewFields, viewItems, viewPlain } from "./object-view.js";

/** Looks at what keeps its data elsewhere than in properties. Methods come from the language's prototypes, so that a subclass cannot answer. */
export function viewBuiltIn(value: object): ObjectView {
  if (ArrayBuffer.isView(value)) return viewNumbers(value);
  if (types.isAnyArrayBuffer(value)) return viewPlain(bytesNote(new Uint8Array(value), className(value)));
  if (types.isDate(value)) return viewPlain(dateText(value));
  if (types.isMap(value)) return viewMap(value);
  if (types.isSet(value)) return viewItems([...Set.prototype.values.call(value)]);
  if (types.isRegExp(value)) return viewPlain(RegExp.prototype.toString.call(value));
  if (types.isBoxedPrimitive(value)) return viewPlain(unboxed(value));
  if (value instanceof URLSearchParams) return viewPlain(URLSearchParams.prototype.toString.call(value));
  const name = className(value);
  return name === "Object" ? viewFields(value) : viewPlain(`[${name}]`);
}

/** Bytes become a note; numbers, such as an embedding, an array. */
function viewNumbers(value: ArrayBufferView): ObjectView {
  if (!types.isTypedArray(value) || value instanceof Uint8Array || value instanceof Uint8ClampedArray) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return viewPlain(bytesNote(bytes, className(value)));
  }
  return viewItems(value);
}

function dateText(value: Date): string {
  return Number.isNaN(Date.prototype.getTime.call(value)) ? "Invalid Date" : Date.prototype.toISOString.call(value);
}

function viewMap(value: ReadonlyMap<unknown, unknown>): ObjectView {
  const entries: Array<[unknown, unknown]> = [...Map.prototype.entries.call(value)];
  return entries.every(hasTextKey) ? viewFields(Object.fromEntries(entries)) : viewItems(entries);
}

function hasTextKey(entry: readonly [unknown, unknown]): entry is [string, unknown] {
  return typeof entry[0] === "string";
}

function unboxed(value: object): unknown {
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  return `[${className(value)}]`;
}
