import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { writeWholeFile } from "../../../../src/cli/commands/store/whole-file.js";
import { temporaryFolder } from "../../../store/support/databases.js";
import { onceBuilt } from "../../../support/process/once-built.js";
import { deferred } from "../../../support/time/deferred.js";

const ENDLESS = new URL("programs/write-without-end.ts", import.meta.url);

describe("a file that is written whole or not at all", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, "export.ndjson");
    writeFileSync(file, "before");
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
  });
  const contents = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);

  it.runIf(process.geteuid !== undefined)(
    "a written file is accessible to its owner alone, even if the file it replaces was not",
    async () => {
      chmodSync(file, 0o644);
      async function* texts() {
        yield await Promise.resolve("text");
      }
      await writeWholeFile(file, texts(), new AbortController().signal);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
  );

  it("a file gets its name only when it is complete", async () => {
    const rest = deferred();
    const started = deferred();
    async function* texts() {
      yield "first\n";
      started.resolve();
      await rest.promise;
      yield "second\n";
    }
    const written = writeWholeFile(file, texts(), new AbortController().signal);
    await started.promise;
    expect(readFileSync(file, "utf8")).toBe("before");
    rest.resolve();
    await written;
    expect(contents()).toEqual([["export.ndjson", "first\nsecond\n"]]);
  });

  it("nothing is left of a file whose writing is stopped or whose content fails", async () => {
    const stopping = new AbortController();
    async function* endless() {
      yield "first\n";
      stopping.abort();
      await new Promise(() => undefined);
    }
    async function* failing() {
      yield "first\n";
      await Promise.reject(new Error("The database went away."));
    }

    await expect(writeWholeFile(file, endless(), stopping.signal)).rejects.toThrow("aborted");
    await expect(writeWholeFile(file, failing(), new AbortController().signal)).rejects.toThrow("went away");
    expect(contents()).toEqual([["export.ndjson", "before"]]);
  });

  it("a file keeps its old content when the process that writes it is killed", async () => {
    const child = spawn(process.execPath, [onceBuilt(ENDLESS), file], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "close");

    expect(readFileSync(file, "utf8")).toBe("before");
  }, 60_000);
});
