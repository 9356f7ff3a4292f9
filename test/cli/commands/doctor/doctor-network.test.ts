import { describe, expect, it } from "vitest";
import { startForwardProxy } from "../../../support/opik-server/forward-proxy.js";
import { selfSignedCertificate } from "../../../support/opik-server/self-signed-certificate.js";
import { textWith } from "../../../support/traces/text-matchers.js";
import { startOpikSite } from "../../support/opik-site.js";
import { runDoctor } from "../../support/run-doctor.js";

describe("langchain-opik doctor on the way to the server", () => {
  it("doctor ends when the server is silent", async () => {
    const site = await startOpikSite({ special: { "/": "silence" } });
    const env = { OPIK_URL_OVERRIDE: site.url, OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS: "200" };

    const { exitCode, failures } = await runDoctor(env);

    expect(failures).toMatchObject([{ name: "server", detail: "no answer: no answer within 200 ms" }]);
    expect(exitCode).toBe(1);
  });

  it("doctor reports a certificate that is not trusted", async () => {
    const site = await startOpikSite({ certificate: selfSignedCertificate() });

    const { failures } = await runDoctor({ OPIK_URL_OVERRIDE: site.url });

    expect(failures).toMatchObject([{ name: "TLS", advice: textWith("NODE_EXTRA_CA_CERTS") }]);
  });

  it("doctor reports a certificate that is not trusted behind a proxy too", async () => {
    const site = await startOpikSite({ certificate: selfSignedCertificate() });
    const proxy = await startForwardProxy();

    const { failures } = await runDoctor({ OPIK_URL_OVERRIDE: site.url, HTTPS_PROXY: proxy.url, NO_PROXY: "" });
    await proxy.close();

    expect(failures).toMatchObject([{ name: "server", advice: textWith("NODE_EXTRA_CA_CERTS") }]);
    expect(proxy.requests).toEqual([`CONNECT ${new URL(site.url).host}`]);
  });

  it("doctor names a proxy that is not an HTTP proxy", async () => {
    const { failures } = await runDoctor({
      OPIK_URL_OVERRIDE: "http://opik.test/api",
      ALL_PROXY: "socks5://127.0.0.1:1",
    });

    expect(failures).toMatchObject([{ name: "proxy", advice: textWith("http://host:port") }]);
  });

  it("doctor goes through the proxy, and names it without its password", async () => {
    const site = await startOpikSite();
    const proxy = await startForwardProxy();
    const address = proxy.url.replace("//", "//user:pass-word@");

    const { exitCode, report } = await runDoctor({
      OPIK_URL_OVERRIDE: site.url,
      HTTP_PROXY: address,
      NO_PROXY: "",
    });
    await proxy.close();

    expect(exitCode).toBe(0);
    expect(report.checks.find(({ name }) => name === "proxy")?.detail).toBe(`${proxy.url}/`);
    expect(JSON.stringify(report)).not.toContain("pass-word");
    expect(proxy.requests).toHaveLength(site.requests.length);
  });
});
