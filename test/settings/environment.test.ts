import { afterEach, describe, expect, it, vi } from "vitest";
import { processEnvironment, readVariable } from "../../src/settings/environment.js";
import { createOpikConfigReader } from "../../src/settings/files/opik-config-file.js";
import { resolveSettings } from "../../src/settings/resolve-settings.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

describe("the environment", () => {
  it("settings are read from the environment of the process", () => {
    vi.stubEnv("OPIK_PROJECT_NAME", "from the process");
    expect(resolveSettings().settings.projectName).toBe("from the process");
  });

  it("the environment is empty in a runtime without process", () => {
    vi.stubGlobal("process", undefined);
    expect(processEnvironment()).toEqual({});
    expect(createOpikConfigReader()({}).values.size).toBe(0);
    expect(resolveSettings().settings.projectName).toBe("Default Project");
  });

  it("a variable that the runtime forbids to read is taken as unset", () => {
    const forbidden = new Proxy<Record<string, string>>(
      {},
      {
        get: () => {
          throw new Error("no permission");
        },
      },
    );
    expect(readVariable(forbidden, "OPIK_API_KEY")).toBeUndefined();
  });
});
