import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { nodeModules } from "../../src/runtime/node-modules.js";
import { thisProcess } from "../../src/runtime/process-identity.js";
import { lockFolder } from "../../src/store/db/folder-lock.js";
import { temporaryFolder } from "./support/databases.js";
import { type Program, startProgram } from "./support/program.js";

describe("the lock of a folder", () => {
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

  function claim(number: number, fields: object): void {
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
      for (const answer of answers) if (answer !== "owner") expect(answer).toContain(`process ${owner?.pid} on `);
      await Promise.all(programs.map(({ kill }) => kill()));
    };
    await race();
    await race();
    expect(readdirSync(folder)).toEqual(["owner-2.json"]);
  }, 120_000);

  it("names its owner and the ways out", async () => {
    const owner = startOwner();
    await owner.nextLine();

    expect(() => lockFolder(folder)).toThrow(
      new RegExp(
        `^langchain-opik: the trace store in ${folder} is open in process ${owner.pid} on ${hostname()} since 2.*Z\\. ` +
          "Either let one process own it, or use a PostgreSQL server \\(postgres://\\.\\.\\.\\), which many processes may share\\.$",
      ),
    );
  });

  it("is let go of by emptying its claim, which needs no room on a full disk", () => {
    lockFolder(folder)();

    expect(readdirSync(folder)).toEqual(["owner-1.json"]);
    expect(readFileSync(join(folder, "owner-1.json"), "utf8")).toBe("");
  });

  it("is refused to this process too while it has it, and free after its release", () => {
    const release = lockFolder(folder);

    expect(() => lockFolder(folder)).toThrow(`process ${process.pid} on `);
    release();
    lockFolder(folder)();
  });

  it("is taken over from a process whose number another one has now", () => {
    claim(3, { birth: "deadbeef" });

    lockFolder(folder);

    expect(readdirSync(folder)).toEqual(["owner-4.json"]);
    expect(JSON.parse(readFileSync(join(folder, "owner-4.json"), "utf8"))).toMatchObject({ pid: process.pid });
  });

  it("is taken over when the container has been started again", () => {
    claim(1, { pid: 1, host: "0a0b0c0d" });

    lockFolder(folder);

    expect(readdirSync(folder)).toEqual(["owner-2.json"]);
  });

  it("stays with a process of another machine, and says what to remove if that is gone", () => {
    claim(1, { pid: 1, host: "0a0b0c0d", hostName: "elsewhere" });

    expect(() => lockFolder(folder)).toThrow(
      `process 1 on elsewhere since 2026-01-01T00:00:00.000Z. Either let one process own it`,
    );
    expect(() => lockFolder(folder)).toThrow(`If that process is gone, remove ${join(folder, "owner-1.json")}.`);
  });
});
