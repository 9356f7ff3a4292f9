/** Posts once, and prints the answer. A request by itself holds no process. */
import { createNodeHttpTransport } from "../../../../src/delivery/http/node-http-transport.js";
import { testSettings } from "../../../support/delivery/test-delivery-settings.js";

const { TEST_API_URL = "" } = process.env;
const held = setInterval(() => undefined, 1_000);
const transport = createNodeHttpTransport(testSettings(TEST_API_URL));
process.stdout.write(JSON.stringify(await transport.post("/x", ["{}"], new AbortController().signal)));
clearInterval(held);
