/** Reads what the host's values may resist, as a proxy or a getter that throws does: then `other` stands for it. */
export function tryOr<Result, Other>(read: () => Result, other: Other): Result | Other {
  try {
    return read();
  } catch {
    return other;
  }
}
