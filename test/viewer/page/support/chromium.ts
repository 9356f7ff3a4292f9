import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { describe } from "vitest";
import { COMMAND_FOLDERS, IS_CI } from "../../../support/environment.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

const EXECUTABLE = NAMES.flatMap((name) => COMMAND_FOLDERS.map((folder) => join(folder, name))).find(existsSync);

/** Tests that need a browser. On CI they fail where there is none. */
export const describeInBrowser = describe.skipIf(EXECUTABLE === undefined && !IS_CI);

export async function launchChromium(): Promise<Browser> {
  if (EXECUTABLE === undefined) throw new Error(`None of ${NAMES.join(", ")} is on PATH: install Chromium.`);
  // Chromium refuses to make a sandbox as root.
  const args = process.geteuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: EXECUTABLE, args });
}
