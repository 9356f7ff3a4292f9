/** Posts once, and ends when its input does, whether the server has answered or not. */
import { createNodeHttpTransport } from "../../../../src/delivery/http/node-http-transport.js";
import { testSettings } from "../../../support/delivery/test-delivery-settings.js";

const { TEST_API_URL = "" } = process.env;
const settings = testSettings(TEST_API_URL, { requestTimeoutMs: 3_600_000 });
void createNodeHttpTransport(settings).post("/x", ["{}"], new AbortController().signal);
process.stdin.resume();
