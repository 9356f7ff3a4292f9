/** How a command line of a script becomes one that traces. */
export type TracedScript =
  /** One program, which can be started without the script. `binary`: whether the package manager has to find it. */
  | { readonly kind: "program"; readonly line: string; readonly binary: "node" | "bun" | "installed" }
  /** A program among other commands: the script itself has to change. */
  | { readonly kind: "part"; readonly line: string }
  /** It traces already. */
  | { readonly kind: "traced" }
  /** Nothing in it takes a flag of Node's. */
  | { readonly kind: "other" };

const REGISTER = "langchain-opik/register";

/** Node, tsx or Bun at the beginning of a command, after variables that are set for it. */
const PROGRAM = /^(\s*(?:cross-env\s+)?(?:[A-Za-z_]\w*=\S*\s+)*)(node|tsx(?:\s+watch)?|bun(?:\s+run)?)\s+(?=\S)/;

/** @param envFile - the env file that the program needs; undefined if the settings are elsewhere */
export function tracedScript(script: string, envFile: string | undefined): TracedScript {
  if (script.includes(REGISTER)) return { kind: "traced" };
  // Also the separators: they distinguish the commands of a script.
  const commands = script.split(/(&&|\|\||;|\||&)/);
  const index = commands.findLastIndex((command) => startsFile(command));
  const command = commands[index];
  if (command === undefined) return { kind: "other" };
  const traced = withFlags(command, envFile);
  if (commands.length > 1) return { kind: "part", line: commands.with(index, traced).join("") };
  const [, before = "", program = ""] = PROGRAM.exec(command) ?? [];
  const [name = ""] = program.split(/\s/);
  if (before.includes("cross-env")) return { kind: "part", line: traced };
  return { kind: "program", line: traced.trim(), binary: name === "node" || name === "bun" ? name : "installed" };
}

/** Bun also runs scripts by their names, and starts no file then. */
function startsFile(command: string): boolean {
  return PROGRAM.test(command) && /\s\S+\.[cm]?[jt]sx?(?:\s|$)/.test(command);
}

function loadsFile(command: string, envFile: string): boolean {
  const named = [...command.matchAll(/--env-file(?:-if-exists)?[= ](?:\.\/)?(\S+)/g)].map(([, name]) => name);
  return named.includes(envFile);
}

function withFlags(command: string, envFile: string | undefined): string {
  return command.replace(PROGRAM, (start, _before: string, program: string) => {
    // Bun loads such files by itself.
    if (program.startsWith("bun")) return `${start}--preload ${REGISTER} `;
    const loads = envFile === undefined || loadsFile(command, envFile);
    return `${start}${loads ? "" : `--env-file=${envFile} `}--import ${REGISTER} `;
  });
}
