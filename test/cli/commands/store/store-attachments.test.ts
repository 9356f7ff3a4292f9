import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { uuidV7 } from "../../../../src/records/uuid-v7.js";
import { openTraceStore } from "../../../../src/store/index.js";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import {
  type RecordingOpikServerOptions,
  startRecordingOpikServer,
} from "../../../support/opik-server/recording-opik-server.js";
import { sampleMedia } from "../../../support/traces/sample-media.js";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { KEY } from "../../support/run-command.js";
import { storedProject, storedTrace, timeout } from "../../support/stored-project.js";

const DAY_MICROS = 86_400_000_000;

async function startServer(options: RecordingOpikServerOptions = {}) {
  const server = await startRecordingOpikServer(options);
  onTestFinished(() => server.close());
  return { server, env: { OPIK_URL_OVERRIDE: server.url, OPIK_API_KEY: KEY } };
}

type Owned = ReturnType<typeof storedTrace>;

function attachment({ trace }: Owned, owner: "trace" | "span", entityId: string, number: number, bytes: Buffer) {
  return {
    id: uuidV7(Date.parse(trace.start_time) * 1000),
    entity_type: owner,
    entity_id: entityId,
    trace_id: trace.id,
    project_name: trace.project_name,
    file_name: `input-attachment-${number}-1767225600000-sdk.png`,
    mime_type: "image/png",
    data: bytes.toString("base64"),
  };
}

/** A trace and its span, each with an image of its own. */
function tracedImages(micros: number, index: number, size = 1_000) {
  const one = storedTrace(micros, index);
  const images = [sampleMedia("image/png", size, index + 1), sampleMedia("image/png", size + 1, index + 100)] as const;
  const attached = [
    attachment(one, "trace", one.trace.id, 1, images[0]),
    attachment(one, "span", one.span.id, 2, images[1]),
  ];
  return { ...one, images, attached, records: [one.trace, one.span, ...attached] };
}

const ndjson = (records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

describe("attachments of stored traces", () => {
  const { folder, run } = storedProject();

  /** A store of its own that holds these. */
  async function storeWith(name: string, records: readonly object[]) {
    placeEmptyStore(join(folder(), name));
    return run(["import", "-", "--store", `./${name}`], { input: ndjson(records) });
  }

  it("attachments are exported, imported and sent, byte for byte", { timeout }, async () => {
    const now = Date.now() * 1000;
    const small = tracedImages(now, 0);
    // Of more than a batch of an import holds, and of an upload's part.
    const large = tracedImages(now - 1_000_000, 1, 6_000_000);
    const imported = await storeWith("images", [...small.records, ...large.records]);
    expect(imported).toMatchObject({ exitCode: 0, stdout: "4 records and 4 attachments stored.\n" });

    const exported = await run(["export", "images.ndjson", "--store", "./images"]);
    expect(exported.stdout).toBe("2 traces, 2 spans and 4 attachments written to images.ndjson.\n");
    const written = readFileSync(join(folder(), "images.ndjson"), "utf8").trimEnd().split("\n");
    const attached = written.slice(4).map((line) => JSON.parse(line) as { id: string });
    const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
    expect(attached.sort(byId)).toEqual([...small.attached, ...large.attached].sort(byId));

    placeEmptyStore(join(folder(), "copy"));
    const copied = await run(["import", "images.ndjson", "--store", "./copy", "--json"]);
    expect(JSON.parse(copied.stdout)).toMatchObject({ stored: 4, attachments: 4, refused: 0, refused_lines: [] });
    const copy = await openTraceStore(join(folder(), "copy"));
    const found = await copy.readAttachments(large.trace.id);
    await copy.close();
    expect(found.map(({ base64 }) => base64)).toEqual(large.images.map((image) => image.toString("base64")));

    const { server, env } = await startServer({ storage: "s3" });
    const sent = await run(["send", "--store", "./copy"], { env });
    expect(sent).toMatchObject({ exitCode: 0, stdout: "4 records and 4 attachments sent.\n" });
    for (const { images, trace, span } of [small, large]) {
      for (const [index, entityId] of [trace.id, span.id].entries()) {
        const arrived = server.attachments.filter((one) => one.entityId === entityId);
        expect(arrived).toMatchObject([{ entityType: ["trace", "span"][index], projectName: "tests" }]);
        expect(arrived[0]?.bytes.equals(images[index] ?? Buffer.alloc(0))).toBe(true);
      }
    }
    expect(server.violations).toEqual([]);
    const paths = server.requests.map(({ path }) => path);
    const firstUpload = paths.findIndex((path) => path.includes("attachment"));
    expect(paths.slice(0, firstUpload).sort()).toEqual(["/v1/private/spans/batch", "/v1/private/traces/batch"]);
  });

  it("attachments are left out with --no-attachments, and go with spans whose trace is not stored", {
    timeout,
  }, async () => {
    const { span, attached } = tracedImages(Date.now() * 1000, 2);
    await storeWith("orphans", [span, ...attached]);

    const bare = await run(["export", "-", "--store", "./orphans", "--no-attachments"]);
    expect(
      bare.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ id: span.id }]);
    const exported = await run(["export", "-", "--store", "./orphans"]);
    expect(
      exported.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ id: span.id }, { file_name: attached[1]?.file_name, entity_id: span.id }]);

    const { server, env } = await startServer();
    expect((await run(["send", "--store", "./orphans", "--no-attachments"], { env })).stdout).toBe("1 record sent.\n");
    expect(server.attachments).toEqual([]);
    const sent = await run(["send", "--store", "./orphans"], { env });
    expect(sent.stdout).toBe("1 record and 1 attachment sent.\n");
    expect(sent.stderr).toContain("sending 1 record and 1 attachment to ");
    expect(server.attachments.map(({ entityId }) => entityId)).toEqual([span.id]);
  });

  it("attachments that the server refuses keep no trace from being sent, and are counted", { timeout }, async () => {
    const now = Date.now() * 1000;
    const traces = Array.from({ length: 3 }, (_, index) => tracedImages(now - index * 1_000_000, index));
    const old = tracedImages(now - 100 * DAY_MICROS, 4);
    await storeWith(
      "refused",
      [...traces, old].flatMap(({ records }) => records),
    );

    const { server, env } = await startServer({ answerUpload: () => ({ status: 404 }) });
    const { stdout, exitCode } = await run(["send", "--store", "./refused", "--from", "200d", "--json"], { env });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ sent: 6, too_old: 2, failed: 0, waiting: 0, total: 8 },
      attachments: { sent: 0, too_old: 2, failed: 6, waiting: 0, total: 8 },
      problem: textMatching(/accepts no attachments/),
    });
    expect(server.traces).toHaveLength(3);
    // After some that failed in a row, the others are not tried.
    expect(server.requests.filter(({ path }) => path.includes("upload-start"))).toHaveLength(3);

    const told = await run(["send", "--store", "./refused", "--from", "200d"], { env });
    expect(told).toMatchObject({
      exitCode: 1,
      stdout: textMatching(
        /^6 records sent\.\n2 records and 2 attachments left out\..*\n6 attachments not sent\. .*404/,
      ),
    });
  });

  it("import refuses damaged attachments with the reason", { timeout }, async () => {
    const { trace, attached } = tracedImages(Date.now() * 1000, 5);
    const [first] = attached;
    const records = [trace, { ...first, data: "no base64!" }, { ...first, entity_id: 7 }, { ...first, file_name: "" }];
    writeFileSync(join(folder(), "bad.ndjson"), ndjson(records));
    placeEmptyStore(join(folder(), "bad"));

    const { stdout, exitCode } = await run(["import", "bad.ndjson", "--store", "./bad"]);
    expect({ exitCode, lines: stdout.trimEnd().split("\n") }).toEqual({
      exitCode: 1,
      lines: [
        "1 record stored.",
        "3 lines left out:",
        "  line 2 is an attachment without data in base64",
        "  line 3 is an attachment of no trace",
        "  line 4 is an attachment without a name",
      ],
    });
  });
});
