import type { track } from "opik";

type SdkParams = NonNullable<Exclude<Parameters<typeof track>[0], (...args: never[]) => unknown>["params"]>;

/** A parameter of an agent, as Opik's page asks for it before it runs the agent. */
export interface AgentParam {
  readonly name: string;
  readonly type: "string" | "integer" | "float" | "boolean";
  /** Default: `required`. */
  readonly presence?: "required" | "optional";
}

interface ParamTypes {
  readonly string: string;
  readonly integer: number;
  readonly float: number;
  readonly boolean: boolean;
}

type Value<Param extends AgentParam> = Param extends { readonly presence: "optional" }
  ? ParamTypes[Param["type"]] | undefined
  : ParamTypes[Param["type"]];

/** The arguments of an agent, in the order of its parameters. */
export type AgentArgs<Params extends readonly AgentParam[]> = {
  -readonly [Index in keyof Params]: Value<Params[Index]>;
};

/** The same by name: the input of the agent's program. */
export type AgentInput<Params extends readonly AgentParam[]> = {
  readonly [Param in Params[number] as Param["name"]]: Value<Param>;
};

export function inputByName<Params extends readonly AgentParam[]>(
  params: Params,
  args: AgentArgs<Params>,
): AgentInput<Params> {
  const entries = params.map(({ name }, index) => [name, args[index]] as const);
  // Names and values come from the same list, which the types can't see.
  return Object.fromEntries(entries) as AgentInput<Params>;
}

export function sdkParams(params: readonly AgentParam[]): SdkParams {
  return params.map(({ name, type, presence = "required" }) => ({ name, type, presence }));
}
