import { describe, expect, it } from "vitest";
import { copiedLine, piece, type StyledLine } from "../../src/terminal/styled-line.js";
import { wrapLine } from "../../src/terminal/wrap-line.js";

function wrapped(line: StyledLine, width: number): readonly string[] {
  return wrapLine(line, width).map((row) =>
    row
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );
}

describe("a line that is wider than the terminal", () => {
  it("a line that is too wide goes on below its text, to the right of its mark", () => {
    const line = [piece("  failed ", "red"), piece("  TCP: no connection to the server")];

    expect(wrapped(line, 26)).toEqual(["  failed   TCP: no", "           connection to", "           the server"]);
  });

  it("a line that is wrapped keeps its colours and all of its text", () => {
    const line = [piece("one two", "red"), piece(" three four")];

    expect(wrapLine(line, 8)).toEqual([
      [piece("one ", "red"), piece("two", "red"), piece(" ")],
      [piece(""), piece("three ")],
      [piece(""), piece("four")],
    ]);
  });

  it("a word that is wider than the terminal is left whole", () => {
    expect(wrapped([piece("  see http://localhost:5173/api now")], 12)).toEqual([
      "  see",
      "  http://localhost:5173/api",
      "  now",
    ]);
  });

  it("a command is left whole, so that it can be copied", () => {
    expect(wrapped(copiedLine("  node --env-file=.env app.js"), 12)).toEqual(["  node --env-file=.env app.js"]);
  });

  it("most of a narrow terminal is not given to a margin", () => {
    expect(wrapped([piece("/a/long/path/.env  (new)")], 20)).toEqual(["/a/long/path/.env", "  (new)"]);
  });

  it("a line that fits is left as it is", () => {
    const line = [piece("日本"), piece(" ab")];

    expect(wrapLine(line, 7)).toEqual([line]);
    expect(wrapped(line, 6)).toEqual(["日本", "ab"]);
  });
});
