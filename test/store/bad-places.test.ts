import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isStoreError, openTraceStore, type StoreError } from "../../src/store/index.js";
import { SERVER_ADDRESS } from "../support/environment.js";
import { temporaryFolder } from "./support/databases.js";

async function failureOf(location: string, prefix?: string): Promise<StoreError> {
  const error: unknown = await openTraceStore(location, prefix === undefined ? {} : { prefix }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isStoreError(error)) throw new Error("Expected a StoreError.", { cause: error });
  return error;
}

describe("a store that cannot be opened", () => {
  it.each(["mysql://host/db", "file:///tmp/x", "", "postgres://[nonsense", "a\0b"])(
    "a store refuses to open at the place %j",
    async (location) => {
      const { code, message } = await failureOf(location);
      expect(code).toBe("bad_location");
      expect(message).toContain("must be a folder such as ./traces or an address such as postgres://");
    },
  );

  it.each(["Spans", "a-b", "1a", 'x"; DROP TABLE spans; --', "a".repeat(32), "a\n"])(
    "a store refuses the prefix %j",
    async (prefix) => {
      expect(await failureOf("./never-made", prefix)).toMatchObject({ code: "bad_option" });
    },
  );

  it.each([
    [{ maxConnections: 0 }, "maxConnections is 0, but must be a whole number of 1 or more"],
    [{ maxConnections: -1 }, "maxConnections"],
    [{ prices: { m: { input: -1, output: 0 } } }, 'prices["m"].input is -1, but must be dollars'],
    [{ prices: { m: { input: 1 } } }, 'prices["m"].output is undefined'],
    [{ prices: { m: { input: 1, output: 1, cacheRead: Number.NaN } } }, 'prices["m"].cacheRead is NaN'],
    [{ prices: { m: null } }, 'prices["m"].input'],
  ])("a store refuses the options %j", async (given, says) => {
    const options: object = given;
    const refused = openTraceStore("./never-made", options);
    await expect(refused).rejects.toMatchObject({ code: "bad_option" });
    await expect(refused).rejects.toThrow(says);
  });

  it.skipIf(SERVER_ADDRESS === undefined).each([
    ["-c search_path=no_such_schema", "failed: no schema has been selected to create in (3F000)"],
    ["-c default_transaction_read_only=on", "in a read-only transaction (25006)"],
  ])("the error for a server with %s says what the server lacks (needs TEST_DATABASE_URL)", async (settings, says) => {
    const address = new URL(SERVER_ADDRESS ?? "");
    address.searchParams.set("options", settings);
    expect((await failureOf(address.href, "never_made_")).message).toContain(says);
  });

  it("a folder without a store is left as it is where creating one is forbidden", async () => {
    const folder = join(temporaryFolder(), "below");
    onTestFinished(() => {
      rmSync(dirname(folder), { recursive: true });
    });
    const opened = openTraceStore(folder, { create: false });
    await expect(opened).rejects.toMatchObject({ code: "missing" });
    await expect(opened).rejects.toThrow(`there is no trace store in ${folder}. Name another, or write to this one`);
    expect(existsSync(folder)).toBe(false);
  });

  it("the error for a store at a file says that it cannot be used as a folder", async () => {
    const folder = temporaryFolder();
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "file");
    writeFileSync(file, "");

    for (const location of [file, join(file, "below")]) {
      const { code, message } = await failureOf(location);
      expect(code).toBe("bad_location");
      expect(message).toContain(`the trace store at ${location} cannot be used as a folder`);
    }
  });

  it("the error for a server that is not there says so without the password", async () => {
    const { code, message } = await failureOf(`postgres://me:hush@127.0.0.1:${await freePort()}/db?password=hush`);

    expect(code).toBe("unreachable");
    expect(message).toMatch(
      /^langchain-opik: the trace store at postgres:\/\/127\.0\.0\.1:\d+\/db cannot be reached: /,
    );
    expect(message).not.toContain("hush");
  });

  it.skipIf(SERVER_ADDRESS === undefined)(
    "the error for a missing database names the database (needs TEST_DATABASE_URL)",
    async () => {
      const missing = new URL(SERVER_ADDRESS ?? "");
      missing.pathname = "/no_such_database";

      const { code, message } = await failureOf(missing.href);
      expect(code).toBe("bad_location");
      expect(message).toContain('database "no_such_database" does not exist');
    },
  );
});

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
