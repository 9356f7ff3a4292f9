import { describe, expect, it } from "vitest";
import { needsApiKey } from "../../src/settings/hosted-opik.js";

describe("needsApiKey", () => {
  it.each(["https://www.comet.com/opik/api", "https://comet.com/api", "https://eu.comet.com/opik/api"])(
    "an API key is needed for %s",
    (apiUrl) => {
      expect(needsApiKey(apiUrl)).toBe(true);
    },
  );

  it.each(["http://localhost:5173/api", "https://notcomet.com/api", "https://comet.com.example.org/api"])(
    "no API key is needed for %s",
    (apiUrl) => {
      expect(needsApiKey(apiUrl)).toBe(false);
    },
  );
});
