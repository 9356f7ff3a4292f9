import type { Settings } from "../../../settings/options/option-table.js";
import type { Finding, NamedLook } from "./check.js";
import type { OpikApi } from "./opik-api.js";
import { probeRecords } from "./probe-records.js";
import { readProbe, removeProbe, writeProbe } from "./round-trip.js";
import { askVersion, checkAccess, checkClock } from "./server-checks.js";

type Target = Pick<Settings, "workspaceName" | "projectName" | "requestTimeoutMs">;

/** The server itself, and a trace that goes there and back. */
export function serverLooks(
  api: OpikApi,
  { workspaceName, projectName, requestTimeoutMs }: Target,
): readonly NamedLook[] {
  let serverDate: string | undefined;
  const trip = { api, workspaceName, records: probeRecords(projectName), readBackTimeoutMs: requestTimeoutMs };
  const version = async (): Promise<Finding> => {
    const { date, ...finding } = await askVersion(api, workspaceName);
    serverDate = date;
    return finding;
  };
  return [
    { name: "server", look: version },
    { name: "clock", look: () => checkClock(serverDate, Date.now()) },
    { name: "key and workspace", look: () => checkAccess(api, workspaceName) },
    { name: "write", look: () => writeProbe(trip) },
    { name: "read back", look: () => readProbe(trip) },
    { name: "remove", look: () => removeProbe(trip), evenAfter: ["write", "read back"] },
  ];
}
