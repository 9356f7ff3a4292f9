import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { nodeModules } from "../../src/runtime/node-modules.js";
import { type ProcessIdentity, processStatus, thisProcess } from "../../src/runtime/process-identity.js";
import { buildProgram } from "../support/process/built-program.js";

const PRINT_STATUS = new URL("./programs/print-status.ts", import.meta.url);
const PRINT_IDENTITY = new URL("./programs/print-identity.ts", import.meta.url);
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;

const node = nodeModules();
if (node === undefined) throw new Error("These tests need Node's modules.");
const self = thisProcess(node);

/**
 * What another process thinks of one; it reads its program from its input, as another user may see no folder of ours.
 */
async function statusSeenByOther(identity: ProcessIdentity, user: { readonly uid?: number } = {}): Promise<string> {
  const { host, pid, birth } = identity;
  const child = spawn(process.execPath, ["--input-type=module", "-"], {
    ...user,
    cwd: "/",
    env: { TEST_HOST: host, TEST_PID: String(pid), TEST_BIRTH: birth },
    stdio: ["pipe", "pipe", "inherit"],
  });
  createReadStream(await buildProgram(PRINT_STATUS)).pipe(child.stdin);
  return text(child.stdout);
}

describe("a process, to others", () => {
  it("a process that runs is alive", async () => {
    expect(processStatus(self, node)).toBe("alive");
    expect(await statusSeenByOther(self)).toBe("alive");
  });

  it.skipIf(!IS_ROOT)(
    "a process is alive to another user, who may not signal it (only root can be another user)",
    async () => {
      expect(await statusSeenByOther(self, { uid: NOBODY })).toBe("alive");
    },
  );

  it("a process is dead when it has ended, or when another one has its id", async () => {
    const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(child, "exit");

    expect(processStatus({ ...self, pid: child.pid ?? 0 }, node)).toBe("dead");
    expect(processStatus({ ...self, birth: "deadbeef" }, node)).toBe("dead");
  });

  it.runIf(process.platform === "linux")(
    "a process that has ended is dead even before its parent collects it (Linux alone tells)",
    async () => {
      const script = '"$0" "$1" & exec cat';
      const program = await buildProgram(PRINT_IDENTITY);
      const parent = spawn("sh", ["-c", script, process.execPath, program], { stdio: ["pipe", "pipe", "inherit"] });
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const child = JSON.parse(line.toString()) as ProcessIdentity;
      expect(processStatus(child, node)).toBe("alive");
      process.kill(child.pid, "SIGKILL");
      await expect.poll(() => processStatus(child, node)).toBe("dead");
      expect(existsSync(`/proc/${child.pid}`)).toBe(true);
      parent.stdin.end();
    },
  );

  it("the state of a process on another machine, or one whose start is not known, is unknown", () => {
    expect(processStatus({ ...self, host: "0a0b0c0d" }, node)).toBe("unknown");
    expect(processStatus({ ...self, pid: process.ppid, birth: "0" }, node)).toBe("unknown");
  });
});
