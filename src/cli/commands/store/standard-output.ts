import { once } from "node:events";

/** Writes texts as fast as they are read. False where the reader has gone, such as `head`: then the rest is left. */
export async function writeToOutput(texts: AsyncIterable<string>): Promise<boolean> {
  try {
    for await (const text of texts) {
      if (!process.stdout.write(text)) await once(process.stdout, "drain");
      if (!process.stdout.writable) return false;
    }
    return true;
  } catch (error) {
    if (isReaderGone(error)) return false;
    throw error;
  }
}

function isReaderGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}
