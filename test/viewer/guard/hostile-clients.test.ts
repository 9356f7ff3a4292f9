import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { MAX_BODY_BYTES } from "../../../src/viewer/http/read-body.js";
import { testId } from "../../support/opik-server/record-texts.js";
import { ask, openTestViewer, type TestViewer } from "../support/test-viewer.js";

let viewer: TestViewer;
beforeAll(async () => {
  viewer = await openTestViewer();
});
afterAll(() => viewer.close());

/** A connection that says this and then nothing more. */
function connected(text: string): Socket {
  const socket = connect(Number(new URL(viewer.url).port), "localhost");
  socket.on("error", () => undefined).write(text);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

async function expectAlive(): Promise<void> {
  const traces = [{ id: testId(1), start_time: "2026-01-01T00:00:00Z" }];
  expect((await viewer.opik("POST", "/traces/batch", { traces })).status).toBe(204);
  expect((await viewer.page("/traces")).status).toBe(200);
}

it("answers others while 300 connections have begun a request and never end it", async () => {
  for (let index = 0; index < 150; index += 1) {
    connected("POST /api/v1/private/traces/batch HTTP/1.1\r\nHost: localhost\r\n");
    connected(
      "POST /api/v1/private/traces/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
    );
  }

  await expectAlive();
});

it("answers others while 200 pages listen and read nothing", async () => {
  for (let index = 0; index < 200; index += 1) {
    connected("GET /viewer/api/live HTTP/1.1\r\nHost: localhost\r\n\r\n").pause();
  }

  await expectAlive();
});

it("refuses several bodies at once that become too large when they are decompressed", async () => {
  const bomb = gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1));
  const headers = { "content-type": "application/json", "content-encoding": "gzip" };
  const answers = await Promise.all(
    Array.from({ length: 3 }, () =>
      fetch(`${viewer.apiUrl}/v1/private/spans/batch`, { method: "POST", headers, body: bomb }),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([413, 413, 413]);
  await expectAlive();
});

it("gives an attachment whose name is an attack as a file with a harmless name", async () => {
  const query = new URLSearchParams({
    ...{ file_name: '../../x\r\nset-cookie: a=b"; filename="y.html', entity_type: "trace", entity_id: testId(1) },
    mime_type: "text/html\r\nx-evil: 1",
  });
  const url = `${viewer.apiUrl}/v1/private/attachment`;
  expect((await ask(`${url}/upload?${query.toString()}`, { method: "PUT", body: "<script>1</script>" })).status).toBe(
    204,
  );

  const { headers, text } = await ask(`${url}/download?${query.toString()}`);
  expect(text).toBe("<script>1</script>");
  expect(headers.get("content-type")).toBe("application/octet-stream");
  expect(headers.get("content-disposition")).toBe('attachment; filename=".._.._x__set-cookie__a_b___filename__y.html"');
  expect(headers.has("x-evil")).toBe(false);
});

it("goes on when a sender leaves in the middle of an upload, and keeps nothing of it", async () => {
  const { hostname, port } = new URL(viewer.url);
  const query = new URLSearchParams({ file_name: "half.bin", entity_type: "trace", entity_id: testId(2) });
  const upload = request({
    ...{ hostname, port, method: "PUT", path: `/api/v1/private/attachment/upload?${query.toString()}` },
    headers: { "content-length": 1_000_000 },
  });
  const left = new Promise((resolve) => upload.on("error", resolve));
  upload.write("half", () => upload.destroy());
  await left;

  await expectAlive();
  const download = await ask(`${viewer.apiUrl}/v1/private/attachment/download?${query.toString()}`);
  expect(download.status).toBe(404);
});

it.each([
  "/api/%",
  "/api/v1/private/traces/%E0%A4%A",
  "/%00",
  "/api/v1/private/traces/%2e%2e%2f",
  "/?token=%ff",
  "//",
  "*",
])("has an answer to the path %s", async (path) => {
  const { hostname, port } = new URL(viewer.url);
  const status = await new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect([200, 303, 400, 404, 405]).toContain(status);
});
