import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openCollectorStore } from "../../../../src/store/open-trace-store.js";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { testId } from "../../../support/opik-server/record-texts.js";
import { onceBuilt } from "../../../support/process/once-built.js";
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

const TRACED_PROGRAM = new URL("./programs/traced-program.ts", import.meta.url);

/** Resolves when the file is there. */
async function contentOf(path: string): Promise<string> {
  const watched = watch(dirname(path));
  try {
    while (!existsSync(path)) await once(watched, "change");
    return readFileSync(path, "utf8");
  } finally {
    watched.close();
  }
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

it("keeps the user's own key, workspace and headers from the program that it runs, wherever they stand", async () => {
  const folder = projectFolder();
  const opik = { apiKey: "key-in-the-project", apiUrl: "https://opik.example/api", headers: { "x-proxy": "sesame" } };
  writeFileSync(join(folder, "langchain-opik.config.json"), JSON.stringify({ opik }));
  writeFileSync(join(folder, "home.config"), "[opik]\napi_key = key-at-home\nworkspace = at-home\n");
  // The build that NODE_OPTIONS names is not what this test is about.
  const program = ["env", "-u", "NODE_OPTIONS", process.execPath, onceBuilt(TRACED_PROGRAM)];
  const ui = await startUi(folder, ["--port", "0", "--store", "traces", "--", ...program], {
    OPIK_API_KEY: "key-of-the-shell",
    OPIK_WORKSPACE: "of-the-shell",
    OPIK_LANGCHAIN_HEADERS: '{"x-own":"sesame"}',
    OPIK_LANGCHAIN_STORE: join(folder, "other-store"),
    OPIK_CONFIG_PATH: join(folder, "home.config"),
    OPIK_TRACK_DISABLE: "true",
    HTTP_PROXY: "http://127.0.0.1:1",
  });

  expect(await ui.ended).toBe(0);
  expect(ui.output()).toContain('"OPIK_WORKSPACE":"default"');
  expect(ui.output()).not.toMatch(/key-(?:in|at|of)-|sesame|at-home|of-the-shell|OPIK_TRACK_DISABLE/);
  expect(existsSync(join(folder, "other-store"))).toBe(false);
  const { stdout } = await runCommand(["traces", "--store", "traces"], { folder });
  expect(stdout).toContain("own work");
});

it("opens the page logged in, by an address that holds no token and is good once", async () => {
  const folder = projectFolder();
  const opened = join(folder, "opened");
  const program = join(folder, platform() === "darwin" ? "open" : "xdg-open");
  writeFileSync(program, `#!/bin/sh\necho "$1" > "${opened}.new"; mv "${opened}.new" "${opened}"\n`, { mode: 0o755 });
  const PATH = `${folder}:${process.env.PATH ?? ""}`;
  const ui = await startUi(folder, ["--port", "0", "--token", "open sesame", "--open"], { PATH });
  const address = (await contentOf(opened)).trim();

  expect(address).toMatch(new RegExp(`^${ui.url}/login/[\\w-]{32}$`));
  const { headers } = await ask(address);
  const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
  expect(cookie).not.toContain("sesame");
  expect((await ask(`${ui.url}/viewer/api/traces`, { headers: { cookie } })).status).toBe(200);
  expect((await ask(address)).status).toBe(401);
});

it("says that a program can't be started", async () => {
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
