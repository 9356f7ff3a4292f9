import { onTestFinished } from "vitest";
import { type RecordingOpikServer, startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";

/** An Opik server that is closed when the test ends. */
export async function startOpik(): Promise<RecordingOpikServer> {
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());
  return opik;
}
