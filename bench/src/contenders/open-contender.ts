import type { Contender, ContenderName } from "./contender.js";

/** Loads one contender and nothing of the others, and points it at the sink. */
export async function openContender(name: ContenderName, sinkUrl: string): Promise<Contender> {
  switch (name) {
    case "none":
      return { callbacks: [], flush: async () => {} };
    case "no-op":
      return (await import("./no-op.js")).openNoOp();
    case "langchain-opik":
      return (await import("./langchain-opik.js")).openLangchainOpik(sinkUrl);
    case "opik-langchain":
      return (await import("./opik-langchain.js")).openOpikLangchain(sinkUrl);
    case "langfuse":
      return (await import("./langfuse.js")).openLangfuse(sinkUrl);
    case "langsmith":
      return (await import("./langsmith.js")).openLangsmith(sinkUrl);
  }
}
