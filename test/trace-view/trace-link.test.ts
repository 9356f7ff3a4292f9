import { expect, test } from "vitest";
import { traceLink } from "../../src/trace-view/trace-link.js";

test.each([
  ["https://www.comet.com/opik/api", "https://www.comet.com/opik/api/v1/session/redirect/projects/"],
  ["http://localhost:5173/api/", "http://localhost:5173/api/v1/session/redirect/projects/"],
])("the link to a trace at %s leads there by way of its API", (apiUrl, page) => {
  const link = new URL(traceLink(apiUrl, "trace-1"));
  expect(link.origin + link.pathname).toBe(page);
  expect(link.searchParams.get("trace_id")).toBe("trace-1");
  expect(atob(link.searchParams.get("path") ?? "")).toBe(apiUrl);
});
