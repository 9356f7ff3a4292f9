import { type Collector, startCollector } from "./collector.js";
import { startModelServer } from "./model-server.js";
import type { ModelAccess } from "./support-agent.js";

const HOSTED_OPIK = "https://www.comet.com/opik/api";

/** What the agent talks to: real services where the environment names them, else servers on this machine. */
export interface DemoServices {
  readonly models: ModelAccess;
  readonly collector: Collector;
  /** The address of the real Opik's API that the traces are passed on to, if any. */
  readonly opikUrl: string | undefined;
  close(): Promise<void>;
}

export async function openDemoServices(env: NodeJS.ProcessEnv): Promise<DemoServices> {
  const opikUrl = env.OPIK_URL_OVERRIDE || (env.OPIK_API_KEY ? HOSTED_OPIK : undefined);
  const collector = await startCollector(opikUrl);
  if (env.OPENAI_API_KEY) {
    const models = { apiKey: env.OPENAI_API_KEY, baseURL: undefined };
    return { models, collector, opikUrl, close: () => collector.close() };
  }
  const server = await startModelServer();
  const models = { apiKey: "no-key-needed", baseURL: `${server.baseUrl}/v1` };
  return {
    models,
    collector,
    opikUrl,
    async close() {
      await Promise.all([collector.close(), server.stop()]);
    },
  };
}
