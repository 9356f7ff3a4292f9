import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openCollectorStore } from "../../../../src/store/open-trace-store.js";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { testId } from "../../../support/opik-server/record-texts.js";
import { ask } from "../../../viewer/support/test-viewer.js";
import { runCommand } from "../../support/run-command.js";
import { startUi } from "../../support/run-ui.js";

/** What is older than the settings allow would be deleted. */
const START = new Date().toISOString();

/** A project whose folder `traces` is a store that holds nothing. */
function projectFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ui-"));
  placeEmptyStore(join(folder, "traces"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A port that is taken until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

it("ui receives and shows traces until it is interrupted, and prints how programs send to it", async () => {
  const folder = projectFolder();
  const ui = await startUi(folder, ["--port", "0"]);

  expect(ui.output()).toContain(`OPIK_URL_OVERRIDE=${ui.url}/api`);
  const traces = [{ id: testId(1), name: "ask", start_time: START }];
  const written = await ask(`${ui.url}/api/v1/private/traces/batch`, { method: "POST", body: { traces } });
  expect(written.status).toBe(204);
  expect((await ask(`${ui.url}/viewer/api/traces`)).body).toMatchObject({ traces: [{ name: "ask" }] });

  ui.child.kill("SIGINT");
  expect(await ui.ended).toBe(0);
  const { stdout } = await runCommand(["traces", "--store", "traces"], { folder });
  expect(stdout).toContain("ask");
});

it("ui loses nothing that it has acknowledged when it is killed", async () => {
  const folder = projectFolder();
  const ui = await startUi(folder, ["--port", "0"]);
  const acknowledged: string[] = [];
  const send = async (batch: number) => {
    const spans = Array.from({ length: 50 }, (_, index) => ({
      ...{ id: testId(batch * 100 + index), trace_id: testId(0), start_time: START, input: { text: "x".repeat(500) } },
    }));
    const body = JSON.stringify({ spans });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${ui.url}/api/v1/private/spans/batch`, { method: "POST", headers, body });
    if (response.status !== 204) return;
    acknowledged.push(...spans.map(({ id }) => id));
    if (acknowledged.length >= 500) ui.child.kill("SIGKILL");
  };
  await Promise.allSettled(Array.from({ length: 60 }, (_, index) => send(index + 1)));
  expect(await ui.ended).toBe("SIGKILL");

  const store = await openCollectorStore(join(folder, "traces"));
  onTestFinished(() => store.close());
  expect(acknowledged.length).toBeGreaterThanOrEqual(500);
  const kept = new Set((await store.readSpanRecords(acknowledged)).map(({ record }) => record.id));
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
});

it("ui runs a program whose traces go to it, and ends with its exit code where nobody watches", async () => {
  const folder = projectFolder();
  const shown = 'printenv OPIK_URL_OVERRIDE NODE_OPTIONS OPIK_API_KEY; echo "$0 $1"; exit 7';
  const args = ["--port", "0", "--token", "open sesame", "--", "sh", "-c", shown, "a b", "c"];

  const ui = await startUi(folder, args, { NODE_OPTIONS: "--max-old-space-size=900" });

  expect(await ui.ended).toBe(7);
  expect(ui.output()).toContain(`\n${ui.url}/api\n`);
  expect(ui.output()).toMatch(/\n--max-old-space-size=900 --import file:\/\/\/\S+\/dist\/register\.js\n/);
  expect(ui.output()).toContain("open sesame");
  expect(ui.output()).toContain("a b c");
});

it("ui reports a program that cannot be started", async () => {
  const ui = await startUi(projectFolder(), ["--port", "0", "--", "no-such-program-here"]);

  expect(await ui.ended).toBe(1);
  expect(ui.output()).toContain("no-such-program-here");
});

it("ui ends the program that it runs before it ends itself", async () => {
  const program = ["sh", "-c", "trap 'echo program ends; exit 3' TERM; echo ready; while :; do sleep 0.1; done"];
  const ui = await startUi(projectFolder(), ["--port", "0", "--", ...program]);
  await ui.printed("ready");

  ui.child.kill("SIGTERM");

  expect(await ui.ended).toBe(3);
  expect(ui.output()).toContain("program ends");
});

it("ui names the next free port where the requested one is taken", async () => {
  const port = await takenPort();

  const { exitCode, stderr } = await runCommand(["ui", "--port", String(port)], { folder: projectFolder() });

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(new RegExp(`port ${port} is taken[.] The next that is free is \\d+: --port \\d+`));
});

it.each([
  [["--host", "0.0.0.0"], "--host 0.0.0.0 lets other machines connect, so it requires --token."],
  [["--token", ""], "--token is empty."],
  [["--port", "many"], '--port is "many", but must be a number from 0'],
  [["--port", "70000"], '--port is "70000", but must be a number from 0'],
])("ui refuses %j with a reason", async (args, reason) => {
  const { exitCode, stderr } = await runCommand(["ui", ...args], { folder: projectFolder() });

  expect(exitCode).toBe(2);
  expect(stderr).toContain(reason);
});
