import type { OptionRows } from "../option-spec.js";

/** Whom a run works for, and what does the work. */
export const ATTRIBUTION = {
  userId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_USER_ID",
    fileKey: "attribution.userId",
    default: undefined,
    does: "The user that a run works for, unless its metadata names one.",
  },
  tenantId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_TENANT_ID",
    fileKey: "attribution.tenantId",
    default: undefined,
    does: "The tenant, such as a customer's account, that a run works for, unless its metadata names one.",
  },
  agentName: {
    kind: "text",
    env: "OPIK_LANGCHAIN_AGENT_NAME",
    fileKey: "attribution.agentName",
    default: undefined,
    does: "The agent that does the work, unless a run's metadata or its agent names one.",
  },
  agentTier: {
    kind: "text",
    env: "OPIK_LANGCHAIN_AGENT_TIER",
    fileKey: "attribution.agentTier",
    default: undefined,
    does: "The tier of that agent, in your own words, unless a run's metadata names one.",
  },
  skill: {
    kind: "text",
    env: "OPIK_LANGCHAIN_SKILL",
    fileKey: "attribution.skill",
    default: undefined,
    does: "The skill that is used, unless a run's metadata names one.",
  },
} as const satisfies OptionRows;
