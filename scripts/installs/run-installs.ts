import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { packPackage } from "../../test/package/packed-package.js";
import { BARE_ENVIRONMENT } from "../../test/support/environment.js";
import { startRecordingOpikServer } from "../../test/support/opik-server/recording-opik-server.js";
import { MANAGERS, type Manager, writeFiles } from "./managers.js";

/**
 * Installs the packed package with every package manager, beside each kind of `opik` and of `@langchain/core`, in a
 * fresh folder, and has a traced program deliver to a recording server. One cell at a time; prints a table, and ends
 * with 1 where a cell fails. A script and no test: it takes minutes, and installs from the registry.
 *
 * `--manager npm --opik none --core 1.0.6` run only such cells; each may be given more than once.
 */
const OPIK = ["none", "1.11.14", "latest"];
const CORE = ["0.3.80", "1.0.6", "latest"];

const { values: only } = parseArgs({
  options: {
    manager: { type: "string", multiple: true, default: MANAGERS.map(({ name }) => name) },
    opik: { type: "string", multiple: true, default: OPIK },
    core: { type: "string", multiple: true, default: CORE },
  },
});

interface Cell {
  readonly manager: Manager;
  readonly opik: string;
  readonly core: string;
}

const run = promisify(execFile);
const PROGRAM = new URL("traced-program.mjs", import.meta.url);
/** How this machine reaches a registry: the rest of the environment is to change nothing. */
const OF_THE_NETWORK = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(HOME|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|\w+_proxy)$/i.test(name)),
);
const MAX_CELL_MS = 600_000;
const MAX_CHARACTERS = 200;

const folder = mkdtempSync(join(tmpdir(), "langchain-opik-installs-"));
try {
  const tarball = await packPackage(folder);
  const managers = MANAGERS.filter(({ name }) => only.manager.includes(name));
  const cells = managers.flatMap((manager) =>
    only.opik.flatMap((opik) => only.core.map((core): Cell => ({ manager, opik, core }))),
  );
  process.stdout.write("| installed by | opik | @langchain/core | result |\n| --- | --- | --- | --- |\n");
  for (const cell of cells) {
    const result = await tryCell(cell, tarball);
    if (result !== "ok") process.exitCode = 1;
    process.stdout.write(`| ${cell.manager.name} | ${cell.opik} | ${cell.core} | ${result} |\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** `ok`, or why not, on one line. */
async function tryCell({ manager, opik, core }: Cell, tarball: string): Promise<string> {
  const place = join(folder, `${manager.name}-${opik}-${core}`.replaceAll(" ", "-"));
  mkdirSync(place);
  const server = await startRecordingOpikServer();
  try {
    // Opik's SDK asks for zod as a peer, and Plug'n'Play holds it to that.
    prepare(place, tarball, { "@langchain/core": core, ...(opik !== "none" && { opik, zod: "^4" }) });
    writeFiles(place, manager.files);
    await start(manager.install, place, {});
    const environment = {
      OPIK_URL_OVERRIDE: server.url,
      OPIK_CONFIG_PATH: join(place, "missing"),
      OPIK_LANGCHAIN_SPOOL_DIR: join(place, "spool"),
      WITH_OPIK: String(opik !== "none" && !opik.startsWith("1.")),
    };
    await start([...manager.node, ...(manager.flags?.(place) ?? []), "traced-program.mjs"], place, environment);
    const { traces, spans, violations } = server;
    if (violations.length > 0) return oneLine(violations.join("; "));
    return traces.length === 1 && spans.length === 2 ? "ok" : `${traces.length} traces and ${spans.length} spans came`;
  } catch (error) {
    return oneLine(reasonOf(error));
  } finally {
    await server.close();
    rmSync(place, { recursive: true, force: true });
  }
}

function prepare(place: string, tarball: string, dependencies: Readonly<Record<string, string>>): void {
  cpSync(PROGRAM, join(place, "traced-program.mjs"));
  cpSync(tarball, join(place, "langchain-opik.tgz"));
  const manifest = {
    name: "installed",
    private: true,
    type: "module",
    dependencies: { "langchain-opik": "file:./langchain-opik.tgz", ...dependencies },
  };
  writeFiles(place, { "package.json": JSON.stringify(manifest, undefined, 2) });
}

async function start(
  [command = "", ...args]: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const env = { ...BARE_ENVIRONMENT, ...OF_THE_NETWORK, npm_config_cache: join(folder, "npm"), ...environment };
  await run(command, args, { cwd, env, timeout: MAX_CELL_MS, maxBuffer: 100_000_000 });
}

function reasonOf(error: unknown): string {
  const texts = ["stderr", "stdout"].map((name): unknown => Reflect.get(Object(error), name));
  const said = texts.find((text) => typeof text === "string" && /error|ERR/i.test(text));
  return typeof said === "string" ? said : String(error);
}

/** The first line that names an error, as a cell of a table may hold it. */
function oneLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((one) => /error\b|ERR_/i.test(one)) ?? lines[0] ?? "";
  return line.trim().replaceAll("|", "/").slice(0, MAX_CHARACTERS);
}
