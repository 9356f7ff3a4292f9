import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { nodeModules } from "../../src/runtime/node-modules.js";
import { fateOf, type ProcessIdentity, thisProcess } from "../../src/runtime/process-identity.js";
import { buildProgram } from "../support/process/built-program.js";

const TELL_FATE = new URL("./programs/tell-fate.ts", import.meta.url);
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;

const node = nodeModules();
if (node === undefined) throw new Error("These tests need Node's modules.");
const self = thisProcess(node);

/** What another process thinks of one; it reads its program from its input, as another user may see no folder of ours. */
async function fateToOther(identity: ProcessIdentity, user: { readonly uid?: number } = {}): Promise<string> {
  const { host, pid, birth } = identity;
  const child = spawn(process.execPath, ["--input-type=module", "-"], {
    ...user,
    cwd: "/",
    env: { TEST_HOST: host, TEST_PID: String(pid), TEST_BIRTH: birth },
    stdio: ["pipe", "pipe", "inherit"],
  });
  createReadStream(await buildProgram(TELL_FATE)).pipe(child.stdin);
  return text(child.stdout);
}

describe("a process, to others", () => {
  it("is alive while it runs", async () => {
    expect(fateOf(self, node)).toBe("alive");
    expect(await fateToOther(self)).toBe("alive");
  });

  it.skipIf(!IS_ROOT)("is alive to another user, who may not signal it (only root can be another user)", async () => {
    expect(await fateToOther(self, { uid: NOBODY })).toBe("alive");
  });

  it("is dead when it has ended, or when another one has its number", async () => {
    const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(child, "exit");

    expect(fateOf({ ...self, pid: child.pid ?? 0 }, node)).toBe("dead");
    expect(fateOf({ ...self, birth: "deadbeef" }, node)).toBe("dead");
  });

  it("is not known of another machine or container, or where nothing tells its birth", () => {
    expect(fateOf({ ...self, host: "0a0b0c0d" }, node)).toBe("unknown");
    expect(fateOf({ ...self, pid: process.ppid, birth: "0" }, node)).toBe("unknown");
  });
});
