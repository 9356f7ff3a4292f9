import { describe, expect, it } from "vitest";
import { tracedScript } from "../../../../src/cli/commands/init/traced-script.js";
import { projectFolder } from "../../support/project-folder.js";
import { type Files, FLAGS, init } from "../../support/run-init.js";

const FLAG = "--import langchain-opik/register";

function manifest(fields: Readonly<Record<string, unknown>>): Files {
  return { "package.json": JSON.stringify(fields) };
}

const BY_ENVIRONMENT = (exec: string, start: string) =>
  `(set -a; . ./.env; NODE_OPTIONS="--import $(${exec} langchain-opik register-url)" ${start})`;

describe("the start command that init prints", () => {
  it.each<readonly [string, Files, string]>([
    ["a project that has nothing", {}, `node --env-file=.env ${FLAG} app.js`],
    ["a file of JavaScript", { "src/index.js": "" }, `node --env-file=.env ${FLAG} src/index.js`],
    ["a file of TypeScript", { "main.ts": "" }, `npx tsx --env-file=.env ${FLAG} main.ts`],
    [
      "the file that package.json names",
      { ...manifest({ main: "lib/bot.mjs" }), "lib/bot.mjs": "", "index.js": "" },
      `node --env-file=.env ${FLAG} lib/bot.mjs`,
    ],
    ["a script with node", manifest({ scripts: { start: "node app.js" } }), `node --env-file=.env ${FLAG} app.js`],
    [
      "a script with a file of variables of its own",
      manifest({ scripts: { dev: "node --env-file=.env.dev --watch app.js" } }),
      `node ${FLAG} --env-file=.env.dev --watch app.js`,
    ],
    [
      "a script with tsx, by pnpm",
      { ...manifest({ scripts: { dev: "tsx watch src/main.ts" } }), "pnpm-lock.yaml": "" },
      `pnpm exec tsx watch --env-file=.env ${FLAG} src/main.ts`,
    ],
    [
      "a script with tsx, by yarn",
      manifest({ packageManager: "yarn@4.5.0", scripts: { dev: "tsx main.ts" } }),
      `yarn tsx --env-file=.env ${FLAG} main.ts`,
    ],
    [
      "a script with Bun",
      { ...manifest({ scripts: { dev: "bun run --hot main.ts" } }), "bun.lock": "" },
      "bun run --preload langchain-opik/register --hot main.ts",
    ],
    ["a script that traces already", manifest({ scripts: { start: `node ${FLAG} app.js` } }), "npm start"],
    ["a script of several commands", manifest({ scripts: { start: "tsc && node dist/app.js" } }), "npm start"],
    [
      "a script of another tool",
      manifest({ scripts: { dev: "nodemon app.js" } }),
      BY_ENVIRONMENT("npx", "npm run dev"),
    ],
    ["Next.js", manifest({ dependencies: { next: "15.0.0" }, scripts: { dev: "next dev" } }), "npm run dev"],
    ["Next.js by bun", { ...manifest({ dependencies: { next: "15.0.0" } }), "bun.lockb": "" }, "bun run dev"],
  ])("init ends with the start command for %s", async (_, files, command) => {
    const { stdout } = await init(projectFolder(files), [...FLAGS, "--yes"]);

    expect(stdout.trimEnd().split("\n").at(-1)?.trim()).toBe(command);
  });

  it("init names the folder in which Next.js looks for instrumentation.ts", async () => {
    const files = { ...manifest({ dependencies: { next: "15.0.0" } }), "src/app/page.tsx": "" };

    expect((await init(projectFolder(files), [...FLAGS, "--yes"])).stdout).toContain("in src/instrumentation.ts:");
  });
});

describe("scripts that are to be traced", () => {
  it.each([
    ["tsc && node dist/app.js", `tsc && node --env-file=.env ${FLAG} dist/app.js`],
    ["node build.js; PORT=1 node app.mjs | pino", `node build.js; PORT=1 node --env-file=.env ${FLAG} app.mjs | pino`],
    ["cross-env A=1 tsx app.ts", `cross-env A=1 tsx --env-file=.env ${FLAG} app.ts`],
  ])("the flags are put into the last program of the script: %s", (script, line) => {
    expect(tracedScript(script, ".env")).toEqual({ kind: "part", line });
  });

  it.each(["next dev", "bun run build", "nodemon app.js", "node", "my-node app.js", ""])(
    "a script that does not start a file itself is left to the environment: %s",
    (script) => {
      expect(tracedScript(script, ".env")).toEqual({ kind: "other" });
    },
  );
});
