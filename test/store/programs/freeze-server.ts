import { RunnableLambda } from "@langchain/core/runnables";
import { OpikCallbackHandler } from "../../../src/index.js";
import { startFreezingProxy } from "../support/freezing-proxy.js";

// Stores a trace on a server, which then stops answering, makes another and has nothing else to do.
const address = new URL(process.env["TEST_DATABASE_URL"] ?? "");
const proxy = await startFreezingProxy(address);
address.port = String(proxy.port);
const handler = new OpikCallbackHandler({ store: address.href, maxWaitMs: 1 });
const program = RunnableLambda.from((x: number) => x + 1);
await program.invoke(1, { callbacks: [handler] });
process.stdout.write(`stored ${(await handler.flush()).delivered}\n`);
proxy.freeze();
await program.invoke(2, { callbacks: [handler] });
process.once("exit", () => process.stdout.write(`asked again ${proxy.askedInVain()} times\n`));
