import type { JsonWriter } from "../records/json/json-writer.js";
import type { Settings } from "../settings/options/option-table.js";
import { type Attribution, attributionOf, NO_ATTRIBUTION } from "../tracing/run/attribution.js";
import { threadId } from "./convert/run-identity.js";

type IdentitySettings = Pick<Settings, "threadId" | "userId" | "tenantId" | "agentName" | "agentTier" | "skill">;

/** The handler's settings about all its runs. They pass the redactor as a run's own metadata does. */
export function handlerIdentity(
  settings: IdentitySettings,
  writer: JsonWriter,
): { readonly threadId: string | undefined; readonly attribution: Attribution } {
  const { userId: user_id, tenantId: tenant_id, agentName: agent_name, agentTier: agent_tier, skill } = settings;
  const said = { user_id, tenant_id, agent_name, agent_tier, skill };
  return {
    threadId: threadId({ thread_id: settings.threadId }, writer),
    attribution: attributionOf(said, { metadata: {}, attribution: NO_ATTRIBUTION }, writer),
  };
}
