import type { FeedbackScore } from "../../store/opik/find-scores.js";
import type { Score } from "./page-data.js";

export function scoreOf({ entityType, entityId, name, value, reason, source }: FeedbackScore): Score {
  return {
    ...(entityType === "span" && { spanId: entityId }),
    ...{ name, value },
    ...(reason !== undefined && { reason }),
    ...(source !== undefined && { source }),
  };
}
