import { describe, expect, it } from "vitest";
import {
  accountOf,
  isForStore,
  parseTarget,
  storeSpoolTarget,
  targetFolderName,
  targetText,
} from "../../../src/delivery/spool/spool-target.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";

function node() {
  const modules = nodeModules();
  if (modules === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  return modules;
}

const URL = "http://localhost:5173/api";
const account = (apiKey?: string, headers?: Readonly<Record<string, string>>, apiUrl = URL) =>
  accountOf({ apiUrl, apiKey, headers: headers ?? {} }, node());

describe("the account of a spool's records", () => {
  it("a target has no account without a key, and another one for each key and server", () => {
    expect([account(), account(""), account(undefined, { "x-team": "seven" })]).toEqual(Array(3).fill(undefined));
    const accounts = [account("one"), account("two"), account("one", {}, "http://localhost:5174/api")];
    expect(new Set(accounts).size).toBe(3);
    for (const one of accounts) expect(one).toMatch(/^[0-9a-f]{12}$/);
  });

  it("an account comes from the header that is sent in place of the key, and from no other header", () => {
    expect(account("one", { Authorization: "two" })).toBe(account("two"));
    expect(account("one", { "x-team": "two" })).toBe(account("one"));
  });
});

describe("the name of a target's folder", () => {
  const nameOf = (apiUrl: string, workspaceName: string, key?: string) =>
    targetFolderName({ apiUrl, workspaceName, account: key }, node());

  it("the name of a target's folder begins with the host and the workspace, in letters that every disk takes", () => {
    expect(nameOf("https://opik.example.com/api", "Team  Ünique")).toMatch(/^opik-example-com-team-nique-[0-9a-f]{8}$/);
    expect(nameOf("not an address", "w")).toMatch(/^opik-w-[0-9a-f]{8}$/);
    expect(nameOf(URL, "w".repeat(200))).toMatch(/^localhost-5173-w{45}-[0-9a-f]{8}$/);
  });

  it("each address, workspace and account has a folder of another name", () => {
    const names = [
      nameOf(URL, "a"),
      nameOf(`${URL}/v2`, "a"),
      nameOf(URL, "A"),
      nameOf(URL, "a", "0"),
      nameOf(URL, "a", "1"),
    ];
    expect(new Set(names).size).toBe(5);
  });
});

describe("the target of a folder", () => {
  it.each([
    { apiUrl: URL, workspaceName: "w" },
    { apiUrl: URL, workspaceName: "w", account: "0123456789ab" },
  ])("a target is read as it was written: %j", (target) => {
    expect(parseTarget(targetText(target))).toEqual(target);
    expect(isForStore(target)).toBe(false);
  });

  it("a target says that it is a trace store", () => {
    const target = storeSpoolTarget("/data/store");
    expect(target).toEqual({ apiUrl: "store:/data/store", workspaceName: "" });
    expect(parseTarget(targetText(target))).toEqual(target);
    expect(isForStore(target)).toBe(true);
  });
});
