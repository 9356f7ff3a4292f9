import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, runCommand, runProcess } from "../../cli/support/run-command.js";
import { storedProject } from "../../cli/support/stored-project.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { userPages } from "../markdown-page.js";
import { shellLines, shownCommands } from "../shell-commands.js";

const COMMANDS = userPages().flatMap(shownCommands);
const SUBCOMMANDS = [...new Set(COMMANDS.map(({ subcommand }) => subcommand))];

describe("a command that the documentation shows", () => {
  it.each(SUBCOMMANDS)(
    "the documented command `langchain-opik %s` exists, with every flag that a page gives it",
    async (subcommand) => {
      const words = subcommand.split(" ").filter(Boolean);
      const { exitCode, stdout: help } = await runCommand([...words, "--help"], { folder: process.cwd() });
      const flags = COMMANDS.filter((command) => command.subcommand === subcommand).flatMap((command) => command.flags);

      expect(exitCode).toBe(0);
      expect(help).toContain(`langchain-opik ${subcommand}`);
      expect(flags.filter((flag) => !help.includes(flag))).toEqual([]);
    },
  );
});

/** What ends only by Ctrl-C, or asks a person first. */
const NOT_ENDING_BY_ITSELF = /--follow|spool clear/;

describe("the shell lines on a page", () => {
  let opik: RecordingOpikServer;
  const project = storedProject("server");
  beforeAll(async () => {
    opik = await startRecordingOpikServer();
  });
  afterAll(() => opik.close());

  it.each(["docs/trace-store.md", "docs/reliability.md"])(
    "the shell lines of %s run one after the other",
    async (path) => {
      const lines = userPages()
        .filter((page) => page.path === path)
        .flatMap(shellLines)
        .filter((line) => !NOT_ENDING_BY_ITSELF.test(line))
        // The trace that is there has another id, and one span.
        .map((line) => line.replace("748961853bda", project.traceIds()[0] ?? "").replace("--span 7", "--span 1"));
      const npx = `npx() { shift; ${commandLine([]).map(quoted).join(" ")} "$@"; }`;
      const script = ["set -e", npx, ...lines].join("\n");

      const env = { ...project.env(), OPIK_URL_OVERRIDE: opik.url, OPIK_LANGCHAIN_SPOOL_DIR: project.folder() };
      const { exitCode, stdout, stderr } = await runProcess(["sh", "-c", script], { folder: project.folder(), env });

      expect(lines.length).toBeGreaterThan(2);
      expect({ exitCode, stderr: exitCode === 0 ? "" : stdout + stderr }).toEqual({ exitCode: 0, stderr: "" });
    },
  );
});

function quoted(word: string): string {
  return `'${word}'`;
}
