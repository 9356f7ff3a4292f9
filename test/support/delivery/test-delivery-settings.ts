import { DELIVERY_DEFAULTS, type DeliverySettings } from "../../../src/delivery/delivery-settings.js";
import type { OpikTarget } from "../../../src/delivery/destination.js";
import { openOpikExporter } from "../../../src/delivery/http/node-opik-exporter.js";
import { openSharedSink } from "../../../src/delivery/shared-delivery.js";
import type { SinkHandle } from "../../../src/delivery/sink-handle.js";

/** Settings of a delivery to an Opik server, whose parts stand beside the others. */
export type TestSettings = DeliverySettings & OpikTarget;

export function testSettings(apiUrl: string, overrides: Partial<TestSettings> = {}): TestSettings {
  const settings = { ...DELIVERY_DEFAULTS, apiUrl, apiKey: "the-secret-key", workspaceName: "team", ...overrides };
  const { apiKey, workspaceName, headers = {} } = settings;
  return { ...settings, destination: { kind: "opik", apiUrl: settings.apiUrl, apiKey, workspaceName, headers } };
}

/** As a handler opens it. */
export function openTestSink(settings: TestSettings): SinkHandle {
  return openSharedSink(settings, () => openOpikExporter(settings));
}
