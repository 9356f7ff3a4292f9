import type { OptionRows } from "../option-spec.js";

/** Whom a run works for, and what does the work. */
export const ATTRIBUTION = {
  userId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_USER_ID",
    fileKey: "attribution.userId",
    default: undefined,
    does: "User on whose behalf runs are made, unless a run's metadata names one.",
  },
  tenantId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_TENANT_ID",
    fileKey: "attribution.tenantId",
    default: undefined,
    does: "Tenant, such as a customer's account, on whose behalf runs are made, unless a run's metadata names one.",
  },
  agentName: {
    kind: "text",
    env: "OPIK_LANGCHAIN_AGENT_NAME",
    fileKey: "attribution.agentName",
    default: undefined,
    does: "Name of the agent that does the work, unless a run's metadata or the agent itself gives one.",
  },
  agentTier: {
    kind: "text",
    env: "OPIK_LANGCHAIN_AGENT_TIER",
    fileKey: "attribution.agentTier",
    default: undefined,
    does: "Tier of the agent that does the work, such as gold, unless a run's metadata names one.",
  },
  skill: {
    kind: "text",
    env: "OPIK_LANGCHAIN_SKILL",
    fileKey: "attribution.skill",
    default: undefined,
    does: "Skill that the agent uses, unless a run's metadata names one.",
  },
} as const satisfies OptionRows;
