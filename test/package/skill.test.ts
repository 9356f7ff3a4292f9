import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { startOpikSite } from "../cli/support/opik-site.js";
import { runProcess } from "../cli/support/run-command.js";
import { codeBlocks } from "../docs/markdown-page.js";
import { packedForFile } from "./install-packed.js";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const PAGE = "skills/langchain-opik/SKILL.md";

/** What an assistant is told to run, in order. */
const COMMANDS = codeBlocks({ path: PAGE, text: readFileSync(join(REPOSITORY, PAGE), "utf8") })
  .filter(({ language }) => language === "sh")
  .flatMap(({ code }) => code.trim().split("\n"));

const PROGRAM = `
  import { ChatPromptTemplate } from "@langchain/core/prompts";
  import { FakeListChatModel } from "@langchain/core/utils/testing";
  const chain = ChatPromptTemplate.fromTemplate("{question}").pipe(new FakeListChatModel({ responses: ["It is blue."] }));
  await chain.invoke({ question: "Which colour is the sky?" });
`;

const installed = packedForFile();

function writeProject(): string {
  const { project } = installed();
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "sky", type: "module" }));
  writeFileSync(join(project, "app.js"), PROGRAM);
  return project;
}

function commandWith(words: string): string {
  const found = COMMANDS.find((command) => command.includes(words));
  if (found === undefined) throw new Error(`The skill names no command with "${words}".`);
  return found;
}

/** Runs it as a shell does; resolves with what it printed, and rejects where it fails. */
async function shell(command: string, folder: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runProcess(["sh", "-c", command], { folder, env });
  if (exitCode !== 0) throw new Error(`${command} ended with ${String(exitCode)}: ${stdout}${stderr}`);
  return stdout;
}

describe("the skill for coding assistants", () => {
  it("the skill leads from a fresh project to a trace in Opik, which its doctor confirms", async () => {
    const site = await startOpikSite();
    const project = writeProject();
    const env = { OPIK_LANGCHAIN_SPOOL_DIR: join(project, "spool") };

    await shell(commandWith("init").replace("http://localhost:5173/api", site.url), project, env);
    await shell(commandWith("app.js"), project, env);

    expect(site.requests.filter((request) => request.endsWith("/traces/batch"))).toHaveLength(1);
    expect(await shell(commandWith("doctor"), project, env)).toContain(site.url);
  });

  it("the skill leads to a trace in a folder where there is no server", async () => {
    const project = writeProject();
    const pglite = join(project, "node_modules/@electric-sql/pglite");
    mkdirSync(dirname(pglite), { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules/@electric-sql/pglite"), pglite);
    writeFileSync(join(project, ".env"), "OPIK_LANGCHAIN_STORE=./traces\n");
    // A busy machine is no slow disk.
    const env = { OPIK_LANGCHAIN_SPOOL_DIR: join(project, "spool"), OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "60000" };

    await shell(commandWith("app.js"), project, env);
    const listed = await shell(`${commandWith("opik traces")} --json`, project, env);
    const { items } = JSON.parse(listed) as { readonly items: readonly { readonly id: string }[] };
    const shown = await shell(commandWith("opik show").replace(/<.*>/, items[0]?.id ?? ""), project, env);

    expect(shown).toContain("It is blue.");
  });
});
