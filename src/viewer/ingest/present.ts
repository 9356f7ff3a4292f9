type Present<Given> = { readonly [Name in keyof Given]?: Exclude<Given[Name], undefined> };

/** The fields that are not undefined. */
export function present<Given extends object>(given: Given): Present<Given> {
  const found: { [Name in keyof Given]?: Exclude<Given[Name], undefined> } = {};
  for (const name in given) {
    const value = given[name];
    if (isPresent(value)) found[name] = value;
  }
  return found;
}

function isPresent<Value>(value: Value): value is Exclude<Value, undefined> {
  return value !== undefined;
}
