import { nowMicros } from "../../records/clock.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import { Refusal } from "../http/refusal.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws Refusal 400 where it is no UUID of version 7 */
export function checkedId(id: string, kind: "trace" | "span"): string {
  if (!UUID.test(id)) throw new Refusal(400, `Unable to process JSON: the ${kind} id must be a UUID`);
  if (id[14] !== "7") throw new Refusal(400, `${kind === "trace" ? "Trace" : "Span"} id must be a version 7 UUID`);
  return id.toLowerCase();
}

/** For a record that brings none. */
export function freshId(): string {
  return uuidV7(nowMicros());
}
