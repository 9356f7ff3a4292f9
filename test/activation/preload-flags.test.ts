import { describe, expect, it } from "vitest";
import {
  INSTEAD_OF_NAME,
  namesRegister,
  resolveInFlags,
  resolveInOptions,
} from "../../src/activation/preload-flags.js";

const PLACE = { url: "file:///my%20app/register.js", path: "/my app/register.cjs" };
const URL_THERE = PLACE.url;
const PATH_THERE = '"/my app/register.cjs"';

describe("NODE_OPTIONS that name register", () => {
  it.each([
    ["--import langchain-opik/register", `--import ${URL_THERE}`],
    ["--import=langchain-opik/register", `--import=${URL_THERE}`],
    ['--import "langchain-opik/register"', `--import ${URL_THERE}`],
    ['"--import=langchain-opik/register"', `--import=${URL_THERE}`],
    ['"--import" "langchain-opik/register"', `"--import" ${URL_THERE}`],
    ["--require langchain-opik/register", `--require ${PATH_THERE}`],
    ["--require=langchain-opik/register", '"--require=/my app/register.cjs"'],
    ["-r langchain-opik/register", `-r ${PATH_THERE}`],
    ["--preload langchain-opik/register", `--preload ${URL_THERE}`],
    [
      '--max-old-space-size=99  --import langchain-opik/register --require "./a \\"b\\".cjs" -r langchain-opik/register',
      `--max-old-space-size=99  --import ${URL_THERE} --require "./a \\"b\\".cjs" -r ${PATH_THERE}`,
    ],
  ])("%s: get its place, and nothing else changes", (given, placed) => {
    expect(resolveInOptions(given, PLACE)).toBe(placed);
    expect(resolveInOptions(placed, PLACE)).toBe(placed);
    expect(namesRegister(given)).toBe(true);
  });

  it("need no quotes where the path has no blanks, as on Windows", () => {
    const place = { url: "file:///C:/app/register.js", path: "C:\\app\\register.cjs" };

    expect(resolveInOptions("-r langchain-opik/register", place)).toBe("-r C:\\app\\register.cjs");
  });

  it("have backslashes escaped where they need quotes", () => {
    const place = { url: "file:///C:/my%20app/register.js", path: "C:\\my app\\register.cjs" };

    expect(resolveInOptions("-r langchain-opik/register", place)).toBe('-r "C:\\\\my app\\\\register.cjs"');
  });
});

it("NODE_OPTIONS whose URL stands instead of the name are told from those that were given it", () => {
  const replaced = resolveInOptions("--import langchain-opik/register", { ...PLACE, url: PLACE.url + INSTEAD_OF_NAME });

  expect(namesRegister(replaced)).toBe(true);
  expect(namesRegister(`--import ${PLACE.url}`)).toBe(false);
});

describe("NODE_OPTIONS that are left as they are", () => {
  it.each([
    "",
    "--import ./register.mjs",
    "--import other-langchain-opik/register",
    "--import langchain-opik/registered",
    "--import langchain-opik",
    "--title langchain-opik/register",
    "--title=langchain-opik/register",
    '--title "--import langchain-opik/register"',
    "langchain-opik/register",
    '--import "langchain-opik/register',
    `--import ${PLACE.url}`,
  ])("%s", (given) => {
    expect(resolveInOptions(given, PLACE)).toBe(given);
    expect(namesRegister(given)).toBe(false);
  });
});

it("the flags of a process get its place without any quotes", () => {
  const flags = ["--import", "langchain-opik/register", "--require=langchain-opik/register", "-r", "./own.cjs"];

  expect(resolveInFlags(flags, PLACE)).toEqual([
    ...["--import", PLACE.url],
    ...[`--require=${PLACE.path}`, "-r", "./own.cjs"],
  ]);
});
