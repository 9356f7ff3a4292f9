import type { SpanRecord, TraceRecord } from "../../records/record.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { Answer } from "../http/answer.js";
import { attachmentAnswer, fileDisposition } from "../http/attachment-answer.js";
import { Refusal } from "../http/refusal.js";
import { type Call, type Route, route } from "../http/routes.js";
import { expectationText } from "./expectation-text.js";
import type { ExportForm } from "./page-data.js";

/** Files: attachments of traces, and exports of traces. */
export function fileRoutes(store: CollectorStore): readonly Route[] {
  return [
    route("GET", "/attachments/:id", async ({ part }) => {
      const attachment = await store.readAttachment(part("id"));
      if (attachment === undefined) throw new Refusal(404, "this attachment is unknown");
      return attachmentAnswer(attachment);
    }),
    route("GET", "/traces/:id/export", (call) => exportTrace(store, call)),
  ];
}

const FORMS: Readonly<Record<ExportForm, { readonly ending: string; readonly type: string }>> = {
  ndjson: { ending: "ndjson", type: "application/x-ndjson" },
  "dataset-item": { ending: "dataset-item.json", type: "application/json" },
  expectation: { ending: "test.ts", type: "text/plain; charset=utf-8" },
};

async function exportTrace(store: CollectorStore, { part, query }: Call): Promise<Answer> {
  const form = query.get("as") ?? "ndjson";
  if (!isForm(form)) throw new Refusal(400, `as must be one of ${Object.keys(FORMS).join(", ")}`);
  const id = part("id").toLowerCase();
  const [kept] = await store.readTraceRecords([id]);
  if (kept === undefined) throw new Refusal(404, "this trace is unknown");
  const content = await textOf(store, form, kept.record);
  const { ending, type } = FORMS[form];
  return {
    ...{ kind: "content", status: 200, type, content },
    headers: { "content-disposition": fileDisposition(`trace-${id.slice(-12)}.${ending}`) },
  };
}

async function textOf(store: CollectorStore, form: ExportForm, trace: TraceRecord): Promise<string> {
  switch (form) {
    case "ndjson":
      return ndjson(store, trace);
    case "dataset-item":
      return `${JSON.stringify(datasetItem(trace), null, 2)}\n`;
    case "expectation":
      return expectationText(trace, await spansOf(store, trace.id));
  }
}

/** The output of the command `export` for it. */
async function ndjson(store: CollectorStore, trace: TraceRecord): Promise<string> {
  const attachments = [];
  for (const { id } of await store.findAttachments([trace.id])) attachments.push(await store.readAttachment(id));
  const records = [trace, ...(await spansOf(store, trace.id)), ...attachments.filter((one) => one !== undefined)];
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** The field names that Opik's own page uses when it adds a trace to a dataset. */
function datasetItem({ id, input, output }: TraceRecord) {
  return { input: input ?? null, expected_output: output ?? null, metadata: { trace_id: id } };
}

async function spansOf(store: CollectorStore, traceId: string): Promise<readonly SpanRecord[]> {
  const ids = (await store.findTraceSpans(traceId)).map(({ id }) => id);
  const byId = new Map((await store.readSpanRecords(ids)).map(({ record }) => [record.id, record]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function isForm(text: string): text is ExportForm {
  return Object.hasOwn(FORMS, text);
}
