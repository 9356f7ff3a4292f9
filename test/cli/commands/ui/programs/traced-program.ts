import { OpikCallbackHandler } from "../../../../../src/handlers/opik-callback-handler.js";
import { traced } from "../../../../../src/instrumentation/traced.js";

// A program that sends one trace, and shows what it has of the environment that says where traces go.

const named = Object.entries(process.env).filter(([name]) => /^OPIK_|_proxy$/i.test(name));
process.stdout.write(`environment ${JSON.stringify(Object.fromEntries(named))}\n`);
const handler = new OpikCallbackHandler();
await traced("own work", () => Promise.resolve("done"), { callbacks: [handler] })();
process.stdout.write(`flushed ${JSON.stringify(await handler.flush())}\n`);
