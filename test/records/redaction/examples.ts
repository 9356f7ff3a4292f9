/**
 * What redaction "standard" is promised to hide, and what it can't or must not: the tests try each example, and the
 * tables of docs/privacy.md are made of the same rows (`npm run docs`). Keys are put together here, because those that
 * stand whole in a file are taken for real ones by whoever looks for leaks.
 */
export interface ExampleGroup {
  /** For the table of the docs. */
  readonly what: string;
  /** The docs show what becomes of the first three. */
  readonly examples: readonly string[];
}

/** Stands in each secret. Of what is hidden nothing may be left. */
export const SECRET = "hunter2";

const LONG = "hunter2hunter2hunter2hunter2hunter2hunter2";
const DASHES = "-".repeat(5);
const hex = (length: number) => "0123456789abcdef".repeat(8).slice(0, length);
const key = (beginning: string, end = LONG) => `${beginning}${end}`;
const inJson = (value: unknown, times: number): string =>
  times === 0 ? String(value) : JSON.stringify(times === 1 ? value : inJson(value, times - 1));

const BASE64 = Buffer.from(`the key is sk-${LONG}`).toString("base64");

export const CAUGHT: readonly ExampleGroup[] = [
  {
    what: "values after the name of a credential, in any spelling",
    examples: [
      "github_token=hunter2",
      "clientSecret: hunter2",
      "the encryption key = hunter2",
      "GITHUB_TOKEN=hunter2",
      "githubToken: hunter2",
      "GITHUB_TOKEN_PROD=hunter2",
      "my-webhook-secret = hunter2",
      "webhook_secret_v2: hunter2",
      "encryption_key=hunter2",
      "signingKey=hunter2",
      "privateKey: hunter2",
      "private_key_id: hunter2",
      "refresh_token=hunter2",
      "refresh tokens: hunter2",
      "API key: hunter2",
      "client secret: hunter2",
      "DB_PASS=hunter2",
      "MYSQL_PWD=hunter2",
      "app.datasource.password=hunter2",
      "passphrase: hunter2",
      "OPENAI_KEY=hunter2",
      "service_role_key: hunter2",
      "session_cookie: hunter2",
      "connection_string: hunter2;other",
      "AccountName=x;AccountKey=hunter2==;EndpointSuffix=core.windows.net",
      "Server=h;User Id=u;Password=hunter2;",
      "host=h user=u password=hunter2 dbname=d",
      "password: hunter2,hunter2",
    ],
  },
  {
    what: "in JSON, Python, YAML, files of settings, XML, HTML, addresses and on command lines",
    examples: [
      "{'api_key': 'hunter2'}",
      "run --api-key hunter2 --verbose",
      "<password>hunter2</password>",
      '{"password":"hunter2 with blanks"}',
      '{"password":"with \\"hunter2\\" quoted"}',
      '{"password": "cut off hunter2',
      '{"api_key": ["hunter2", "hunter2"]}',
      '{"credentials": {"user": "hunter2"}}',
      "{'password': b'hunter2'}",
      "dict(api_key='hunter2')",
      'os.environ["API_KEY"] = "hunter2"',
      "password='hunter2 pass word'",
      "`token`: `hunter2`",
      "password: hunter2\nuser: me",
      "secret:\n  password: hunter2",
      "password: |\n  hunter2",
      "- name: API_KEY\n  value: hunter2",
      '{"name":"API_KEY","value":"hunter2"}',
      '<input name="password" value="hunter2">',
      'export OPENAI_API_KEY="hunter2 abc"',
      "<ns:apiKey type='x'>hunter2</ns:apiKey>",
      "<db password='hunter2'/>",
      "https://x.test/?page=2&access_token=hunter2&x=1",
      "https://x.test/c?sv=2022&sig=hunter2%3D",
      "https://x.test/k?X-Amz-Signature=hunter2",
      "run --api-key=hunter2",
      'run --password "hunter2 x"',
      "curl -u user:hunter2 https://x.test",
      "mysql -phunter2 -u root",
      "sshpass -p hunter2 ssh me@host",
      "my password is hunter2",
      "The password is: hunter2",
      "the api key k-1234hunter2x",
      "**Password:** hunter2",
      "user[password]=hunter2",
      "api_key[]=hunter2",
      "password%3Dhunter2",
      "next=%2F%3Ftoken%3Dhunter2",
      "{&quot;password&quot;:&quot;hunter2&quot;}",
      "\\u0022password\\u0022:\\u0022hunter2\\u0022",
      "password -> hunter2",
      ":api_key => 'hunter2'",
      "let apiKey: string = 'hunter2'",
      'password="""hunter2"""',
      '<property name="password">hunter2</property>',
      "<meta name='csrf-token' content='hunter2'>",
      '--header \'Authorization: OAuth oauth_token="hunter2", oauth_signature="hunter2"\'',
      "//registry.test/:_authToken=hunter2",
      inJson({ password: "hunter2 x" }, 2),
      inJson({ a: { api_key: "hunter2 x" } }, 3),
      inJson(inJson({ token: "hunter2 x" }, 3), 1),
    ],
  },
  {
    what: "HTTP headers",
    examples: [
      'Authorization: Digest username="u", realm="r", response="hunter2"',
      "x-api-key: hunter2",
      "Cookie: a=hunter2; b=hunter2; c=hunter2",
      ...["Bearer", "Basic", "Token", "ApiKey", "Negotiate", "Custom"].map(
        (scheme) => `Authorization: ${scheme} hunter2hunter2`,
      ),
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/2026/us/s3/aws4_request, SignedHeaders=host, Signature=hunter2",
      'curl -H "Authorization: Token token=hunter2"',
      "{'Authorization': 'ApiKey hunter2'}",
      "got Bearer hunter2hunter2 from it",
      "Proxy-Authorization: Basic hunter2hunter2",
      "set-cookie: sid=hunter2; Path=/",
    ],
  },
  {
    what: "keys and tokens of known forms: OpenAI, Anthropic, OpenRouter, Google, AWS, GitHub, GitLab, Slack, Stripe, Hugging Face, npm, Databricks and some 50 others; web tokens (JWT, JWE), private keys (PEM, PGP, age)",
    examples: [
      `with sk-proj-${LONG} here`,
      `url?x=eyJ${LONG}.eyJ${LONG}.${LONG}&y=1`,
      `from xoxb-${LONG} to ghp_${LONG}`,
      ...["sk-", "sk-proj-", "sk-svcacct-", "sk-ant-api03-", "sk-or-v1-", "sk-lf-", "my_sk-"].map((one) => key(one)),
      ...["ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xapp-1-"].map((one) => key(one)),
      ...["sk_live_", "sk_test_", "rk_live_", "whsec_", "AIza", "GOCSPX-", "ya29.", "1//0"].map((one) => key(one)),
      ...["npm_", "pypi-", "hf_", "r8_", "gsk_", "xai-", "pplx-", "tvly-", "lsv2_pt_", "lsv2_sk_", "nvapi-"].map(
        (one) => key(one),
      ),
      ...[
        "sess-",
        "rk_test_",
        "gldt-",
        "glrt-",
        "xapp-1-A0-",
        "xoxe.xoxp-",
        "doo_v1_",
        "shpss_",
        "hvb.",
        "dckr_oat_",
      ].map((one) => key(one)),
      ...["glc_", "sntrys_", "pscale_tkn_", "tskey-auth-", "ops_eyJ", "CFPAT-", "CCIPAT_", "ATCTT", "ATBB", "sgp_"].map(
        (one) => key(one),
      ),
      ...[
        "e2b_",
        "fw_",
        "jina_",
        "tgp_v1_",
        "nfp_",
        "napi_",
        "vercel_",
        "vck_",
        "rnd_",
        "rubygems_",
        "phx_",
        "fo1_",
      ].map((one) => key(one)),
      ...["sq0csp-", "dp.st.dev.", "lin_oauth_", "fc-", "pul-", "cfut_", "sntryu_", "pscale_pw_"].map((one) =>
        key(one),
      ),
      key("SK", LONG.slice(0, 32)),
      key("pat", `${LONG.slice(0, 14)}.${LONG}`),
      key("re_", `hunter2x_${LONG}`),
      key("AGE-SECRET-KEY-1", LONG.toUpperCase()),
      `${LONG.slice(0, 14)}.atlasv1.${LONG}`,
      `${LONG.slice(0, 32)}-us12`,
      ...["csk-", "pcsk_", "dop_v1_", "shpat_", "sq0atp-", "sb_secret_", "sbp_", "vcp_", "dapi", "lin_api_"].map(
        (one) => key(one),
      ),
      ...["ntn_", "secret_", "ATATT3", "dp.pt.", "hvs.", "dckr_pat_", "glsa_", "NRAK-", "PMAK-", "figd_", "key-"].map(
        (one) => key(one),
      ),
      `SG.${LONG}.${LONG}`,
      `${key("AKIA", "HUNTERTWOHUNTERX")}, ${LONG.slice(0, 40)}`,
      `M${LONG.slice(0, 23)}.G1x2y3.${LONG.slice(0, 38)}`,
      `110201543:${LONG.slice(0, 35)}`,
      `https://hooks.slack.com/services/T000/B000/${LONG}`,
      `https://discord.com/api/webhooks/123/${LONG}`,
      `eyJ${LONG}.eyJ${LONG}.${LONG}`,
      `eyJ${LONG}.eyJ${LONG}`,
      `eyJ${LONG}..${LONG}.${LONG}.${LONG}`,
      `${DASHES}BEGIN RSA PRIVATE KEY${DASHES}\nhunter2\n${DASHES}END RSA PRIVATE KEY${DASHES}`,
      `${DASHES}BEGIN OPENSSH PRIVATE KEY${DASHES}\nhunter2 cut off`,
      `${DASHES}BEGIN PGP PRIVATE KEY BLOCK${DASHES}\nhunter2\n${DASHES}END PGP PRIVATE KEY BLOCK${DASHES}`,
    ],
  },
  {
    what: "passwords in addresses, also with `@` or `/` in them",
    examples: [
      "postgres://app:hunter2@db/app",
      "postgres://app:p@hunter2@db:5432/app",
      "postgres://app:p/hunter2@db/app",
      "postgres://app:p@/hunter2/x@db/app?a=b",
      "redis://:hunter2@h:6379",
      "mongodb+srv://u:hunter2@a.test,b.test/db",
      "see <https://u:hunter2@x.test/a>.",
      "https://hunter2hunter2hunter2@localhost:3000/repo.git",
      "postgres://u:1234/hunter2@h/db",
    ],
  },
  {
    what: "e-mail addresses",
    examples: [
      "write to hunter2@example.com today",
      "?to=hunter2%40example.com&x=1",
      "an <hunter2@münchen.de>",
      "hunter2+x@mail.example.co.uk",
      "hunter2@münchen.de",
      '"hunter2 x"@example.com',
      "hunter2&#64;example.com",
      "hunter2%40example.com",
    ],
  },
  {
    what: "any of these in disguise: with characters of no width, look-alike letters of other alphabets, or letters of full width",
    examples: [
      "p\u0430ssword: hunter2",
      "\uff50assword: hunter2",
      `use s\u200bk-${LONG} here`,
      `s\u200bk-${LONG}`,
      `sk\u00ad-hunt\u2060er2hunter2hunter2`,
      `\uff53\uff4b-${LONG}`,
      `\u0455k-${LONG}`,
      "hunter2\uff20example.com",
    ],
  },
];

export const CARDS: readonly string[] = [
  "card 4111 1111 1111 1111.",
  "5500-0000-0000-0004",
  "4111.1111.1111.1111",
  "4111\u00a01111\u00a01111\u00a01111",
  "4111  1111  1111  1111",
];

/** Names of fields whose values are hidden, whatever they are. */
export const SECRET_NAMES: readonly string[] = [
  ...["apiKey", "x-api-key", "API key", "apikey", "password", "Authorization", "client_secret", "refreshToken"],
  ...["Set-Cookie", "github_token", "githubToken", "GITHUB-TOKEN", "github token", "GITHUB_TOKEN_2", "bot_token"],
  ...[
    "webhook_secret",
    "encryption_key",
    "encryptionKey",
    "signing-key",
    "private_key",
    "privateKeyPem",
    "db_password",
  ],
  ...[
    "session_cookie",
    "connection_string",
    "connectionString",
    "totp_secret",
    "hmac_secret",
    "jwt",
    "otp",
    "pw",
    "pwd",
  ],
  ...["passcode", "credentials", "accountKey", "azure_key", "OPENAI_KEY", "ssh_key", "masterKey", "secrets", "auth"],
  ...["basicAuth", "access_tokens", "OAuthToken", "my_token", "deployKey", "seed_phrase", "backup_codes", "PHPSESSID"],
  ...["p\u0430ssword", "pass\u200bword", "aws_secret_access_key", "google_application_credentials", "secretKeyBase"],
];

/** Names of fields whose values are shown. */
export const HARMLESS_NAMES: readonly string[] = [
  ...["max_tokens", "prompt_tokens", "completion_tokens", "token_count", "tokens", "tokenizer", "secretary", "author"],
  ...["key", "keys", "keyboard", "primary_key", "sort_key", "public_key", "cacheKey", "next_page_token", "eos_token"],
  ...["invalid_tokens", "user_tokens", "tokenUsage", "input_token_details", "cache_read_input_tokens"],
  ...["cost_per_token", "time_to_first_token", "token_type", "tokenIds", "maxOutputTokens", "passage", "passenger"],
  ...["compass", "passed", "authors", "authority", "signal", "design", "thread_id", "session_id", "conversation_id"],
  ...["signature", "function_key_name", "idempotency_key", "monkey", "turkey", "object_key", "keyword", "hockey"],
];

/** What stays as it is. */
export const KEPT: readonly string[] = [
  "The order 4111 1111 1111 1112 was shipped.",
  "id 01a1fc46-488d-76ec-9132-3f8cd368a95c",
  `commit ${hex(40)} on main`,
  `sha256:${hex(64)}`,
  "at 1732166400000 ms",
  "[4.532015112830366, -0.01, 5.424000000000015]",
  "max_tokens: 2048, tokens = 12345",
  "completion_tokens=17 token_count: 12000",
  "a secretary wrote user@ and @mention",
  "Bearer of news",
  "Basic understanding of things",
  "Each token: roughly four characters of text.",
  "The secret: never give up.",
  "The key to success: hard work, and the password is required.",
  "Password: must be at least 8 characters long.",
  "API key: see the settings page.",
  "Forgot your password? Authorization: required for all pages.",
  "Authentication tokens expire after an hour; secrets are rotated.",
  "The token is 4 characters, and the next token is likely shorter.",
  "const token = await getToken(user);",
  "return { kind, token: media.token, apiKey: fields?.apiKey ?? other.key };",
  "{ token: 'ore', logprob: 0, bytes: [1] }",
  "A basic HTTP/1.1 client, basic TypeScript knowledge",
  "'a URL that includes credentials: ' + url",
  '<label for="password">Password</label>',
  'export OPENAI_API_KEY="your-api-key"',
  'authorization: "<oauth-access-token>",',
  'fetch(url, { credentials: "include" })',
  'type Keys = Pick<Settings, "apiKey" | "apiUrl">;',
  "| `apiKey` | `OPIK_API_KEY` | none | Opik's key |",
  "const apiKey = process.env.OPENAI_API_KEY;",
  "api_key = os.environ['OPENAI_API_KEY']",
  "interface User { password: string; token?: string }",
  "def login(user: str, password: str, token: Optional[str] = None):",
  "client = OpenAI(api_key=api_key, auth=auth)",
  `password: \${DB_PASSWORD}`,
  "api_key: {{ secrets.API_KEY }}",
  "OPENAI_API_KEY=<your key>",
  "if (token === undefined) return next();",
  "for key in keys: tokens.append(key)",
  "npm install lodash@4.17.21 @langchain/core@1.0.0",
  "npm_config_user_agent and npm_package_version",
  "pypi-publish-workflow-action, sk-learn",
  "git clone git@github.com:org/repo.git",
  "![logo](logo@2x.png)",
  "http://localhost:3000/@vite/client and https://x.test:8443/a@b",
  "see https://x.test/users/@me/settings",
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
  "Съешь же ещё этих мягких французских булок, что-то там: 12345",
  "これは\uff21\uff30\uff29の説明です。",
  "GET /v1/keys?limit=10&sort=key HTTP/1.1",
  "2026-01-02T03:04:05.678Z 12:30:45",
  '{"role":"user","content":"what is a JSON web token?","max_tokens":100}',
  '{"type":"object","properties":{"password":{"type":"string"}},"required":["password","token"]}',
  "disk-usage-monitoring-service-name, task-1234567890abcdefgh",
  "x.y.z = a.b.c; keyboard: qwerty; author: Jane; passage: three",
];

/** What it can't know, for the docs: what stands in it is sent. */
export interface Limit {
  /** For the docs. */
  readonly what: string;
  readonly example: string;
  /** What is still there afterwards. */
  readonly left: string;
}

/** What it can't know, or must not take for a secret. */
export const NOT_CAUGHT: readonly Limit[] = [
  {
    what: "what is encoded, encrypted or compressed, such as base64 of a text with a key in it, and bytes",
    example: BASE64,
    left: BASE64,
  },
  { what: "a key with a blank or the end of a line in it", example: `sk-\n${LONG}`, left: SECRET },
  {
    what: "a secret in a sentence, with no name and sign before it, or with a name in another language",
    example: "I log in with hunter2, mot de passe: hunter2",
    left: "with hunter2, mot de passe: hunter2",
  },
  {
    what: "a key without a form of its own that has no name before it",
    example: `use ${hex(32)} for it`,
    left: hex(32),
  },
  {
    what: "what follows the first blank of a password without quotes",
    example: "password: correct hunter2 staple",
    left: "hunter2 staple",
  },
  {
    what: "names that are no credential's for most programs, such as `pass`, `pin`, `signature`, `session_id` and `key`",
    example: "pin: 4321, signature=hunter2, key=hunter2",
    left: "pin: 4321, signature=hunter2, key=hunter2",
  },
  {
    what: "names of people, streets, telephone and insurance numbers, dates of birth",
    example: "Jane Doe, 078-05-1120",
    left: "Jane Doe, 078-05-1120",
  },
];
