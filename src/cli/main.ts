#!/usr/bin/env node
import { Command } from "commander";
import { CLIENT_NAME } from "../delivery/client-name.js";
import type { CommandResult } from "./command-result.js";
import type { InitOptions } from "./init/init-command.js";
import { printFault, printLines, printResult } from "./output.js";

interface CommonFlags {
  readonly json?: true;
}

const command = new Command("langchain-opik")
  .description("Traces of LangChain.js programs in Opik.")
  .version(CLIENT_NAME.replace(/^.*\//, ""));

command
  .command("doctor")
  .description("Says whether traces really arrive in Opik, and if not, what to do.")
  .option("--json", "prints the findings as JSON")
  .action(async (flags: CommonFlags) => {
    const { doctorCommand } = await import("./doctor/doctor-command.js");
    finish(await doctorCommand(process.cwd()), flags);
  });

interface InitFlags extends CommonFlags {
  readonly apiKey?: string;
  readonly apiUrl?: string;
  readonly workspace?: string;
  readonly projectName?: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

command
  .command("init")
  .description("Puts Opik's settings where the project keeps its own.")
  .option("--api-key <key>", "the key of Opik Cloud, or of a server that needs one")
  .option("--api-url <url>", "the address of Opik's API, for a server of your own")
  .option("--workspace <name>", "the workspace")
  .option("--project-name <name>", "the project; left to code unless named here")
  .option("--dry-run", "shows the change and writes nothing")
  .option("-y, --yes", "writes without asking")
  .option("--json", "prints the change as JSON and asks nothing")
  .action(async (flags: InitFlags) => {
    const { initCommand } = await import("./init/init-command.js");
    finish(await initCommand(initOptions(flags)), flags);
  });

try {
  await command.parseAsync();
} catch (error) {
  printFault(error);
  process.exitCode = 1;
}

function finish(result: CommandResult, { json }: CommonFlags): void {
  printResult(result, json === true);
  process.exitCode = result.exitCode;
}

function initOptions({ apiKey, apiUrl, workspace, projectName, dryRun, yes, json }: InitFlags): InitOptions {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  return {
    ...{ apiKey, apiUrl, workspaceName: workspace, projectName },
    folder: process.cwd(),
    dryRun: dryRun === true,
    yes: yes === true,
    mayAsk: isTerminal && yes !== true && json !== true,
    show: json === true ? () => undefined : printLines,
  };
}
