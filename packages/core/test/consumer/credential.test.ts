import { describe, expect, it } from "vitest";
import { credentialSubject } from "../../src/consumer/credential.ts";

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims: object, signature = "c2ln"): string =>
  `Bearer ${encode({ alg: "none" })}.${encode(claims)}.${signature}`;

describe("credentialSubject", () => {
  it("keeps an API key as it is, whatever characters it has", () => {
    expect(credentialSubject("acme|evil", "api_key")).toEqual({
      text: "acme|evil",
      source: "api_key",
    });
  });

  it("takes the token without its scheme", () => {
    expect(credentialSubject("Bearer abc", "authorization").text).toBe("abc");
    expect(credentialSubject("abc", "authorization").text).toBe("abc");
  });

  it("takes the user of basic authentication, so that a new password is the same consumer", () => {
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
    expect(credentialSubject(basic("jürgen:one"), "authorization").text).toBe("jürgen");
    expect(credentialSubject(basic("jürgen:two"), "authorization").text).toBe("jürgen");
  });

  it("tells opaque keys apart that begin alike", () => {
    for (const key of ["key=abc/one", "key=abc/two"]) {
      expect(credentialSubject(`Key ${key}`, "authorization").text).toBe(key);
    }
  });

  it("tells keys apart that are sent as the password of nobody", () => {
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
    const texts = [":key-one", ":key-two"].map((each) =>
      credentialSubject(basic(each), "authorization"),
    );
    expect(texts[0]!.text).not.toBe(texts[1]!.text);
  });

  it.each([
    ["Mufasa", 'Digest username="Mufasa", realm="r@x", nonce="N", uri="/x", response="N"'],
    [
      "AKID",
      "AWS4-HMAC-SHA256 Credential=AKID/N/us/s/aws4_request, SignedHeaders=host, Signature=N",
    ],
    ["dh37", 'Hawk id="dh37", ts="N", nonce="N", mac="N"'],
    ["dj0y", 'OAuth realm="x", oauth_nonce="N", oauth_consumer_key="dj0y", oauth_signature="N"'],
    [
      "https://a.test/users/ann#key",
      'Signature keyId="https://a.test/users/ann#key",algorithm="rsa-sha256",signature="N"',
    ],
    ["rsa-1", 'Signature keyId="rsa-1",algorithm="rsa-sha256",signature="N"'],
  ])("takes whom a signature names, which is another at every request: %s", (name, header) => {
    for (const each of ["1", "2"]) {
      const subject = credentialSubject(header.replaceAll("N", each), "authorization");
      expect(subject).toEqual({ text: name, source: "authorization" });
    }
  });

  it("gives a refreshed JWT of the same subject the same text, marked unverified", () => {
    const first = credentialSubject(jwt({ iss: "a", sub: "u1", exp: 1 }), "authorization");
    const second = credentialSubject(
      jwt({ iss: "a", sub: "u1", exp: 2 }, "b3RoZXI"),
      "authorization",
    );
    expect(second).toEqual(first);
    expect(first.source).toBe("jwt_unverified");
  });

  it("tells issuers, subjects and clients apart", () => {
    const texts = [
      { iss: "a", sub: "u1" },
      { iss: "b", sub: "u1" },
      { iss: "a", sub: "u2" },
      { iss: "a", client_id: "c1" },
      { sub: "u1" },
    ].map((claims) => credentialSubject(jwt(claims), "authorization").text);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each([
    ["no claims", jwt({ exp: 1 })],
    ["claims that are no JSON", "Bearer aaa.bbb.ccc"],
    ["a subject that is an object", jwt({ sub: {} })],
  ])("treats a token with %s as opaque", (_, header) => {
    expect(credentialSubject(header, "authorization")).toEqual({
      text: header.slice("Bearer ".length),
      source: "authorization",
    });
  });
});
