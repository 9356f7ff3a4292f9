import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOpikConfigReader } from "../../src/settings/files/opik-config-file.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "opik-config-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writeConfig(name: string, text: string): { OPIK_CONFIG_PATH: string } {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { OPIK_CONFIG_PATH: path };
}

describe("the reader of Opik's config file", () => {
  it("the keys of the section opik are read from Opik's config file", () => {
    const env = writeConfig("good", "[other]\nany thing\n[opik]\napi_key = k\nworkspace=w\n");
    const file = createOpikConfigReader()(env);
    expect(Object.fromEntries(file.values)).toEqual({ api_key: "k", workspace: "w" });
    expect(file.warning).toBeUndefined();
  });

  it("~ in the path of Opik's config file means the home folder", () => {
    const { OPIK_CONFIG_PATH } = writeConfig("home", "[opik]\napi_key = at-home\n");
    const fromHome = `~/${relative(homedir(), OPIK_CONFIG_PATH)}`;
    const file = createOpikConfigReader()({ OPIK_CONFIG_PATH: fromHome });
    expect(file.values.get("api_key")).toBe("at-home");
  });

  it("a missing config file of Opik is the same as an empty one", () => {
    const file = createOpikConfigReader()({ OPIK_CONFIG_PATH: join(folder, "missing") });
    expect(file.values.size).toBe(0);
    expect(file.warning).toBeUndefined();
  });

  it("a config file of Opik that is a folder causes a warning", () => {
    const path = join(folder, "folder");
    mkdirSync(path);
    expect(createOpikConfigReader()({ OPIK_CONFIG_PATH: path }).warning).toContain(`${path} could not be read`);
  });

  it("a malformed config file of Opik causes a warning with the number of the line, and without the line", () => {
    const env = writeConfig("rubbish", "[opik]\napi_key: my-secret\n");
    const { warning, values } = createOpikConfigReader()(env);
    expect(warning).toContain(env.OPIK_CONFIG_PATH);
    expect(warning).toContain("line 2");
    expect(warning).not.toContain("my-secret");
    expect(values.size).toBe(0);
  });

  it("a config file of Opik of unreasonable size is not read", () => {
    const env = writeConfig("huge", `[opik]\n;${"x".repeat(1_000_000)}`);
    expect(createOpikConfigReader()(env).warning).toContain("larger than");
  });

  it("Opik's config file is read once for each path", () => {
    const read = createOpikConfigReader();
    const env = writeConfig("once", "[opik]\napi_key = first\n");
    read(env);
    writeConfig("once", "[opik]\napi_key = second\n");
    expect(read(env).values.get("api_key")).toBe("first");
    expect(createOpikConfigReader()(env).values.get("api_key")).toBe("second");
  });
});
