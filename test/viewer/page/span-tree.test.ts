import { describe, expect, it } from "vitest";
import { ancestorsOf, openRows, spansInOrder, spanTree } from "../../../src/viewer/page/trace/span-tree.js";
import { spanLine } from "./support/span-lines.js";

const NOTHING_CHANGED = { closed: new Set<string>(), openFolds: new Set<string>() };

describe("the rows of a trace's tree", () => {
  const tree = spanTree([
    spanLine({ id: "a", from: 0 }),
    spanLine({ id: "a1", parentSpanId: "a", from: 1 }),
    spanLine({ id: "a2", parentSpanId: "a", from: 2 }),
    spanLine({ id: "b", from: 3 }),
    spanLine({ id: "lost", parentSpanId: "nowhere", from: 4 }),
  ]);

  it("the rows of a tree are in the order of start, each below its parent, with their depth and place", () => {
    const rows = openRows(tree, NOTHING_CHANGED).map(({ id, depth, place, siblings }) => [id, depth, place, siblings]);
    expect(rows).toEqual([
      ["a", 1, 1, 3],
      ["a1", 2, 1, 2],
      ["a2", 2, 2, 2],
      ["b", 1, 2, 3],
      ["lost", 1, 3, 3],
    ]);
  });

  it("the rows of a tree leave out what is below a closed span", () => {
    const rows = openRows(tree, { ...NOTHING_CHANGED, closed: new Set(["a"]) });
    expect(rows.map(({ id }) => id)).toEqual(["a", "b", "lost"]);
  });

  it("a span whose parent is missing is marked as such", () => {
    const orphans = openRows(tree, NOTHING_CHANGED).filter((row) => row.kind === "span" && row.isOrphan);
    expect(orphans.map(({ id }) => id)).toEqual(["lost"]);
  });

  it("many siblings of one name are folded into one row, which opens into all of them", () => {
    const many = spanTree([
      spanLine({ id: "parent" }),
      ...Array.from({ length: 50 }, (_, index) =>
        spanLine({ id: `page ${index}`, name: "page", parentSpanId: "parent", from: index + 1 }),
      ),
    ]);
    const folded = openRows(many, NOTHING_CHANGED);
    expect(folded).toHaveLength(5);
    const fold = folded.at(-1);
    expect(fold).toMatchObject({ kind: "fold", name: "page" });
    expect(openRows(many, { ...NOTHING_CHANGED, openFolds: new Set([fold?.id ?? ""]) })).toHaveLength(51);
  });

  it("a tree of 10,000 levels has all its rows, and so has one with a circle of parents", () => {
    const deep = spanTree(
      Array.from({ length: 10_000 }, (_, index) =>
        spanLine({ id: String(index), from: index, ...(index > 0 && { parentSpanId: String(index - 1) }) }),
      ),
    );
    expect(openRows(deep, NOTHING_CHANGED)).toHaveLength(10_000);
    expect(ancestorsOf(deep, "9999")).toHaveLength(9_999);
    const circle = spanTree([spanLine({ id: "x", parentSpanId: "y" }), spanLine({ id: "y", parentSpanId: "x" })]);
    expect(spansInOrder(circle)).toHaveLength(2);
  });
});
