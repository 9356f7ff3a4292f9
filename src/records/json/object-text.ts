import { fieldName } from "./field-name.js";
import { type JsonText, quote, trusted } from "./quoted-text.js";

/** Puts an object together from texts that are already JSON. What is undefined is left out. */
export class ObjectText {
  #text = "";

  text(key: string, value: string | undefined): this {
    return value === undefined ? this : this.json(key, quote(value));
  }

  /** A text of our own making, such as an id or a time, that needs no escaping either. */
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
  if (object === undefined || object === "{}") return new ObjectText().json(key, value).toJson();
  return trusted(`${object.slice(0, -1)},"${key}":${value}}`);
}
