import { surveySpool } from "../../../delivery/spool/survey.js";
import type { CommandResult } from "../../command-result.js";
import { spoolLines } from "./spool-lines.js";
import { findSpool } from "./spool-location.js";

/** `langchain-opik spool list`: shows what waits on disk, and what no server accepts. */
export function listCommand(projectFolder: string): CommandResult {
  const place = findSpool(projectFolder);
  const targets = surveySpool(place.root, place.node);
  return { exitCode: 0, lines: spoolLines(place, targets, Date.now()), json: { root: place.root, targets } };
}
