import { expect, test } from "vitest";
import { traceLink } from "../../src/settings/trace-link.js";

test.each([
  ["https://www.comet.com/opik/api", "https://www.comet.com/opik/api/v1/session/redirect/projects/"],
  ["http://localhost:5173/api/", "http://localhost:5173/api/v1/session/redirect/projects/"],
  ["http://opik.example", "http://opik.example/api/v1/session/redirect/projects/"],
])("the link to a trace at %s leads there by way of its API", (apiUrl, page) => {
  const link = new URL(traceLink({ apiUrl, workspaceName: "team a" }, "trace-1"));
  expect(link.origin + link.pathname).toBe(page);
  expect(link.searchParams.get("trace_id")).toBe("trace-1");
  expect(link.searchParams.get("workspace_name")).toBe("team a");
  expect(new URL(atob(link.searchParams.get("path") ?? "")).href).toBe(new URL(apiUrl).href);
});

test("the link holds neither the password nor the parameters of the address", () => {
  const link = traceLink({ apiUrl: "https://me:hidden@opik.example/api?token=hidden", workspaceName: "a" }, "trace-1");
  const path = atob(new URL(link).searchParams.get("path") ?? "");
  expect(link + path).not.toContain("hidden");
});
