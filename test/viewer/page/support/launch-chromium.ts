import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { COMMAND_FOLDERS } from "../../../support/environment.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

export const CHROMIUM = NAMES.flatMap((name) => COMMAND_FOLDERS.map((folder) => join(folder, name))).find(existsSync);

/** @param flags - Chromium's own, beside those that it needs here */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(`None of ${NAMES.join(", ")} is on PATH: install Chromium.`);
  // Chromium refuses to make a sandbox as root.
  const args = [...flags, ...(process.geteuid?.() === 0 ? ["--no-sandbox"] : [])];
  return chromium.launch({ executablePath: CHROMIUM, args });
}
