/**
 * `npm run soak`: programs that trace, a server that fails them, and ends of every kind; then a clean process sends
 * what is on disk. Fails when anything that had ended is missing, or is there twice.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { compareBooks } from "./soak-books.js";
import { buildMember, runMember, type SoakPlace, soakEnvironment } from "./soak-members.js";
import { planRound } from "./soak-plan.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
    rounds: { type: "string", default: "70" },
    /** Instead of rounds. */
    minutes: { type: "string" },
  },
});
const seed = Number(values.seed);
const endsAtMs = values.minutes === undefined ? Infinity : Date.now() + Number(values.minutes) * 60_000;
const rounds = values.minutes === undefined ? Number(values.rounds) : Infinity;
say(`The soak's seed is ${seed}.`);

await buildMember();
const folder = mkdtempSync(join(tmpdir(), "langchain-opik-soak-"));
const server = await startRecordingOpikServer();
const place: SoakPlace = { apiUrl: server.url, spoolDir: join(folder, "spool"), diary: join(folder, "diary") };
writeFileSync(place.diary, "");

let round = 0;
for (; round < rounds && Date.now() < endsAtMs; round += 1) {
  const { members, answers } = planRound(seed, round);
  server.answerOnly(answers);
  await Promise.all(members.map((member) => runMember(member, place)));
  // The soak may be long, and what was sent is not looked at again.
  server.requests.length = 0;
}
server.answerOnly([]);
await replay();

const { ended, arrived, deadLetters, wrongs } = compareBooks(place.diary, server, place.spoolDir);
say(`${round} rounds: ${ended} runs had ended; ${arrived} records arrived, ${deadLetters} are dead letters.`);
await server.close();
if (wrongs.length === 0) rmSync(folder, { recursive: true });
else {
  say(`${wrongs.join("\n")}\nAgain: npm run soak -- --seed ${seed} --rounds ${round}; the files are in ${folder}.`);
  process.exitCode = 1;
}

/** The command, as a person would use it. */
async function replay(): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli/main.ts", "spool", "replay"], {
    env: { ...process.env, ...soakEnvironment(place) },
    stdio: "inherit",
  });
  await once(child, "exit");
  if (child.exitCode !== 0) throw new Error("The replay did not come to its end.");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
