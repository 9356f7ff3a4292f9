import { TRAFFIC_NAMES, type Traffic } from "../sink/traffic.js";
import { nextMessage, startChild, stopChild } from "./child-process.js";
import { numbersIn } from "./numbers.js";

/** The sink, seen from the process that started it. */
export interface Sink {
  readonly url: string;
  reset(): Promise<void>;
  report(): Promise<Traffic>;
  stop(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const child = startChild(new URL("../sink/sink-process.js", import.meta.url), []);
  const { port } = numbersIn(await nextMessage(child), ["port"]);
  const ask = async (order: "reset" | "report"): Promise<unknown> => {
    const answer = nextMessage(child);
    child.send(order);
    return answer;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    reset: async () => {
      await ask("reset");
    },
    report: async () => numbersIn(await ask("report"), TRAFFIC_NAMES),
    stop: () => stopChild(child),
  };
}
