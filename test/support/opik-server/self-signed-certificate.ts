import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface SelfSignedCertificate {
  readonly key: string;
  readonly cert: string;
  /** Where the certificate is until the test ends. */
  readonly certFile: string;
}

/** A certificate of 127.0.0.1 and localhost that nobody vouches for. */
export function selfSignedCertificate(): SelfSignedCertificate {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...names];
  execFileSync("openssl", [...request, "-keyout", keyFile, "-out", certFile], { stdio: "ignore" });
  return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8"), certFile };
}
