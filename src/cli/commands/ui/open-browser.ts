import { spawn } from "node:child_process";

/** Shows an address in the desktop's browser. If there is none, the printed address must do. */
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
