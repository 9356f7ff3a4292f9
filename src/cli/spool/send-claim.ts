import { batchRequest } from "../../delivery/batch.js";
import { classifyAnswer } from "../../delivery/classify-answer.js";
import type { Transport } from "../../delivery/http-transport.js";
import { byServerWindow, OUTSIDE_SERVER_WINDOW } from "../../delivery/spool/server-window.js";
import type { Spool, SpoolBatch, SpoolClaim } from "../../delivery/spool.js";

export interface Sent {
  readonly accepted: number;
  readonly buried: number;
  readonly stop?: { readonly message: string };
}

export interface Way {
  readonly transport: Transport;
  readonly spool: Spool;
  readonly signal: AbortSignal;
}

/** Sends a batch from disk: what the server took leaves it, what it never takes becomes a dead letter, the rest waits on. */
export async function sendClaim(claim: SpoolClaim, way: Way): Promise<Sent> {
  const { inside, outside } = byServerWindow(claim.records, Date.now());
  const buried = await bury({ kind: claim.kind, records: outside }, OUTSIDE_SERVER_WINDOW, way);
  const sent = buried.stop === undefined ? sum(buried, await send({ kind: claim.kind, records: inside }, way)) : buried;
  // The same id twice is one row: what was sent before the stop may be sent again.
  if (sent.stop === undefined) await claim.remove();
  else await claim.release();
  return sent;
}

async function send(batch: SpoolBatch, way: Way): Promise<Sent> {
  if (batch.records.length === 0) return NOTHING;
  const { path, body } = batchRequest(batch);
  const outcome = classifyAnswer(await way.transport.post(path, body, way.signal), Date.now());
  switch (outcome.kind) {
    case "accepted":
      return { accepted: batch.records.length, buried: 0 };
    case "later":
    case "stop":
      return { ...NOTHING, stop: { message: outcome.message } };
    case "split":
      return batch.records.length === 1 ? bury(batch, outcome.message, way) : sendHalves(batch, way);
  }
}

async function sendHalves({ kind, records }: SpoolBatch, way: Way): Promise<Sent> {
  const middle = Math.ceil(records.length / 2);
  const first = await send({ kind, records: records.slice(0, middle) }, way);
  return first.stop === undefined ? sum(first, await send({ kind, records: records.slice(middle) }, way)) : first;
}

async function bury({ records }: SpoolBatch, reason: string, { spool }: Way): Promise<Sent> {
  for (const record of records) {
    const written = await spool.bury({ record, reason });
    if (written.kind === "failed") return { ...NOTHING, stop: written };
  }
  return { accepted: 0, buried: records.length };
}

const NOTHING: Sent = { accepted: 0, buried: 0 };

function sum(one: Sent, other: Sent): Sent {
  return { ...other, accepted: one.accepted + other.accepted, buried: one.buried + other.buried };
}
