import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { defaultSpoolDir } from "../../../src/delivery/spool/default-spool-dir.js";

const HOME = os.homedir();
type Row = readonly [NodeJS.Platform, Readonly<Record<string, string>>, string];

describe("the user's state folder", () => {
  it.each<Row>([
    ["linux", {}, path.join(HOME, ".local/state")],
    ["linux", { XDG_STATE_HOME: "/var/state" }, "/var/state"],
    ["linux", { XDG_STATE_HOME: "relative" }, path.join(HOME, ".local/state")],
    ["darwin", { XDG_STATE_HOME: "/var/state" }, path.join(HOME, "Library/Application Support")],
    ["win32", { LOCALAPPDATA: "/local" }, "/local"],
    ["win32", {}, path.join(HOME, "AppData/Local")],
  ])("the state folder on %s with %j is %s", (platform, env, folder) => {
    expect(defaultSpoolDir({ os, path, platform, env })).toBe(path.join(folder, "langchain-opik", "spool"));
  });
});
