/** The named numbers of a message from another process. @throws Error when one of them is missing. */
export function numbersIn<Name extends string>(
  message: unknown,
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  if (!hasNumbers(message, names)) throw new Error(`Expected ${names.join(", ")}, but got ${JSON.stringify(message)}.`);
  return message;
}

function hasNumbers<Name extends string>(message: unknown, names: readonly Name[]): message is Record<Name, number> {
  return (
    typeof message === "object" &&
    message !== null &&
    names.every((name) => typeof Reflect.get(message, name) === "number")
  );
}

/** Of an even count the upper middle. @throws Error when there are none. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error("Nothing was measured.");
  return middle;
}
