// @ts-check
// Plain JavaScript, because Node loads it as it stands.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// Loaded before a program, in its threads too: ends it as `kill -9` does, when it has just begun to write a file.
const file = process.env["KILL_AT_OPEN"];
const { O_RDWR, O_WRONLY } = fs.constants;
const openSync = fs.openSync;
fs.openSync = (path, flags, mode) => {
  const opened = openSync(path, flags, mode);
  const isToWrite = typeof flags === "number" && (flags & (O_RDWR | O_WRONLY)) !== 0;
  if (file !== undefined && isToWrite && String(path).endsWith(file)) process.kill(process.pid, "SIGKILL");
  return opened;
};
syncBuiltinESMExports();
