import { expect, it } from "vitest";
import { loginIn, TokenGuard } from "../../../src/viewer/guard/token-guard.js";
import { ManualClock } from "../../support/time/manual-clock.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function startGuard(token = "open sesame", clock = new ManualClock()) {
  const guard = new TokenGuard(token, 5273, clock);
  const logIn = (address: string) => {
    const [path = "", query = ""] = address.split("?", 2);
    const login = loginIn(path, query);
    return login && guard.logIn(login);
  };
  return {
    ...{ guard, clock },
    logIn,
    /** What a browser sends afterwards. */
    cookie: () => (logIn(`/?token=${token}`) ?? "").split(";")[0] ?? "",
    code: () => guard.loginPath(),
  };
}

it("a code of an address logs in once, and for two minutes", () => {
  const { clock, logIn, code } = startGuard();

  const [used, unused] = [code(), code()];
  expect(logIn(used)).toContain("HttpOnly");
  expect(logIn(used)).toBeUndefined();
  clock.advance(2 * MINUTE_MS - 1);
  const late = code();
  clock.advance(1);

  expect(logIn(unused)).toBeUndefined();
  expect(logIn(late)).toContain("HttpOnly");
});

it("of codes that nobody has used, the newest ten are good", () => {
  const { logIn, code } = startGuard();
  const codes = Array.from({ length: 11 }, code);

  expect(codes.map((one) => logIn(one) !== undefined)).toEqual([false, ...Array.from({ length: 10 }, () => true)]);
});

it("a browser's cookie is good for 30 days, also after a restart, and does not hold the token", () => {
  const { guard, clock, cookie } = startGuard();
  const set = cookie();

  expect(set).not.toContain("sesame");
  expect(guard.isIn({ cookie: `a=b; ${set}; c=d` })).toBe(true);
  expect(startGuard().guard.isIn({ cookie: set })).toBe(true);
  clock.advance(30 * DAY_MS);
  expect(guard.isIn({ cookie: set })).toBe(false);
});

it("a cookie of another token, another server's port or another end is none", () => {
  const { guard, cookie } = startGuard();
  const [name = "", value = ""] = cookie().split("=");
  const [expiry = "", signature = ""] = value.split(".");

  expect(guard.isIn({ cookie: startGuard("other").cookie() })).toBe(false);
  expect(guard.isIn({ cookie: `langchain_opik_session_80=${value}` })).toBe(false);
  expect(guard.isIn({ cookie: `${name}=${Number(expiry) + DAY_MS}.${signature}` })).toBe(false);
  expect(guard.isIn({ cookie: `${name}=` })).toBe(false);
});

it("what logs in is neither an empty code nor an empty token", () => {
  const { guard, logIn } = startGuard();

  expect(logIn("/login/")).toBeUndefined();
  expect(logIn("/?token=")).toBeUndefined();
  expect(guard.isIn({ authorization: "" })).toBe(false);
});
