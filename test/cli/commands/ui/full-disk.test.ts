import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openCollectorStore } from "../../../../src/store/open-trace-store.js";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { testId } from "../../../support/opik-server/record-texts.js";
import { ask } from "../../../viewer/support/test-viewer.js";
import { type RunningUi, startUi } from "../../support/run-ui.js";

const START = new Date().toISOString();
const SPANS_A_BATCH = 100;
const MAX_BATCHES = 200;

/** Why there can be no disk of a test's own; undefined: there can. */
function whyNoDisk(): string | undefined {
  if (process.platform !== "linux") return "a small disk is made by Linux's tmpfs";
  const folder = mkdtempSync(join(tmpdir(), "disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
  if (status === 0) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return status === 0 ? undefined : "to mount a small disk takes root's rights";
}

const NO_DISK = whyNoDisk();

/** A disk with a store, and little room but for what a large file takes. */
function smallDisk() {
  const folder = mkdtempSync(join(tmpdir(), "disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=200m", "tmpfs", folder]);
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", folder]);
    rmSync(folder, { recursive: true });
  });
  placeEmptyStore(join(folder, "traces"));
  const filler = join(folder, "filler");
  return {
    folder,
    /** Leaves so much room. */
    fill(leftBytes: number) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
    },
    makeRoom() {
      rmSync(filler);
    },
  };
}

/** Sends batches until one is refused or so many were taken. */
function sender({ url }: RunningUi) {
  const acknowledged: string[] = [];
  let batch = 0;
  return {
    acknowledged,
    sendOne: async () => {
      batch += 1;
      const spans = Array.from({ length: SPANS_A_BATCH }, (_, index) => ({
        ...{ id: testId(batch * SPANS_A_BATCH + index), trace_id: testId(0), start_time: START, name: "call" },
        // That no database makes it smaller.
        input: { text: Array.from({ length: 200 }, () => Math.random().toString(36)).join("") },
      }));
      const answered = await ask(`${url}/api/v1/private/spans/batch`, { method: "POST", body: { spans } });
      if (answered.status === 204) acknowledged.push(...spans.map(({ id }) => id));
      return answered;
    },
  };
}

it.skipIf(NO_DISK !== undefined)(
  `a full disk is told to the sender and on the page, nothing that was acknowledged is lost, and all goes on with room${NO_DISK === undefined ? "" : `: skipped, because ${NO_DISK}`}`,
  async () => {
    const disk = smallDisk();
    const ui = await startUi(disk.folder, ["--port", "0", "--store", "traces"]);
    const { acknowledged, sendOne } = sender(ui);
    expect((await sendOne()).status).toBe(204);
    disk.fill(56 * 1024 * 1024);

    let answered = await sendOne();
    for (let sent = 0; answered.status === 204 && sent < MAX_BATCHES; sent += 1) answered = await sendOne();
    expect(answered.status).toBe(503);
    expect(answered.headers.get("retry-after")).toBe("5");
    expect(answered.text).toMatch(/its disk is full/);
    const full = await ask(`${ui.url}/viewer/api/status`);
    expect(JSON.stringify(full.body)).toMatch(/"storeProblem":"[^"]*its disk is full/);

    disk.makeRoom();
    expect((await sendOne()).status).toBe(204);
    expect((await ask(`${ui.url}/viewer/api/status`)).body).not.toHaveProperty("storeProblem");

    ui.child.kill("SIGKILL");
    await ui.ended;
    const store = await openCollectorStore(join(disk.folder, "traces"));
    onTestFinished(() => store.close());
    const kept = new Set((await store.readSpanRecords(acknowledged)).map(({ record }) => record.id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  },
);
