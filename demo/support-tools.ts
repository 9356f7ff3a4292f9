import { setTimeout as sleep } from "node:timers/promises";
import { tool } from "@langchain/core/tools";
import { z } from "zod";
import { PolicyRetriever } from "./policy-retriever.js";

const LOOK_UP_MS = 130;

/** Looks up an order. The service behind it fails the first time it is asked. */
export function orderLookup() {
  let calls = 0;
  return tool(
    async ({ order_id }) => {
      calls += 1;
      await sleep(LOOK_UP_MS);
      if (calls === 1) throw new Error("the order service did not answer within 130 ms");
      return { order_id, status: "shipped", courier: "Swift", expected: "Thursday" };
    },
    {
      name: "look_up_order",
      description: "Tells where an order is.",
      schema: z.object({ order_id: z.string() }),
    },
  );
}

/** Searches the shop's policies. */
export function policySearch() {
  const retriever = new PolicyRetriever();
  return tool(
    async ({ query }, config) => {
      const found = await retriever.invoke(query, config);
      return found.map(({ pageContent }) => pageContent).join("\n");
    },
    {
      name: "search_policies",
      description: "Finds what the shop promises.",
      schema: z.object({ query: z.string() }),
    },
  );
}
