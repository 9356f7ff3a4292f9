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

  it("goes to one of eight processes, and after its sudden end to one of the others", async () => {
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

  it("is let go of by emptying it, which needs no room on a full disk", () => {
    claimFolder(folder, undefined)?.();

    expect(readdirSync(folder)).toEqual(["owner-1.json"]);
    expect(readFileSync(join(folder, "owner-1.json"), "utf8")).toBe("");
  });

  it("is refused to this process too while it has it, and free after its release", () => {
    const release = claimFolder(folder, { socket: "0123456789abcdef", protocol: 1 });

    expect(claimFolder(folder, undefined)).toBeUndefined();
    expect(heldClaim(folder)).toMatchObject({ number: 1, claim: { pid: process.pid, socket: "0123456789abcdef" } });
    release?.();
    expect(heldClaim(folder)).toBeUndefined();
    claimFolder(folder, undefined)?.();
    expect(readdirSync(folder)).toEqual(["owner-2.json"]);
  });

  it("is taken over from a process whose number another one has now, with the socket that it left", () => {
    mkdirSync(join(folder, "sockets"));
    writeFileSync(join(folder, "sockets", "0123456789abcdef"), "");
    writeClaim(3, { birth: "deadbeef", socket: "0123456789abcdef", protocol: 1 });

    claimFolder(folder, undefined);

    expect(readdirSync(folder, { recursive: true })).toEqual(["owner-4.json", "sockets"]);
    expect(JSON.parse(readFileSync(join(folder, "owner-4.json"), "utf8"))).toMatchObject({ pid: process.pid });
  });

  it("is taken over when the container has been started again", () => {
    writeClaim(1, { pid: 1, host: "0a0b0c0d" });

    claimFolder(folder, undefined);

    expect(readdirSync(folder)).toEqual(["owner-2.json"]);
  });

  it("keeps a store closed to others where its owner answers nobody, and names the ways out", async () => {
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
  ])("says why an owner that says %j is not asked", async (fields, says) => {
    writeClaim(1, fields);

    const opened = openTraceStore(folder);
    await expect(opened).rejects.toMatchObject({ code: "locked" });
    await expect(opened).rejects.toThrow(says);
  });

  it("stays with a process of another machine, and says what to remove if that is gone", async () => {
    writeClaim(1, { pid: 1, host: "0a0b0c0d", hostName: "elsewhere" });

    const opened = openTraceStore(folder);
    await expect(opened).rejects.toThrow(
      `process 1 on elsewhere since 2026-01-01T00:00:00.000Z. Either let one process own it`,
    );
    await expect(opened).rejects.toThrow(`If that process is gone, remove ${join(folder, "owner-1.json")}.`);
  });
});
