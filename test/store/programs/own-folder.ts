import { lockFolder } from "../../../src/store/db/folder-lock.js";

// Takes a folder, says so, and keeps it until its input ends or it is killed.
const [, , folder = ""] = process.argv;
try {
  lockFolder(folder);
  process.stdout.write("owner\n");
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
process.stdin.resume();
