import { describe, expect, it } from "vitest";
import { createJsonWriter } from "../../../src/records/json/json-writer.js";
import { withoutSecrets } from "../../../src/records/redaction/redact-secrets.js";
import { createRedactingWriter } from "../../../src/records/redaction/redacting-writer.js";

/**
 * So long that work which grows with the square of a text takes many minutes, and runs into the time limit of the
 * test. What reads each character a few times takes far less than a second.
 */
const LENGTH = 500_000;
const limits = { maxFieldLength: LENGTH + 100, maxMediaLength: LENGTH };
const writer = createRedactingWriter(createJsonWriter(limits), withoutSecrets);

const filledWith = (part: string) => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);
const written = (text: string) => writer.write(text, { field: "input", kind: "chain" });

/** Parts that begin what a pattern looks for, and never end it. */
const PARTS = [
  ...[
    "eyJ",
    "eyJ-",
    "eyJaaaaaaaa-",
    "eyJaaaaaaaa.",
    "eyJaaaaaaaa.eyJaaaaaaaa ",
    "-eyJ.",
    "SG.",
    "SG.a-",
    "SG.aaaaaaaaaaaaaaaa.",
  ],
  ...[
    "sk-",
    "sk-a ",
    "sk_live_",
    "sk_test_sk_",
    "AKIA",
    "ASIAAAAAAAAAAAAAAAA",
    "ghp_",
    "xoxb-",
    "AIza",
    "github_pat_ ",
  ],
  ...[
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN A",
    "-----END PRIVATE KEY-----",
  ],
  ...["Bearer ", "Basic\n", "bearer 1234567 ", `Bearer${" ".repeat(500)}`, "Authorization: Bearer "],
  ...["://", "a://", "a://a:a", "a.a+a-://", `ab://${"x".repeat(190)}:${"y".repeat(190)} `, "a:a@a:a@", "://:@"],
  ...["@", "a@", "a@a.", "a@a.a.a.a.a.a.a.a.a.", "a.b%c+d@", `${"a".repeat(64)}@`, `a@${"a".repeat(63)}.`, "@a.a"],
  ...[
    "key",
    "key-token-secret-",
    "apikey",
    "apikey=",
    'apikey="',
    "apikey='",
    "apikey:\\",
    "key=key",
    "password: ",
    "a:",
  ],
  ...["pwd=", "pwd:a ", "p-a-s-s", "auth token ", "=", ":", '"', "'", "\\", `apikey="${"a:b".repeat(400)}`, "secret :"],
  ...["passwor=", `${"a-p-i-k-e-".repeat(6)}=`, `${"secre".repeat(13)}:`, "apikey=[redacted] ", ".aaaaaaaa"],
  ...["4", "41", "4111 ", "4-", "4111-1111-1111-1112 ", "4111111111111112 ", "4 4", "60 11 "],
  ...[
    "Token ",
    "Token a=",
    "Digest a=b,",
    'Digest a="',
    "Digest a=b ",
    "AWS4-",
    "AWS4-A ",
    "HMAC",
    "ApiKey a",
    "Basic aA",
  ],
  ...["key.", "token-", "token_", "api key ", "aa aa key", "key is ", "key is: ", "key | ", "password is '", "jwt"],
  ...['password="\\', 'password=\\"', 'token="$A\\', "token='$A ", 'key=["', "key={'", "password='''", 'password="""'],
  ...[
    "<key ",
    "<key>",
    "<key><",
    `<key ${"a".repeat(190)}`,
    'name="key">',
    "--key ",
    "--key -",
    "key: |\n",
    "cookie: a=b;",
  ],
  ...['"key","value', "key,  ", "key: a = ", "key: A<", "%3Dkey%3D", "&quot;key&quot;:", "cookie: a=", "key\\u0022:"],
  ...["://a:a/", "://a:a@a,", "postgres://a:1/", `http://a:1${"@a".repeat(90)}`, "://hooks.slack.com/services/"],
  ...["curl ", "curl -u a", "curl -u a:", "mysql ", "mysql -", "sshpass -p ", "docker login ", " -u ", " -p -p"],
  ...["%40", "a%40", "a&#64;", '"a"@', '"a a', "é@", "a@xn--", "a@a.png ", "://a.webhook.", "key: A a = "],
  ...[
    "\u200b",
    "a\u200b",
    "\u0430",
    "a\u0430",
    "\uff41",
    "\ud835\udc00",
    "\u0430-",
    `${"a".repeat(500)}\u0430`,
    "-\ufe0f ",
  ],
  ...["1//0", "pypi-a", "xai-", "110201543:", ".atlasv1.", "-us1", `${"0".repeat(31)}-us1`, "AKIAAAAAAAAAAAAAAAAA, "],
  ...[
    "4111.",
    "4111. ",
    "4111\u00a0\u00a0",
    "4.1",
    "eyJaaaaaaaa..",
    "eyJaaaaaaaa.eyJ",
    "dp.pt.",
    "xoxe.",
    "re_aaaaaaaa_",
  ],
  ...["a", "A", "-", "_", ".", "0", " ", "\n", "\t", "\u0000", "\ud800", "🙂", "é", "[redacted]"],
];

describe("redaction of a text of half a million characters", () => {
  it.each(PARTS.map((part) => [part.slice(0, 24), part] as const))(
    "redaction reads half a million characters once where they are filled with %j",
    (_title, part) => {
      expect(written(filledWith(part)).length).toBeGreaterThan(2);
    },
  );

  it.each([
    ["-----BEGIN PRIVATE KEY-----", "-----END AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ["Bearer", " "],
    ["apikey", " "],
    ["apikey=", " "],
    ["apikey='", "'"],
    ['apikey="', '\\"'],
    ['apikey="$A ', "key=\\'$A "],
    ["Digest a=b", ",a=b"],
    ["cookie: a=b", "; a=b"],
    ["<key>", "a"],
    ["a\u200b", "a"],
    ["curl -u ", "a:"],
    ["token=", "$A,"],
    ["a://a:", "@a"],
    ["x@", "a."],
    ["eyJaaaaaaaa.", "aaaaaaaa-"],
  ])("redaction reads half a million characters once where %j is followed by nothing but %j", (first, part) => {
    expect(written(first + filledWith(part)).length).toBeGreaterThan(2);
  });

  it("redaction finds the secret at the end of half a million characters", () => {
    expect(written(`${filledWith("eyJ-").slice(0, -100)} password=hunter2`)).not.toContain("hunter2");
  });

  it("redaction reads a key of half a million characters once", () => {
    expect(writer.write({ [filledWith("api-")]: "value" }, { field: "input", kind: "chain" })).toContain("api-api-");
  });
});
