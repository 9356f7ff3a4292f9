import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { onceBuilt } from "./once-built.js";

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs a TypeScript program in a process of its own, until it ends by itself. */
export async function runProgram(program: URL, environment: Readonly<Record<string, string>>): Promise<ProgramResult> {
  const child = spawn(process.execPath, [onceBuilt(program)], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { exitCode: child.exitCode, output: out + err };
}
