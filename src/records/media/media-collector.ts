import { standardBase64, toBase64 } from "./base64.js";
import { isToken, type Media, mediaOf } from "./media.js";
import { base64In, dataUriIn, isReadable, leftOutNote } from "./media-note.js";
import { mediaTypeIn, sniffMediaType } from "./media-type.js";

/** What happens to images, sounds, videos and files in values. */
export interface MediaRules {
  /** They become attachments, stay in the record, or become notes. */
  readonly media: "upload" | "inline" | "omit";
  /** The longest base64 that stays in the record, in characters. */
  readonly maxMediaLength: number;
  /** The largest attachment, in bytes. */
  readonly maxAttachmentBytes: number;
}

/** Opik's server removes base64 of this length from a record, and leaves the text around it. */
const SERVER_TAKES_LENGTH = 250_000;
/** Looking at every text would cost more than it saves. */
const LEAST_LOOKED_AT = 1_000;

/** Media as a part of a message gives it. */
export interface GivenMedia {
  /** Base64, a data URI, or bytes. */
  readonly data: string | Uint8Array;
  /** The MIME type, where the part names it. */
  readonly type: string | undefined;
  /** The name of the file, where the part names it. */
  readonly name: string | undefined;
  /** The MIME type where neither the part nor the data shows it. */
  readonly otherType: string;
  /** Becomes an attachment however small it is: Opik's page does not show such base64. */
  readonly isFile: boolean;
}

/** What replaces the media of a part. */
export type PlacedMedia =
  /** A token in place of an attachment. */
  | { readonly kind: "attached"; readonly token: string; readonly type: string; readonly bytes: number }
  /** Base64 without the head of a data URI. */
  | { readonly kind: "inline"; readonly base64: string; readonly type: string }
  | { readonly kind: "left_out"; readonly note: string };

let current: MediaCollector | undefined;

/** The collector for the value that is being written; undefined where no media becomes an attachment. */
export function currentMedia(): MediaCollector | undefined {
  return current;
}

/** Writes with a collector, which the writes inside this one have, too. */
export function collecting<Result>(collector: MediaCollector, write: () => Result): Result {
  const around = current;
  current = collector;
  try {
    return write();
  } finally {
    current = around;
  }
}

/** Takes the media out of a handler's values. */
export class MediaCollector {
  readonly #rules: MediaRules;
  readonly #met = new Map<string, Media>();
  /** By their source, so that data that occurs in several places is read once. */
  readonly #known = new Map<string | object, Media | undefined>();
  #noted: Media[] | undefined;

  constructor(rules: MediaRules) {
    this.#rules = rules;
  }

  /** The longest base64 that stays in its part of a message. */
  get #maxInlineLength(): number {
    const { media, maxMediaLength } = this.#rules;
    if (media === "omit") return -1;
    return media === "upload" ? Math.min(maxMediaLength, SERVER_TAKES_LENGTH - 1) : maxMediaLength;
  }

  /** The longest text that is not even looked at. */
  get longestText(): number {
    return this.#rules.media === "omit" ? LEAST_LOOKED_AT : this.#maxInlineLength;
  }

  /** What a write gives, and what media is in it. */
  noting<Result>(write: () => Result): readonly [Result, readonly Media[]] {
    const around = this.#noted;
    const noted: Media[] = [];
    this.#noted = noted;
    try {
      return [write(), noted];
    } finally {
      this.#noted = around;
      around?.push(...noted);
    }
  }

  /** Text that was written before has these in it. */
  meetAgain(media: readonly Media[]): void {
    for (const one of media) this.#meet(one);
  }

  #meet(media: Media): void {
    this.#met.set(media.token, media);
    this.#noted?.push(media);
  }

  /** All media found since the last call. */
  take(): readonly Media[] {
    // To clear a Map makes a new table for it.
    if (this.#known.size > 0) this.#known.clear();
    if (this.#met.size === 0) return NONE;
    const met = [...this.#met.values()];
    this.#met.clear();
    return met;
  }

  get isEmpty(): boolean {
    return this.#met.size === 0;
  }

  /** The media that the text is the token of. */
  metAs(text: string): Media | undefined {
    return isToken(text) ? this.#met.get(text) : undefined;
  }

  /** What replaces the media of a part. */
  place(given: GivenMedia): PlacedMedia {
    return typeof given.data === "string" ? this.#placeText(given, given.data) : this.#placeBytes(given, given.data);
  }

  /** The token of a text that is base64; undefined where it is not, or does not become an attachment. */
  tokenOfText(text: string): string | undefined {
    const found = this.#uploads ? base64In(text) : undefined;
    if (found === undefined || !this.#mayAttach((text.length - found.start) * BYTES_OF_CHARACTER)) return undefined;
    return this.#tokenOf(text, () => fromText(text, found.start, found.type ?? UNKNOWN_TYPE));
  }

  /** The token of the bytes of an object anywhere in a value; undefined where they do not become an attachment. */
  tokenOfBytes(bytes: Uint8Array, source: object): string | undefined {
    if (!this.#uploads || !this.#mayAttach(bytes.byteLength) || isReadable(bytes)) return undefined;
    return this.#tokenOf(source, () => fromBytes(bytes, undefined, UNKNOWN_TYPE));
  }

  get #uploads(): boolean {
    return this.#rules.media === "upload";
  }

  #mayAttach(bytes: number): boolean {
    return bytes > 0 && bytes <= this.#rules.maxAttachmentBytes;
  }

  #placeText(given: GivenMedia, text: string): PlacedMedia {
    const uri = dataUriIn(text);
    const start = uri?.start ?? 0;
    const type =
      mediaTypeIn(given.type) ?? uri?.type ?? sniffMediaType(text.slice(start, start + 100)) ?? given.otherType;
    const length = text.length - start;
    const bytes = Math.floor(length * BYTES_OF_CHARACTER);
    const staysInline = length <= this.#maxInlineLength && !(given.isFile && this.#uploads);
    if (staysInline) return { kind: "inline", base64: start === 0 ? text : text.slice(start), type };
    if (!this.#uploads || !this.#mayAttach(bytes)) return leftOut(type, bytes, given.name);
    return (
      this.#attached(text, () => fromText(text, start, type)) ?? { kind: "inline", base64: text.slice(start), type }
    );
  }

  #placeBytes({ type: told, name, otherType }: GivenMedia, bytes: Uint8Array): PlacedMedia {
    const { byteLength } = bytes;
    if (this.#uploads && this.#mayAttach(byteLength)) {
      const attached = this.#attached(bytes, () => fromBytes(bytes, mediaTypeIn(told), otherType));
      if (attached !== undefined) return attached;
    }
    const type = mediaTypeIn(told) ?? sniffMediaType(toBase64(bytes.subarray(0, 24))) ?? otherType;
    if (this.#uploads || byteLength > this.#maxInlineLength * BYTES_OF_CHARACTER)
      return leftOut(type, byteLength, name);
    return { kind: "inline", base64: toBase64(bytes), type };
  }

  #attached(source: string | object, make: () => Media | undefined): PlacedMedia | undefined {
    const media = this.#mediaOf(source, make);
    return media && { kind: "attached", token: media.token, type: media.type, bytes: media.bytes };
  }

  #tokenOf(source: string | object, make: () => Media | undefined): string | undefined {
    return this.#mediaOf(source, make)?.token;
  }

  #mediaOf(source: string | object, make: () => Media | undefined): Media | undefined {
    const media = this.#known.has(source) ? this.#known.get(source) : make();
    this.#known.set(source, media);
    if (media !== undefined) this.#meet(media);
    return media;
  }
}

const NONE: readonly Media[] = [];
const BYTES_OF_CHARACTER = 3 / 4;
const UNKNOWN_TYPE = "application/octet-stream";

function fromText(text: string, start: number, type: string): Media | undefined {
  const base64 = standardBase64(start === 0 ? text : text.slice(start));
  return base64 === undefined || base64 === "" ? undefined : mediaOf(base64, type);
}

function fromBytes(bytes: Uint8Array, told: string | undefined, otherType: string): Media | undefined {
  const base64 = toBase64(bytes);
  return base64 === "" ? undefined : mediaOf(base64, told ?? sniffMediaType(base64) ?? otherType);
}

function leftOut(type: string, bytes: number, name: string | undefined): PlacedMedia {
  return { kind: "left_out", note: leftOutNote(type, bytes, name) };
}
