import { stripVTControlCharacters } from "node:util";
import { expect, it, vi } from "vitest";
import { printFault, printLines, printResult } from "../../src/cli/output.js";
import { rememberSecrets } from "../../src/logging/known-secrets.js";
import { piece } from "../../src/terminal/styled-line.js";

const SECRET = "the-key-of-the-store";
const HOSTILE = `\u001b]0;title\u0007\u009b2J\u202e ${SECRET}\r\n`;
rememberSecrets([SECRET]);

function printed(stream: "stdout" | "stderr", print: () => void): string {
  const write = vi.spyOn(process[stream], "write").mockReturnValue(true);
  try {
    print();
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}

it("printed lines hold no control character that a terminal obeys, and no secret", () => {
  const text = printed("stdout", () => {
    printLines([[piece(`  name ${HOSTILE}`, "red"), piece("  end")]]);
  });
  expect(stripVTControlCharacters(text)).toMatch(/^ {2}name [^\p{Cc}\p{Cf}]* {2}end\n$/u);
  expect(text).not.toContain(SECRET);
});

it("printed JSON keeps its meaning and holds no control character", () => {
  const text = printed("stdout", () => {
    // JSON is written at once, without a pager.
    void printResult({ exitCode: 0, lines: [], json: { name: HOSTILE, tokens: 3 } }, true);
  });
  expect(text.replaceAll("\n", "")).toMatch(/^[^\p{Cc}\p{Cf}]*$/u);
  expect(JSON.parse(text)).toEqual({ name: HOSTILE.replace(SECRET, "***"), tokens: 3 });
});

it("a fault is printed as one line", () => {
  const text = printed("stderr", () => {
    printFault(new Error(`langchain-opik: no ${HOSTILE} more`));
  });
  expect(text).toMatch(/^langchain-opik: no [^\p{Cc}\p{Cf}]* more\n$/u);
  expect(text).not.toContain(SECRET);
});
