import { fieldName, type JsonText, quote, trusted } from "./json-text.js";

/** Builds an object from values that are JSON already. What is undefined is left out. */
export class JsonObjectBuilder {
  #text = "";

  text(key: string, value: string | undefined): this {
    return value === undefined ? this : this.json(key, quote(value));
  }

  /** A text of our own, such as an id or a time: it needs no escaping. */
  plain(key: string, value: string | undefined): this {
    return value === undefined ? this : this.json(key, trusted(`"${value}"`));
  }

  number(key: string, value: number | undefined): this {
    return value === undefined || !Number.isFinite(value) ? this : this.json(key, trusted(String(value)));
  }

  json(key: string, json: JsonText | undefined): this {
    if (json === undefined) return this;
    const name = fieldName(key);
    this.#text += this.#text === "" ? name.asFirst : name.asNext;
    this.#text += json;
    return this;
  }

  toJson(): JsonText {
    return trusted(this.#text === "" ? "{}" : `${this.#text}}`);
  }
}

/** The object with one more field. */
export function withField(object: JsonText | undefined, key: string, value: JsonText): JsonText {
  if (object === undefined || object === "{}") return new JsonObjectBuilder().json(key, value).toJson();
  return trusted(`${object.slice(0, -1)},"${key}":${value}}`);
}

/** The text under the only key of an object, as JSON. Undefined where the object has another form. */
export function onlyText(object: JsonText, key: string): JsonText | undefined {
  const start = fieldName(key).asFirst;
  const isOnly = object.startsWith(`${start}"`) && endOfText(object, start.length + 1) === object.length - 2;
  return isOnly ? trusted(object.slice(start.length, -1)) : undefined;
}

function endOfText(json: string, from: number): number {
  let end = json.indexOf('"', from);
  while (end > 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, at: number): boolean {
  let slashes = 0;
  while (json[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}
