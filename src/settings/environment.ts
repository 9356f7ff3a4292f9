/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process; none where the runtime has no `process`. The only file that uses `process.env`. */
export function processEnvironment(): Environment {
  const host: { readonly process?: { readonly env?: Environment } } = globalThis;
  try {
    return host.process?.env ?? {};
  } catch {
    return {};
  }
}

/** One variable; one that the runtime does not allow to be read (Deno without permission) counts as unset. */
export function readVariable(environment: Environment, name: string): string | undefined {
  try {
    return environment[name];
  } catch {
    return undefined;
  }
}

/** Changes a variable of this process, which the processes that it starts inherit. */
export function changeVariable(name: string, value: string): void {
  process.env[name] = value;
}
