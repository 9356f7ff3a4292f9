/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process; none where the runtime has no `process`. The only place that reads `process.env`. */
export function processEnvironment(): Environment {
  const host: { readonly process?: { readonly env?: Environment } } = globalThis;
  return host.process?.env ?? {};
}

/** One variable; one that the runtime forbids to read (Deno without permission) is as good as unset. */
export function readVariable(environment: Environment, name: string): string | undefined {
  try {
    return environment[name];
  } catch {
    return undefined;
  }
}
