import type { Command } from "commander";
import type { CommandResult } from "../../command-result.js";
import { GIVE_UP_FLAG } from "../../give-up-time.js";
import { isOutputRead, OUTPUT, printJsonLine, printLines, printNotice, printProgress } from "../../output.js";
import { terminalOptions } from "../../terminal-options.js";
import type { FilterFlags } from "./filter-flags.js";
import type { TimeFlags } from "./time-flags.js";
import { listLayout } from "./traces-lines.js";
import type { StoreFlags } from "./with-store.js";

interface CommonFlags {
  readonly json?: true;
  readonly store?: string;
}

/** What `--no-attachments` sets. */
interface AttachmentFlag {
  readonly attachments: boolean;
}

interface ListFlags {
  readonly limit: string;
  readonly after?: string;
  readonly follow?: true;
}

type Finish = (result: CommandResult, flags: CommonFlags) => Promise<void>;

const TIMES = [
  ["--window <time>", "started within this time, such as 15m, 24h or 7d"],
  ["--from <time>", "started at this time or later: 2026-03-01, 2026-03-01T08:00:00Z, or this long ago, such as 7d"],
  ["--to <time>", "started before this time"],
] as const;
const FILTERS = [
  ...TIMES,
  ["--name <name>", "of this name"],
  ["--project <name>", "of this Opik project"],
  ["--kind <kind>", "with a span of this kind: chain, llm, tool, retrieval or guardrail"],
  ["--agent <name>", "in which this agent ran"],
  ["--model <name>", "in which this model answered"],
  ["--status <status>", "open, ok, error or abandoned"],
  ["--thread <id>", "of this conversation"],
  ["--tag <tag>", "with this tag"],
  ["--text <text>", "with this in the input or the output"],
] as const;

const NO_ATTACHMENTS = ["--no-attachments", "leaves out images, sounds and files"] as const;

/** The commands that work on a trace store. Each loads its code only when it runs. */
export function addStoreCommands(program: Command, finish: Finish): void {
  const place = { folder: process.cwd(), tell: printNotice };
  const run = { ...place, showProgress: printProgress };
  addReading(program, place, finish);

  withFlags(
    storeCommand(program, "export <file>", "Writes traces to a file, one record a line, in Opik's format."),
    FILTERS,
  )
    .option("--force", "replaces an existing file")
    .option(...NO_ATTACHMENTS)
    .addHelpText("after", "\n<file> may be - for standard output.")
    .action(async (file: string, flags: CommonFlags & FilterFlags & AttachmentFlag & { readonly force?: true }) => {
      const { exportCommand } = await import("./export-command.js");
      await finish(await exportCommand({ ...flags, ...run, file }), flags);
    });
  storeCommand(program, "import <file>", "Stores what export wrote.")
    .addHelpText("after", "\n<file> may be - for standard input.")
    .action(async (file: string, flags: CommonFlags) => {
      const { importCommand } = await import("./import-command.js");
      await finish(await importCommand({ ...flags, ...run, file }), flags);
    });
  storeCommand(program, "prune", "Deletes what is older than the setting retentionDays.")
    .option("--days <days>", "deletes what is older than this instead")
    .action(async (flags: CommonFlags & { readonly days?: string }) => {
      const { pruneCommand } = await import("./prune-command.js");
      await finish(await pruneCommand({ ...flags, ...run }), flags);
    });
  withFlags(storeCommand(program, "send", "Sends stored traces to Opik, by default those of the last 7d."), FILTERS)
    .option(...NO_ATTACHMENTS)
    .option(...GIVE_UP_FLAG)
    .action(async (flags: CommonFlags & FilterFlags & AttachmentFlag & { readonly giveUpAfter: string }) => {
      const { sendCommand } = await import("./send/send-command.js");
      await finish(await sendCommand({ ...flags, ...run }), flags);
    });
}

function addReading(program: Command, place: Omit<StoreFlags, "store">, finish: Finish): void {
  withFlags(
    storeCommand(
      program,
      "stats",
      "Latencies, errors, tokens and costs, fallbacks and caches, by default of the last 24h.",
    ),
    TIMES,
  )
    .option("--by <what>", "groups runs by agent, model, name, kind or trace")
    .action(async (flags: CommonFlags & TimeFlags & { readonly by?: string }) => {
      const { statsCommand } = await import("./stats-command.js");
      await finish(await statsCommand({ ...flags, ...place, width: listLayout(OUTPUT).width }), flags);
    });
  withFlags(storeCommand(program, "traces", "Lists traces, newest first."), FILTERS)
    .option("--limit <count>", "the number of traces, at most 1,000", "20")
    .option("--after <place>", "continues where the last list ended")
    .option("--follow", "continues with new traces as they come, until Ctrl-C")
    .action(async ({ follow, ...flags }: CommonFlags & FilterFlags & ListFlags) => {
      const layout = listLayout(OUTPUT);
      if (follow === true) {
        const { followCommand } = await import("./follow/follow-command.js");
        const print = { printLines, printJson: printJsonLine, showProgress: printProgress, isRead: isOutputRead };
        await finish(await followCommand({ ...flags, ...print, ...place, layout }), flags);
      } else {
        const { tracesCommand } = await import("./traces-command.js");
        await finish(await tracesCommand({ ...flags, ...place, layout }), flags);
      }
    });
  storeCommand(
    program,
    "show <id>",
    "Shows one trace as a tree. Eight or more characters that its id ends or begins with are enough; latest is the newest.",
  )
    .option("--span <number>", "shows one span whole, by its number in the tree or by its name")
    .option("--full", "shows the trace and all its spans whole")
    .action(async (id: string, flags: CommonFlags & { readonly span?: string; readonly full?: true }) => {
      const { showCommand } = await import("./show/show-command.js");
      await finish(await showCommand({ ...flags, ...place, id, width: terminalOptions(OUTPUT).width }), flags);
    });
}

function storeCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option("--store <place>", "the folder or postgres://... of the trace store; else that of the settings")
    .option("--json", "prints the result as JSON");
}

function withFlags(command: Command, flags: typeof TIMES | typeof FILTERS): Command {
  for (const [flag, description] of flags) command.option(flag, description);
  return command;
}
