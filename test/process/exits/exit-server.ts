import { onTestFinished } from "vitest";
import { heldAnswer, type ScriptedAnswer } from "../../support/models/scripted-answer.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";

/** How Opik fares while a process ends. */
export type ServerState = "is well" | "refuses connections" | "never answers" | "answers too late";

export const SERVER_STATES: readonly ServerState[] = [
  "is well",
  "refuses connections",
  "never answers",
  "answers too late",
];

/** More requests than a program of these tests makes. */
const ALL_REQUESTS = 20;

export interface ExitServer {
  readonly opik: RecordingOpikServer;
  readonly url: string;
  /** Late answers come, and from now on it is well. */
  recover(): Promise<void>;
}

export async function startExitServer(state: ServerState = "is well"): Promise<ExitServer> {
  const { answer: late, release } = heldAnswer();
  let isWell = state === "is well";
  const answerUpload = () => (isWell ? undefined : "never");
  const opik = await startRecordingOpikServer({ script: script(state, late), answerUpload });
  onTestFinished(() => opik.close());
  const { url, port } = opik;
  const refuses = state === "refuses connections";
  if (refuses) await opik.close();
  return {
    opik,
    url,
    recover: async () => {
      isWell = true;
      release();
      opik.answerOnly([]);
      if (refuses) await opik.listen(port);
    },
  };
}

function script(state: ServerState, late: ScriptedAnswer): ScriptedAnswer[] {
  if (state === "never answers") return Array.from({ length: ALL_REQUESTS }, () => ({ kind: "never" }));
  return state === "answers too late" ? Array.from({ length: ALL_REQUESTS }, () => late) : [];
}
