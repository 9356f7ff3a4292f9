#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { CLIENT_NAME } from "../delivery/http/request-headers.js";
import { isStoreError } from "../store/store-error.js";
import type { StyledLine } from "../terminal/styled-line.js";
import { type CommandResult, MISUSED } from "./command-result.js";
import type { InitOptions } from "./commands/init/init-command.js";
import { addStoreCommands } from "./commands/store/add-store-commands.js";
import { GIVE_UP_FLAG } from "./give-up-time.js";
import {
  COMMAND_LINE_OUTPUT,
  OUTPUT,
  outliveReader,
  printFault,
  printLines,
  printNotice,
  printProgress,
  printResult,
} from "./output.js";
import { UsageError } from "./usage-error.js";

interface CommonFlags {
  readonly json?: true | undefined;
}

const command = new Command("langchain-opik")
  .configureOutput(COMMAND_LINE_OUTPUT)
  .exitOverride()
  .description("Traces of LangChain.js programs in Opik.")
  .version(CLIENT_NAME.replace(/^.*\//, ""))
  .option(
    "--run-config",
    "runs a langchain-opik.config file that holds code; without it, a command only says that there is one",
  )
  .hook("preAction", async (_program, action) => {
    const { configNotRun, runProjectConfig } = await import("./project/project-settings.js");
    if (command.opts<{ readonly runConfig?: true }>().runConfig) await runProjectConfig(process.cwd());
    // The doctor has it among its findings.
    else if (action.name() !== "doctor") printNotice(configNotRun(process.cwd()));
  });

command
  .command("doctor")
  .description("Says whether traces really arrive in Opik, and if not, what to do.")
  .option("--json", "prints the findings as JSON")
  .action(async (flags: CommonFlags) => {
    const { doctorCommand } = await import("./commands/doctor/doctor-command.js");
    await finish(await doctorCommand({ folder: process.cwd(), show: showing(flags) }), flags);
  });

interface InitFlags extends CommonFlags {
  readonly apiKey?: string;
  readonly apiUrl?: string;
  readonly workspace?: string;
  readonly projectName?: string;
  readonly store?: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

command
  .command("init")
  .description("Puts Opik's settings where the project keeps its own.")
  .option("--api-key <key>", "the key of Opik Cloud, or of a server that needs one")
  .option("--api-url <url>", "the address of Opik's API, for a server of your own")
  .option("--store <folder>", "no account: a folder of your own that keeps the traces, or postgres://...")
  .option("--workspace <name>", "the workspace")
  .option("--project-name <name>", "the project; without it, the code decides")
  .option("--dry-run", "shows the change and writes nothing")
  .option("-y, --yes", "writes without asking")
  .option("--json", "prints the change as JSON and asks nothing")
  .action(async (flags: InitFlags) => {
    const { initCommand } = await import("./commands/init/init-command.js");
    await finish(await initCommand(initOptions(flags)), flags);
  });

command
  .command("register-url")
  .description('Prints the URL of register: NODE_OPTIONS="--import $(npx langchain-opik register-url)" npm start.')
  .action(async () => {
    const { registerUrlCommand } = await import("./commands/register-url.js");
    await finish(registerUrlCommand(), {});
  });

interface UiFlagsGiven {
  readonly port?: string;
  readonly store?: string;
  readonly host?: string;
  readonly token?: string;
  readonly open?: true;
}

command
  .command("ui")
  .description("Receives traces on this machine and shows them on a page: no account, no Docker.")
  .argument("[program...]", "a command to run and to trace, behind --, such as: ui -- npm start")
  .option("--port <port>", "the port to listen on; default: 5273, or the next that is free")
  .option(
    "--store <place>",
    "the folder or postgres://... that keeps the traces; else that of the settings, or ./traces",
  )
  .option("--host <address>", "lets other machines connect, only with --token, such as 0.0.0.0")
  .option("--token <token>", "what senders use as OPIK_API_KEY, and the page once as /?token=...")
  .option("--open", "opens the page in the browser")
  .action(async (program: readonly string[], flags: UiFlagsGiven) => {
    const { uiCommand } = await import("./commands/ui/ui-command.js");
    const isWatched = isTerminal();
    await finish(await uiCommand({ ...flags, folder: process.cwd(), program, isWatched, show: printLines }), {});
  });

interface ReplayFlags extends CommonFlags {
  readonly deadLetters?: true;
  readonly anyKey?: true;
  readonly fromWorkspace?: string;
  readonly giveUpAfter: string;
}

const spool = command.command("spool").description("Records on disk that wait until their server accepts them.");

spool
  .command("list", { isDefault: true })
  .description("Lists what waits, for which server, and what the server refused. This is the default.")
  .option("--json", "prints it as JSON")
  .action(async (flags: CommonFlags) => {
    const { listCommand } = await import("./commands/spool/list-command.js");
    await finish(listCommand(process.cwd()), flags);
  });

spool
  .command("replay")
  .description("Sends what waits now. Exit code 1 when records still wait, became dead letters or were lost.")
  .option("--dead-letters", "also sends again what the server refused")
  .option("--any-key", "sends what was recorded under another API key with that of the settings")
  .option("--from-workspace <name>", "sends what was recorded for this workspace to that of the settings")
  .option(...GIVE_UP_FLAG)
  .option("--json", "prints what was sent as JSON")
  .action(async (flags: ReplayFlags) => {
    const { replayCommand } = await import("./commands/spool/replay-command.js");
    const { deadLetters = false, anyKey = false, fromWorkspace, giveUpAfter } = flags;
    const choices = { deadLetters, anyKey, fromWorkspace, giveUpAfter };
    const told = { showProgress: printProgress, tell: printNotice };
    await finish(await replayCommand({ folder: process.cwd(), ...choices, ...told }), flags);
  });

spool
  .command("clear")
  .description("Removes what waits, and the dead letters.")
  .option("-y, --yes", "removes without asking")
  .option("--json", "prints what was removed as JSON and asks nothing")
  .action(async ({ yes, json }: CommonFlags & { readonly yes?: true }) => {
    const { clearCommand } = await import("./commands/spool/clear-command.js");
    const mayAsk = isTerminal() && json !== true;
    await finish(await clearCommand({ folder: process.cwd(), yes: yes === true, mayAsk, show: showing({ json }) }), {
      json,
    });
  });

addStoreCommands(command, finish);

outliveReader();
try {
  await command.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // The parser of the command line has printed its own message.
  if (!(error instanceof CommanderError)) printFault(error);
}

async function finish(result: CommandResult, { json }: CommonFlags): Promise<void> {
  process.exitCode = result.exitCode;
  await printResult(result, json === true);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
  const isMisused = error instanceof UsageError || (isStoreError(error) && error.code === "bad_option");
  return isMisused ? MISUSED : 1;
}

function isTerminal(): boolean {
  return process.stdin.isTTY && OUTPUT.isTTY === true;
}

/** With --json, nothing but the final JSON document is printed. */
function showing({ json }: CommonFlags): (lines: readonly StyledLine[]) => void {
  return json === true ? () => undefined : printLines;
}

function initOptions({ apiKey, apiUrl, store, workspace, projectName, dryRun, yes, json }: InitFlags): InitOptions {
  return {
    ...{ apiKey, apiUrl, store, workspaceName: workspace, projectName },
    folder: process.cwd(),
    dryRun: dryRun === true,
    yes: yes === true,
    mayAsk: isTerminal() && yes !== true && json !== true,
    show: showing({ json }),
  };
}
