import { OpikCallbackHandler } from "langchain-opik";
import type { Contender } from "./contender.js";

export function openLangchainOpik(sinkUrl: string): Contender {
  const handler = new OpikCallbackHandler({ apiUrl: `${sinkUrl}/api`, projectName: "bench" });
  return {
    callbacks: [handler],
    flush: async () => {
      await handler.flush();
    },
  };
}
