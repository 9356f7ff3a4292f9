import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadProjectConfig } from "../../src/settings/files/load-project-config.js";
import { parseConfigText } from "../../src/settings/files/parse-config-text.js";
import { readProjectConfig } from "../../src/settings/files/project-config-file.js";
import { resolveSettings } from "../../src/settings/resolve-settings.js";
import { sourcesOf } from "./sources.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "project-config-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writeConfig(name: string, text: string): { OPIK_LANGCHAIN_CONFIG: string } {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { OPIK_LANGCHAIN_CONFIG: path };
}

function resolved(env: Record<string, string>) {
  return resolveSettings({}, { ...sourcesOf({ env, ini: "[opik]\nproject_name = Ini\n" }), readProjectConfig });
}

const YAML = `
opik: { projectName: support-bot, workspaceName: acme }
sampling: { rate: 0.1, alwaysKeep: [errors, fallbacks, slow], slowMs: 10000 }
batching: { maxRecords: 100, maxWaitMs: 5000 }
circuitBreaker: { failures: 5, resetAfterMs: 30000 }
retention: { days: 90 }
`;

describe("the project's config file", () => {
  it("a project's config file is read as YAML", () => {
    const { settings, origins, warnings } = resolved(writeConfig("a.yaml", YAML));
    expect(settings).toMatchObject({
      projectName: "support-bot",
      workspaceName: "acme",
      sampleRate: 0.1,
      alwaysKeep: ["errors", "fallbacks", "slow"],
      slowMs: 10_000,
      maxBatchRecords: 100,
      maxWaitMs: 5000,
    });
    expect(origins).toMatchObject({ projectName: "config-file", maxWaitMs: "config-file", maxBatchBytes: "default" });
    expect(warnings).toEqual([]);
  });

  it("a project's config file is read as JSON, with or without a byte order mark", () => {
    const json = '\uFEFF{"opik":{"projectName":"from-json"},"capture":{"inputs":false}}';
    expect(resolved(writeConfig("b.json", json)).settings).toMatchObject({
      projectName: "from-json",
      captureInputs: false,
    });
  });

  it("a project's config file comes after the environment and before Opik's own file", () => {
    const env = writeConfig("c.json", '{"opik":{"workspaceName":"file","projectName":"file"}}');
    const { settings } = resolved({ ...env, OPIK_WORKSPACE: "env" });
    expect(settings).toMatchObject({ workspaceName: "env", projectName: "file" });
  });

  it("a bad value in a config file causes one warning with its place, and the next source is used", () => {
    const { settings, warnings } = resolved(
      writeConfig("d.json", '{"opik":{"projectName":5},"sampling":{"rate":"often"}}'),
    );
    expect(settings).toMatchObject({ projectName: "Ini", sampleRate: 1 });
    expect(warnings).toEqual([
      expect.stringMatching(/^opik.projectName \(projectName\) in .*d\.json is 5, but must be text in one line/),
      expect.stringMatching(/^sampling.rate \(sampleRate\) in .*d\.json is "often", but must be a number from 0 to 1/),
    ]);
  });

  it("unknown keys in a config file are named in a warning", () => {
    const { warnings } = resolved(writeConfig("e.json", '{"batching":{"maxwait":1},"projectName":"x"}'));
    expect(warnings).toEqual([
      expect.stringMatching(
        /e\.json has unknown keys: batching\.maxwait \(did you mean batching\.maxWaitMs\?\), projectName \(did you mean opik\.projectName\?\)\.$/,
      ),
    ]);
  });

  it.each([
    ["f.json", "{", "JSON"],
    ["f.yaml", "a: [1", "YAML"],
    ["g.json", "[1]", "an object of sections"],
    ["g.yml", "just a text", "an object of sections"],
  ])("a config file %s with %j causes one warning", (name, text, allowed) => {
    const { settings, warnings } = resolved(writeConfig(name, text));
    expect(settings.projectName).toBe("Ini");
    expect(warnings).toEqual([expect.stringContaining(`${name} is ignored: it must be ${allowed}.`)]);
  });

  it("a config file may be empty", () => {
    expect(resolved(writeConfig("h.yaml", "# nothing yet\n")).warnings).toEqual([]);
  });

  it("a config file that is named and does not exist causes one warning", () => {
    const { warnings } = resolved({ OPIK_LANGCHAIN_CONFIG: join(folder, "missing.json") });
    expect(warnings).toEqual([expect.stringContaining("there is no such file")]);
  });

  it("a config file with code is used only where it was loaded before, and otherwise causes one warning", async () => {
    const env = writeConfig("i.mjs", 'export default { opik: { projectName: "from-code" } };');
    expect(resolved(env).warnings).toEqual([expect.stringContaining("langchain-opik/register")]);
    await loadProjectConfig(env);
    expect(resolved(env)).toMatchObject({ settings: { projectName: "from-code" }, warnings: [] });
  });

  it.each([
    ["j.mjs", 'throw new TypeError("secret");', "could not be loaded (TypeError)"],
    ["l.mjs", 'export default { opik: { get apiKey() { throw new TypeError("secret"); } } };', "(TypeError)"],
    ["k.mjs", "export default 5;", "its default export must be an object of sections"],
  ])("the config file %s, a module that can't be used, causes one warning", async (name, text, said) => {
    const env = writeConfig(name, text);
    await loadProjectConfig(env);
    expect(resolved(env).warnings).toEqual([expect.stringContaining(said)]);
    expect(resolved(env).warnings.join()).not.toContain("secret");
  });
});

describe("whatever stands in a config file", () => {
  it("any text is parsed as JSON or as YAML without an exception", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom("a.json", "a.yaml"), (text, path) => {
        expect(parseConfigText(path, text)).toHaveProperty("ok");
      }),
    );
  });
});
