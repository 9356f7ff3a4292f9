/**
 * `npm run soak`: programs that trace, a server that fails them, and ends of every kind; then clean processes send
 * what is on disk. Prints an account of the records, and fails when any that had ended is missing, or is there twice.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { compareBooks, recordsMade, type SoakAccount } from "./soak-books.js";
import { buildMember, runMember, type SoakPlace, soakEnvironment } from "./soak-members.js";
import { REFUSED, SENDER_HEADER } from "./soak-names.js";
import { planRound, type SoakScale } from "./soak-plan.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
    rounds: { type: "string", default: "70" },
    /** Instead of rounds. */
    minutes: { type: "string" },
    /** Instead of both: until so many records were made, by programs that make ten times as many each. */
    records: { type: "string" },
  },
});
const scale: SoakScale = { seed: Number(values.seed), maxRuns: values.records === undefined ? 40 : 400 };
const endsAtMs = Date.now() + Number(values.minutes) * 60_000;
say(`The soak's seed is ${scale.seed}.`);

await buildMember();
const folder = mkdtempSync(join(tmpdir(), "langchain-opik-soak-"));
const senders = new Map<string, string>();
const server = await startRecordingOpikServer({
  refuses: ({ name }) => name.endsWith(REFUSED),
  onKept: (records, { [SENDER_HEADER]: sender = "the command" }) => {
    for (const { id } of records) if (!senders.has(id)) senders.set(id, String(sender));
  },
});
const { port, url } = server;
const place: SoakPlace = {
  apiUrl: url,
  spoolDir: join(folder, "spool"),
  diary: join(folder, "diary"),
  dropped: join(folder, "dropped"),
};
for (const file of [place.diary, place.dropped]) writeFileSync(file, "");
const ends: (string | undefined)[] = [];

let round = 0;
for (; goesOn(); round += 1) {
  const { members, answers, isDown } = planRound(scale, round);
  server.answerOnly(answers);
  if (isDown) await server.close();
  ends.push(...(await Promise.all(members.map((member) => runMember(member, place)))));
  if (isDown) await server.listen(port);
  // The soak may be long, and what was sent is not looked at again.
  server.requests.length = 0;
}
server.answerOnly([]);
// What this one sends is taken, which proves what was refused before to be bad.
const last = { name: `r${round}m0`, seed: scale.seed, runs: 20, end: "natural", durable: false, maxWaitMs: 1 } as const;
ends.push(await runMember(last, place));
await replay();

const { account, wrongs } = compareBooks({ place, server, senders });
say(`${round} rounds:\n${textOf(account)}`);
await server.close();
const faults = [...ends.filter((fault) => fault !== undefined), ...wrongs];
if (faults.length === 0 && account.unaccounted === 0) rmSync(folder, { recursive: true });
else {
  const size = values.records === undefined ? `--rounds ${round}` : `--records ${values.records}`;
  say(`${faults.join("\n")}\nAgain: npm run soak -- --seed ${scale.seed} ${size}; the files are in ${folder}.`);
  process.exitCode = 1;
}

function goesOn(): boolean {
  if (values.records !== undefined) return recordsMade(place.diary) < Number(values.records);
  return values.minutes === undefined ? round < Number(values.rounds) : Date.now() < endsAtMs;
}

function textOf({ made, sentByTheirMaker, sentFromDisk, deadLetters, dropped, unaccounted }: SoakAccount): string {
  const rows: readonly (readonly [string, number])[] = [
    ["records made", made],
    ["sent by the program that made them", sentByTheirMaker],
    ["sent from disk by another one, or by spool replay", sentFromDisk],
    ["dead letters", deadLetters],
    ...Object.entries(dropped).map(([reason, records]) => [`dropped: ${reason}`, records] as const),
    ["unaccounted for", unaccounted],
  ];
  return rows.map(([name, records]) => `${String(records).padStart(9)}  ${name}`).join("\n");
}

/** The command, as a person would use it. It ends with 1 where there are dead letters. */
async function replay(): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli/main.ts", "spool", "replay"], {
    env: { ...process.env, ...soakEnvironment(place) },
    stdio: "inherit",
  });
  await once(child, "exit");
  if (child.exitCode !== 0 && child.exitCode !== 1) throw new Error("The replay did not come to its end.");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
