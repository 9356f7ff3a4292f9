import { DELIVERY_DEFAULTS, type DeliverySettings } from "../../../src/delivery/delivery-settings.js";

export function testSettings(apiUrl: string, overrides: Partial<DeliverySettings> = {}): DeliverySettings {
  return { ...DELIVERY_DEFAULTS, apiUrl, apiKey: "the-secret-key", workspaceName: "team", ...overrides };
}
