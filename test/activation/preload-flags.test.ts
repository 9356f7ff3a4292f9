import { describe, expect, it } from "vitest";
import {
  INSTEAD_OF_NAME,
  isOnlyPreload,
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
  ])("the name of register in NODE_OPTIONS is replaced by its place, and nothing else changes: %s", (given, placed) => {
    expect(resolveInOptions(given, PLACE)).toBe(placed);
    expect(resolveInOptions(placed, PLACE)).toBe(placed);
    expect(namesRegister(given)).toBe(true);
  });

  it("the place of register needs no quotes in NODE_OPTIONS where its path has no blanks, as on Windows", () => {
    const place = { url: "file:///C:/app/register.js", path: "C:\\app\\register.cjs" };

    expect(resolveInOptions("-r langchain-opik/register", place)).toBe("-r C:\\app\\register.cjs");
  });

  it("the backslashes of a quoted path in NODE_OPTIONS are escaped", () => {
    const place = { url: "file:///C:/my%20app/register.js", path: "C:\\my app\\register.cjs" };

    expect(resolveInOptions("-r langchain-opik/register", place)).toBe('-r "C:\\\\my app\\\\register.cjs"');
  });
});

it("a URL in NODE_OPTIONS that replaced the name is distinguished from one that was given", () => {
  const replaced = resolveInOptions("--import langchain-opik/register", { ...PLACE, url: PLACE.url + INSTEAD_OF_NAME });

  expect(namesRegister(replaced)).toBe(true);
  expect(namesRegister(`--import ${PLACE.url}`)).toBe(false);
});

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
])("NODE_OPTIONS that do not load register stay as they are: %j", (given) => {
  expect(resolveInOptions(given, PLACE)).toBe(given);
  expect(namesRegister(given)).toBe(false);
});

it("the name of register in the flags of a process is replaced by its place, without quotes", () => {
  const flags = ["--import", "langchain-opik/register", "--require=langchain-opik/register", "-r", "./own.cjs"];

  expect(resolveInFlags(flags, PLACE)).toEqual([
    ...["--import", PLACE.url],
    ...[`--require=${PLACE.path}`, "-r", "./own.cjs"],
  ]);
});

describe("register is all that is loaded before a program", () => {
  it.each([
    { by: "--import" as const, options: "--import langchain-opik/register", flags: [] },
    { by: "--import" as const, options: `--no-warnings --import=${PLACE.url}${INSTEAD_OF_NAME}`, flags: ["--inspect"] },
    { by: "--import" as const, options: "", flags: ["--import", PLACE.url] },
    { by: "--require" as const, options: `-r ${PATH_THERE}`, flags: [] },
    { by: "--require" as const, options: "", flags: ["--require=langchain-opik/register"] },
  ])("by $by, with NODE_OPTIONS $options and the flags $flags", ({ by, options, flags }) => {
    expect(isOnlyPreload(by, { options, flags }, PLACE)).toBe(true);
  });
});

describe("register may not be all that is loaded before it is", () => {
  it.each([
    { why: "no flag names it", options: "--no-warnings", flags: [] },
    { why: "another file is imported", options: "--import langchain-opik/register", flags: ["--import", "./own.mjs"] },
    { why: "another file is required", options: "-r ./own.cjs", flags: ["--import", "langchain-opik/register"] },
    { why: "another flag has it loaded", options: "--require langchain-opik/register", flags: [] },
    {
      why: "a file of settings may name others",
      options: "--import langchain-opik/register",
      flags: ["--experimental-config-file=own.json"],
    },
  ])("where $why", ({ options, flags }) => {
    expect(isOnlyPreload("--import", { options, flags }, PLACE)).toBe(false);
  });
});
