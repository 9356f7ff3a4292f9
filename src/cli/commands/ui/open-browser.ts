import { spawn } from "node:child_process";

/** Shows an address in the browser of this desktop. Where there is none, the address that was printed has to do. */
export function openBrowser(address: string): void {
  const [command, given] = openCommand(address);
  const child = spawn(command, given, { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}

function openCommand(address: string): readonly [command: string, given: readonly string[]] {
  if (process.platform === "darwin") return ["open", [address]];
  if (process.platform === "win32") return ["explorer.exe", [address]];
  return ["xdg-open", [address]];
}
