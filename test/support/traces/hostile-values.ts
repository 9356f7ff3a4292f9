function refuse(): never {
  throw new Error("not for you");
}

/** Everything that is asked of it throws. */
function untouchable(): object {
  return new Proxy(
    {},
    {
      get: refuse,
      has: refuse,
      ownKeys: refuse,
      getPrototypeOf: refuse,
      getOwnPropertyDescriptor: refuse,
    },
  );
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwingGetter(): object {
  return Object.defineProperty({ kept: "yes" }, "secret", { enumerable: true, get: refuse });
}

function throwingJson(): object {
  return { kept: "yes", toJSON: refuse };
}

function circle(): object {
  const circle: { self?: unknown; readonly kept: string } = { kept: "yes" };
  circle.self = circle;
  return circle;
}

function deep(levels = 20_000): object {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

/** A message-like object that turns hostile when it is looked at as a message. */
function hostileMessage(): object {
  return Object.defineProperty({ _getType: refuse, type: "human", id: "m1" }, "content", {
    enumerable: true,
    get: refuse,
  });
}

/** What a program may hand to a tracer by accident, by name. */
export const HOSTILE_VALUES: ReadonlyArray<readonly [string, () => unknown]> = [
  ["a proxy that throws", untouchable],
  ["a revoked proxy", revoked],
  ["a getter that throws", throwingGetter],
  ["a toJSON that throws", throwingJson],
  ["a circle", circle],
  ["a very deep object", deep],
  ["a message that throws", hostileMessage],
  ["a list with all of that", () => [untouchable(), revoked(), circle(), hostileMessage()]],
  ["messages with all of that", () => ({ messages: [untouchable(), revoked(), hostileMessage()] })],
  ["a bigint", () => 10n],
  ["a symbol", () => Symbol("owl")],
  ["a function", () => refuse],
  ["half a character", () => "owl \ud83e"],
  ["a text with a null character", () => "owl\u0000"],
  ["a Map with a circle", () => new Map([["circle", circle()]])],
  ["an invalid date", () => ({ at: new Date(Number.NaN) })],
  ["an object named __proto__", (): unknown => JSON.parse('{"__proto__":{"polluted":true}}')],
];
