import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { checkLines, closingLines } from "../../../../src/cli/commands/doctor/report-lines.js";
import { type DoctorReport, runChecks } from "../../../../src/cli/commands/doctor/run-checks.js";
import { sourcesOf } from "../../../settings/sources.js";
import { type SpecialAnswer, startOpikSite } from "../../support/opik-site.js";
import { installedCore, projectFolder } from "../../support/project-folder.js";
import { KEY } from "../../support/run-command.js";

const HOSTILE_VERSION = '{"version":"\\u001b[31m"}';
/** What a server says is shortened to 300 characters. */
const KEY_AT_CUT = `{"errors":["${"x".repeat(290)}${KEY}"]}`;

const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.constantFrom(
    "",
    "null",
    '{"errors":[1,null]}',
    '{"errors":"x"}',
    '{"message":{}}',
    '{"version":[]}',
    HOSTILE_VERSION,
    KEY_AT_CUT,
    "<html>",
    "[".repeat(100_000),
    "y".repeat(200_000),
  ),
);
const statusLines = fc
  .oneof(
    fc.constantFrom(200, 204, 301, 400, 401, 403, 404, 409, 413, 429, 500, 503),
    fc.integer({ min: 100, max: 999 }),
  )
  .map((status) => `HTTP/1.1 ${status} ?\r\n`);
const headerLines = fc.constantFrom(
  "",
  "location: \u0001\r\n",
  `location: http://somewhere/${KEY}\r\n`,
  "date: yesterday\r\n",
  "date: Thu, 01 Jan 1970 00:00:00 GMT\r\n",
  "content-type: text/html\r\n",
  "content-encoding: gzip\r\n",
  "content-length: 999999999\r\n",
  "content-length: -1\r\n",
  "transfer-encoding: chunked\r\n",
  `x: ${"h".repeat(20_000)}\r\n`,
);
const httpBytes = fc
  .tuple(statusLines, headerLines, headerLines, texts)
  .map(([status, one, other, body]) => Buffer.from(`${status}${one}${other}\r\n${body}`));

function ended(status: number, body: string): SpecialAnswer {
  return { raw: Buffer.from(`HTTP/1.1 ${status} ?\r\n\r\n${body}`), afterwards: "end" };
}
const answers: fc.Arbitrary<SpecialAnswer> = fc.record({
  raw: fc.oneof({ weight: 4, arbitrary: httpBytes }, { weight: 1, arbitrary: fc.uint8Array() }),
  afterwards: fc.constantFrom("end" as const, "silence" as const),
});
const paths = fc.constantFrom(
  "/",
  "/is-alive",
  "/v1/private/projects",
  "/v1/private/traces/batch",
  "/v1/private/spans/batch",
  "/v1/private/traces/0",
  "/v1/private/spans/0",
  "/v1/private/traces/delete",
);

async function checkSite(url: string): Promise<DoctorReport> {
  const env = { OPIK_API_KEY: KEY, OPIK_URL_OVERRIDE: url, OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS: "300" };
  const watch = { onStart: () => undefined, onResult: () => undefined };
  return runChecks(projectFolder(installedCore("1.2.13")), sourcesOf({ env }), watch);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

it("doctor survives any answer with advice, and shows neither the key nor control characters", async () => {
  // A proxy of the developer's own would answer in the site's place.
  vi.stubEnv("NO_PROXY", "*");
  await fc.assert(
    fc.asyncProperty(paths, answers, async (path, answer) => {
      const site = await startOpikSite({ special: { [path]: answer } });

      const report = await checkSite(site.url);

      const failures = report.checks.filter(({ status }) => status === "failed");
      expect(report.arrives).toBe(failures.length === 0);
      for (const check of report.checks) {
        expect(check.detail).not.toBe("");
        if (check.status === "failed" || check.status === "warning") expect(check.advice).toMatch(/^[A-Z].*\.$/);
      }
      const shown = [...report.checks.flatMap(checkLines), ...closingLines(report)].flat();
      const text = shown.map((piece) => piece.text).join("");
      expect(text).not.toMatch(/\p{Cc}/u);
      expect(text.length).toBeLessThan(5000);
      expect(JSON.stringify(report)).not.toContain(KEY.slice(0, 8));
    }),
    {
      numRuns: 100,
      examples: [
        ["/is-alive", ended(200, HOSTILE_VERSION)],
        ["/v1/private/projects", ended(403, KEY_AT_CUT)],
        ["/v1/private/spans/batch", ended(400, KEY_AT_CUT)],
      ],
    },
  );
}, 120_000);
