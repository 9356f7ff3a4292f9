import { createHash } from "node:crypto";
import { nowMicros } from "../../records/clock.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import { Refusal } from "../http/refusal.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws Refusal 400 where it is not a UUID of version 7 */
export function checkedId(id: string, kind: "trace" | "span"): string {
  if (!UUID.test(id)) throw new Refusal(400, `Unable to process JSON: the ${kind} id must be a UUID`);
  if (id[14] !== "7") throw new Refusal(400, `${kind === "trace" ? "Trace" : "Span"} id must be a version 7 UUID`);
  return id.toLowerCase();
}

/** @throws Refusal 400 where it is not a UUID */
export function checkedUuid(id: string, name: string): string {
  if (UUID.test(id)) return id.toLowerCase();
  throw new Refusal(400, `Unable to process JSON: ${name} must be a UUID`);
}

/** An id for a record that has none. */
export function freshId(): string {
  return uuidV7(nowMicros());
}

/**
 * The id of something that has only a name: the same for the same words.
 *
 * @param time - an id whose time it takes over; without one it has none
 */
export function derivedId(words: readonly string[], time = "00000000-0000"): string {
  const hash = createHash("sha256").update(JSON.stringify(words)).digest("hex");
  return `${time.slice(0, 13)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

/** Opik identifies projects by ids, and the store by their names. */
export function projectId(name: string): string {
  return derivedId(["project", name.toLowerCase()]);
}
