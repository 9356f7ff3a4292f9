import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { thisProcess } from "../../../src/runtime/process-identity.js";
import { claimFolder, heldClaim } from "../../../src/store/db/folder/claims.js";
import { openTraceStore } from "../../../src/store/index.js";
import { temporaryFolder } from "../support/databases.js";
import { type Program, startProgram } from "../support/program.js";

describe("the claim to a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
  });

  function startOwner(): Program {
    const program = startProgram("own-folder", folder);
    onTestFinished(() => program.kill());
    return program;
  }

  function writeClaim(number: number, fields: object): void {
    const node = nodeModules();
    if (node === undefined) throw new Error("These tests need Node's modules.");
    const whole = { ...thisProcess(node), hostName: hostname(), since: "2026-01-01T00:00:00.000Z", ...fields };
    writeFileSync(join(folder, `owner-${number}.json`), JSON.stringify(whole));
  }

  it("one of eight processes gets the claim to a folder, and after its sudden end one of the others does", async () => {
    const race = async () => {
      const programs = Array.from({ length: 8 }, startOwner);
      const answers = await Promise.all(programs.map(({ nextLine }) => nextLine()));
      const owner = programs[answers.indexOf("owner")];
      expect(answers.filter((answer) => answer === "owner")).toHaveLength(1);
      for (const answer of answers) if (answer !== "owner") expect(answer).toBe(`after ${owner?.pid}`);
      await Promise.all(programs.map(({ kill }) => kill()));
    };
    await race();
    await race();
    expect(readdirSync(folder)).toEqual(["owner-2.json"]);
  }, 120_000);

  it("a claim is released by emptying its file, which needs no room on a full disk", () => {
    claimFolder(folder, undefined)?.();

    expect(readdirSync(folder)).toEqual(["owner-1.json"]);
    expect(readFileSync(join(folder, "owner-1.json"), "utf8")).toBe("");
  });

  it("a claim is refused to its own process while it is held, and free after its release", () => {
    const release = claimFolder(folder, { socket: "0123456789abcdef", protocol: 1 });

    expect(claimFolder(folder, undefined)).toBeUndefined();
    expect(heldClaim(folder)).toMatchObject({ number: 1, claim: { pid: process.pid, socket: "0123456789abcdef" } });
    release?.();
    expect(heldClaim(folder)).toBeUndefined();
    claimFolder(folder, undefined)?.();
    expect(readdirSync(folder)).toEqual(["owner-2.json"]);
  });

  it("a claim of a dead process is taken over although its process id is in use again, and its socket removed", () => {
    mkdirSync(join(folder, "sockets"));
    writeFileSync(join(folder, "sockets", "0123456789abcdef"), "");
    writeClaim(3, { birth: "deadbeef", socket: "0123456789abcdef", protocol: 1 });

    claimFolder(folder, undefined);

    expect(readdirSync(folder, { recursive: true })).toEqual(["owner-4.json", "sockets"]);
    expect(JSON.parse(readFileSync(join(folder, "owner-4.json"), "utf8"))).toMatchObject({ pid: process.pid });
  });

  it("a claim from before a restart of the container is taken over", () => {
    writeClaim(1, { pid: 1, host: "0a0b0c0d" });

    claimFolder(folder, undefined);

    expect(readdirSync(folder)).toEqual(["owner-2.json"]);
  });

  it("a store stays closed to others while its owner answers nobody, and the error names the ways out", async () => {
    const owner = startOwner();
    await owner.nextLine();

    await expect(openTraceStore(folder)).rejects.toThrow(
      new RegExp(
        `^langchain-opik: the trace store in ${folder} is open in process ${owner.pid} on ${hostname()} since 2.*Z\\. ` +
          "Either let one process own it, or use a PostgreSQL server \\(postgres://\\.\\.\\.\\), which many processes may share\\.$",
      ),
    );
  });

  it.each([
    [{ socket: "0123456789abcdef", protocol: 99 }, ", with another version of this package. Either"],
    [{ socket: "0123456789abcdef", protocol: 1 }, ", which can't be asked (ENOENT). Either"],
    [{ socket: "../../elsewhere", protocol: 1 }, "Z. Either"],
  ])("the error says why an owner whose claim says %j is not asked", async (fields, says) => {
    writeClaim(1, fields);

    const opened = openTraceStore(folder);
    await expect(opened).rejects.toMatchObject({ code: "locked" });
    await expect(opened).rejects.toThrow(says);
  });

  it("a claim of another machine is kept, and the error says what to remove if that process is gone", async () => {
    writeClaim(1, { pid: 1, host: "0a0b0c0d", hostName: "elsewhere" });

    const opened = openTraceStore(folder);
    await expect(opened).rejects.toThrow(
      `process 1 on elsewhere since 2026-01-01T00:00:00.000Z. Either let one process own it`,
    );
    await expect(opened).rejects.toThrow(`If that process is gone, remove ${join(folder, "owner-1.json")}.`);
  });
});
