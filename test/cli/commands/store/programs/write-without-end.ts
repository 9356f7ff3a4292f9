import { writeWholeFile } from "../../../../../src/cli/commands/store/whole-file.js";

// Writes to a file until it is killed, and says when it has written much of it.
const [, , file = ""] = process.argv;
const LINE = "record\n".repeat(10_000);

async function* texts() {
  for (let count = 0; ; count += 1) {
    if (count === 10) process.stdout.write("writing\n");
    yield await Promise.resolve(LINE);
  }
}

await writeWholeFile(file, texts(), new AbortController().signal);
