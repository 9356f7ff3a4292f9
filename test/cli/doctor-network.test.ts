import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startForwardProxy } from "../support/forward-proxy.js";
import { textWith } from "../support/text-matchers.js";
import { examineProject } from "./support/examine-project.js";
import { startOpikSite } from "./support/opik-site.js";
import { projectFolder } from "./support/project-folder.js";

describe("langchain-opik doctor on the way to the server", () => {
  it("ends when the server is silent", async () => {
    const site = await startOpikSite({ special: { "/": "silence" } });
    const env = { OPIK_URL_OVERRIDE: site.url, OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS: "200" };

    const { exitCode, failures } = await examineProject(env);

    expect(failures).toMatchObject([{ name: "server", detail: "no answer: no answer within 200 ms" }]);
    expect(exitCode).toBe(1);
  });

  it("says that a certificate is not trusted", async () => {
    const site = await startOpikSite({ certificate: selfSigned() });

    const { failures } = await examineProject({ OPIK_URL_OVERRIDE: site.url });

    expect(failures).toMatchObject([{ name: "TLS", advice: textWith("NODE_EXTRA_CA_CERTS") }]);
  });

  it("says so of a certificate behind a proxy too", async () => {
    const site = await startOpikSite({ certificate: selfSigned() });
    const proxy = await startForwardProxy();

    const { failures } = await examineProject({ OPIK_URL_OVERRIDE: site.url, HTTPS_PROXY: proxy.url, NO_PROXY: "" });
    await proxy.close();

    expect(failures).toMatchObject([{ name: "server", advice: textWith("NODE_EXTRA_CA_CERTS") }]);
    expect(proxy.requests).toEqual([`CONNECT ${new URL(site.url).host}`]);
  });

  it("names a proxy that is no HTTP proxy", async () => {
    const { failures } = await examineProject({
      OPIK_URL_OVERRIDE: "http://opik.test/api",
      ALL_PROXY: "socks5://127.0.0.1:1",
    });

    expect(failures).toMatchObject([{ name: "proxy", advice: textWith("http://host:port") }]);
  });

  it("goes through the proxy, and names it without its password", async () => {
    const site = await startOpikSite();
    const proxy = await startForwardProxy();
    const address = proxy.url.replace("//", "//user:pass-word@");

    const { exitCode, examination } = await examineProject({
      OPIK_URL_OVERRIDE: site.url,
      HTTP_PROXY: address,
      NO_PROXY: "",
    });
    await proxy.close();

    expect(exitCode).toBe(0);
    expect(examination.checks.find(({ name }) => name === "proxy")?.detail).toBe(`${proxy.url}/`);
    expect(JSON.stringify(examination)).not.toContain("pass-word");
    expect(proxy.requests).toHaveLength(site.requests.length);
  });
});

/** A certificate that nobody vouches for. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const folder = projectFolder();
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "1"];
  execFileSync("openssl", [...request, "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
