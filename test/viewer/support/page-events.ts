import { onTestFinished } from "vitest";
import type { TestViewer } from "./test-viewer.js";

/** What a page hears: the events by their names, each with its data. */
export interface PageEvents {
  /** The next event of this name. */
  readonly next: (name: "traces" | "status") => Promise<unknown>;
}

/** Listens as an open page does, until the test ends. */
export async function listenTo({ url }: TestViewer): Promise<PageEvents> {
  const aborter = new AbortController();
  onTestFinished(() => {
    aborter.abort();
  });
  const response = await fetch(`${url}/viewer/api/live`, { signal: aborter.signal });
  if (response.body === null) throw new Error("The server streams nothing.");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const nextBlock = async (): Promise<string> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end !== -1) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return block;
      }
      const { done, value } = await reader.read();
      if (done) throw new Error("The server has ended its stream.");
      text += value;
    }
  };
  return {
    async next(name) {
      for (;;) {
        const [event = "", data = ""] = (await nextBlock()).split("\n");
        if (event !== `event: ${name}`) continue;
        const value: unknown = JSON.parse(data.replace("data: ", ""));
        return value;
      }
    },
  };
}
