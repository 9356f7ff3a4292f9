import { describe, expect, it, vi } from "vitest";
import { createStoreExporter } from "../../../src/delivery/sinks/store-exporter.js";
import type { RecordStore } from "../../../src/records/record-store.js";
import { spanText } from "../../support/opik-server/record-texts.js";

const NEVER_ABORTED = new AbortController().signal;
const BATCH = { kind: "span", records: [spanText(1), spanText(2)] } as const;
const NOT_HELD = { kind: "split", cause: "invalid", message: "The trace store cannot hold this record." };

function storeThat(write: RecordStore["write"]): RecordStore {
  return { place: "/traces", tablePrefix: "", write, deleteOlderThan: async () => 0, close: async () => undefined };
}

function exporterOf(open: () => Promise<RecordStore>, timeoutMs = 60_000) {
  return createStoreExporter({ open, timeoutMs, release: (store) => store.close() });
}

describe("the exporter of a trace store", () => {
  it("the exporter of a trace store writes the records as parsed JSON, in the background", async () => {
    const write = vi.fn<RecordStore["write"]>(async () => ({ stored: 2, refused: 0, unreadable: 0 }));

    expect(await exporterOf(async () => storeThat(write)).export(BATCH, NEVER_ABORTED)).toEqual({ kind: "accepted" });
    const parsed = BATCH.records.map(({ json }): unknown => JSON.parse(json));
    expect(write.mock.calls).toEqual([["span", parsed, { background: true }]]);
  });

  it("the exporter of a trace store asks for a batch in halves when the store did not accept all of it", async () => {
    const write = async () => ({ stored: 1, refused: 1, unreadable: 0 });

    expect(await exporterOf(async () => storeThat(write)).export(BATCH, NEVER_ABORTED)).toEqual(NOT_HELD);
  });

  it("the exporter of a trace store asks for a batch in halves when a record is not JSON, and writes none of it", async () => {
    const write = vi.fn<RecordStore["write"]>();
    const records = [spanText(1), { ...spanText(2), json: "{" }];

    expect(await exporterOf(async () => storeThat(write)).export({ kind: "span", records }, NEVER_ABORTED)).toEqual(
      NOT_HELD,
    );
    expect(write).not.toHaveBeenCalled();
  });

  it("the exporter of a trace store opens it again after a failure, whose message omits the package's name", async () => {
    const open = vi.fn(async () => storeThat(async () => ({ stored: 2, refused: 0, unreadable: 0 })));
    open.mockRejectedValueOnce(new Error("langchain-opik: the disk is full"));
    const exporter = exporterOf(open);

    const failed = { kind: "later", cause: "network", message: "the disk is full" };
    expect(await exporter.export(BATCH, NEVER_ABORTED)).toEqual(failed);
    expect(await exporter.export(BATCH, NEVER_ABORTED)).toEqual({ kind: "accepted" });
    expect(open).toHaveBeenCalledTimes(2);
  });

  it("the exporter of a trace store ends with its time limit, and with its signal", async () => {
    const never = () => new Promise<RecordStore>(() => undefined);

    const late = { kind: "later", cause: "timeout", message: "no answer within 1 ms" };
    expect(await exporterOf(never, 1).export(BATCH, NEVER_ABORTED)).toEqual(late);
    const aborted = { kind: "later", cause: "network", message: "the request was cut off" };
    expect(await exporterOf(never).export(BATCH, AbortSignal.abort())).toEqual(aborted);
  });
});
