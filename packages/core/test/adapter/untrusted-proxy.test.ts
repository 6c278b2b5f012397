import { describe, expect, it } from "vitest";
import { UntrustedProxy } from "../../src/adapter/untrusted-proxy.ts";

const adapter = { trustProxy: "app.proxy = true" };
const HEADER = "203.0.113.9";

describe("a proxy that the app does not trust", () => {
  it("is told once, with what to write", () => {
    const proxies = new UntrustedProxy({}, adapter);
    const text = proxies.check(from("::ffff:10.0.0.1", HEADER));
    expect(text).toMatch(/^Requests come through a proxy \(10\.0\.0\.1\) that the app does not/);
    expect(text).toContain("Use app.proxy = true, or the clientAddress option of peek.");
    expect(proxies.check(from("10.0.0.2", HEADER))).toBeUndefined();
  });

  it("is told without the framework's setting where it has none", () => {
    const text = new UntrustedProxy({}, {}).check(from("::1", HEADER));
    expect(text).toContain("Use the clientAddress option of peek.");
  });

  it.each([
    ["no proxy is seen", undefined, "10.0.0.1"],
    ["the app trusts it", "203.0.113.9", "10.0.0.1"],
    ["it is on a network of others", "203.0.113.9", "203.0.113.9"],
    ["it has no address", "/run/app.sock", "/run/app.sock"],
  ])("is not told where %s", (_, address, peer) => {
    const ending = {
      forwarded: address === undefined ? undefined : { address, header: HEADER },
      peer,
    };
    expect(new UntrustedProxy({}, adapter).check(ending)).toBeUndefined();
  });

  it.each([false, () => "203.0.113.9"])("is not told where clientAddress is %s", (rule) => {
    const proxies = new UntrustedProxy({ clientAddress: rule }, adapter);
    expect(proxies.check(from("10.0.0.1", HEADER))).toBeUndefined();
  });

  it.each([
    ["names the proxy itself", "10.0.0.1"],
    ["names nobody else", " ::ffff:10.0.0.1,10.0.0.1 , "],
    ["is empty", ""],
    ["is another one", undefined],
  ])("is not told where the header %s: trust would make no difference", (_, header) => {
    const ending = from("::ffff:10.0.0.1", header);
    expect(new UntrustedProxy({}, adapter).check(ending)).toBeUndefined();
  });
});

/** A request through a proxy that the app does not trust. */
function from(peer: string, header: string | undefined) {
  return { forwarded: { address: peer, header }, peer };
}
