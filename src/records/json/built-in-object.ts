import { currentMedia } from "../media/media-collector.js";
import { bytesNote } from "../media/media-note.js";
import { firstOf } from "./few-members.js";
import { className } from "./guarded-read.js";
import { type ObjectView, viewFields, viewItems, viewPlain } from "./object-view.js";
import { spendVisits } from "./write-work.js";

/**
 * Looks at what keeps its data elsewhere than in properties. Methods come from the language's prototypes, so that a
 * subclass cannot answer. `tag` is that of the value: to ask for it is dear.
 */
export function viewBuiltIn(value: object, tag: string): ObjectView {
  if (ArrayBuffer.isView(value)) return viewNumbers(value, tag);
  if (isBuffer(value, tag)) return viewBytes(new Uint8Array(value), value);
  if (isDate(value, tag)) return viewDate(value);
  if (isMap(value, tag)) return viewMap(value);
  if (isSet(value, tag)) return viewSet(value);
  return viewText(value, tag);
}

function viewText(value: object, tag: string): ObjectView {
  switch (tag) {
    case "RegExp":
      return viewMadeText(RegExp.prototype.toString.call(value));
    case "String":
      return viewPlain(String.prototype.valueOf.call(value));
    case "Number":
      return viewPlain(Number.prototype.valueOf.call(value));
    case "Boolean":
      return viewPlain(Boolean.prototype.valueOf.call(value));
    case "URLSearchParams":
      return viewMadeText(parametersText(value));
    default:
      return viewNamed(value, tag);
  }
}

/** What holds nothing that could be read: its class alone. */
function viewNamed(value: object, tag: string): ObjectView {
  const name = className(value);
  return tag === "Object" && name === "Object" ? viewFields(value) : viewPlain(`[${name}]`);
}

/** A text that was made only now, and may be of any length. */
function viewMadeText(text: string): ObjectView {
  spendVisits(text.length >> 4);
  return viewPlain(text);
}

const MAX_PARAMETERS_LENGTH = 100_000;

/** Encoding very many takes long, so only the first are encoded, without any that is too long. */
function parametersText(value: object): string {
  const kept = new URLSearchParams();
  let length = 0;
  for (const [name, text] of URLSearchParams.prototype.entries.call(value)) {
    length += name.length + text.length;
    if (length > MAX_PARAMETERS_LENGTH) return `${kept.toString()}&…`;
    spendVisits(PARAMETER_VISITS);
    kept.append(name, text);
  }
  return kept.toString();
}

const isDate = (_: object, tag: string): _ is Date => tag === "Date";
const isMap = (_: object, tag: string): _ is ReadonlyMap<unknown, unknown> => tag === "Map";
const isSet = (_: object, tag: string): _ is ReadonlySet<unknown> => tag === "Set";
const isBuffer = (_: object, tag: string): _ is ArrayBuffer => tag === "ArrayBuffer" || tag === "SharedArrayBuffer";

/** Bytes become an attachment or a note; numbers, such as an embedding, an array. */
function viewNumbers(value: ArrayBufferView, tag: string): ObjectView {
  if (!isNumbers(value, tag)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return viewBytes(bytes, value);
  }
  return viewItems(value);
}

function viewBytes(bytes: Uint8Array, value: object): ObjectView {
  spendVisits(BYTES_VISITS);
  return viewPlain(currentMedia()?.tokenOfBytes(bytes, value) ?? bytesNote(bytes, className(value)));
}

function viewDate(value: Date): ObjectView {
  spendVisits(DATE_VISITS);
  return viewPlain(dateText(value));
}

function dateText(value: Date): string {
  return Number.isNaN(Date.prototype.getTime.call(value)) ? "Invalid Date" : Date.prototype.toISOString.call(value);
}

function viewSet(value: ReadonlySet<unknown>): ObjectView {
  const items = firstOf(Set.prototype.values.call(value));
  return viewItems(items, sizeOf(Set.prototype, value) - items.length);
}

function viewMap(value: ReadonlyMap<unknown, unknown>): ObjectView {
  const entries = firstOf(Map.prototype.entries.call(value));
  const more = sizeOf(Map.prototype, value) - entries.length;
  if (!entries.every(hasTextKey)) return viewItems(entries, more);
  spendVisits(entries.length * FIELD_VISITS);
  return viewFields(Object.fromEntries(entries), more);
}

/** The cost of writing a date, of showing or leaving out bytes, of turning an entry into a field, and of encoding a parameter. */
const DATE_VISITS = 2;
const BYTES_VISITS = 20;
const FIELD_VISITS = 5;
const PARAMETER_VISITS = 8;

function sizeOf(prototype: object, value: object): number {
  return Number(Reflect.get(prototype, "size", value));
}

function hasTextKey(entry: readonly [unknown, unknown]): entry is [string, unknown] {
  return typeof entry[0] === "string";
}

const NUMBERS = /^(?:Int8|Int16|Uint16|Int32|Uint32|Float16|Float32|Float64|BigInt64|BigUint64)Array$/;

function isNumbers(_: ArrayBufferView, tag: string): _ is ArrayBufferView & ArrayLike<number | bigint> {
  return NUMBERS.test(tag);
}

/**
 * What the language itself calls an object: "Date", "Map", "Uint8Array", "Error". Unlike `instanceof` it holds for
 * objects of another realm. An object may lie about it; the methods that are then called on it throw.
 */
export function classTag(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
