import { systemClock } from "../../runtime/system-clock.js";

/** The length of an answer that is read: enough for what a server says about an error. */
const MAX_CHARACTERS = 64 * 1024;
/** How long a body is waited for: the status before it is the answer, and some bodies never end. */
const MAX_WAIT_MS = 1_000;

/**
 * The beginning of a body: what has arrived when it is long, takes long, or breaks off.
 *
 * @param stop - ends the reading
 */
export async function readBeginning(parts: AsyncIterable<Uint8Array>, stop: () => void): Promise<string> {
  const cancelWait = systemClock.after(MAX_WAIT_MS, stop);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const part of parts) {
      text += decoder.decode(part, { stream: true });
      if (text.length >= MAX_CHARACTERS) break;
    }
  } catch {
    // It broke off.
  } finally {
    cancelWait();
  }
  return text.slice(0, MAX_CHARACTERS);
}
