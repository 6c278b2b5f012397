import { describe, expect, test } from "vitest";
import { maskForm } from "../../../src/privacy/mask/mask-form.ts";
import { maskBeginning, maskText } from "../../../src/privacy/mask/mask-text.ts";
import { createMasks } from "../../../src/privacy/mask/masks.ts";

const masks = createMasks({ patterns: [/ORD-\d+/] });

describe("in text", () => {
  test.each([
    ["password=abc&x=1", "password=[redacted]&x=1"],
    ["Authorization: Bearer abc\nAccept: */*", "Authorization: [redacted]\nAccept: */*"],
    ["sent as bearer abcdef12 to", "sent as bearer [redacted] to"],
    ["Basic dXNlcjpwYXNz and basic functions", "Basic [redacted] and basic functions"],
    ["see https://user:pa55@host/x", "see https://[redacted]@host/x"],
    ["https://user:p@5w@host/x?to=a@b", "https://[redacted]@host/x?to=a@b"],
    ["4111–1111–1111–1111 is", "[redacted] is"],
    ["<ns:session>x</ns:session>", "<ns:session>[redacted]</ns:session>"],
    ["<card>41<b>11</b></card>", "<card>[redacted]</card>"],
    ["write to bob@example.com.", "write to [redacted]."],
    ["4111-1111-1111-1111, 7 4111111111111111", "[redacted], 7 [redacted]"],
    ["key sk_live_abcdefghij is out", "key [redacted] is out"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE", "[redacted]"],
    ["our order ORD-77 of 12:30", "our order [redacted] of 12:30"],
    ["a%3Dtoken%3Dxyz%26b%3D1", "a=token=[redacted]&b=1"],
    ["100 % sure, %zz", "100 % sure, %zz"],
    ['{"token":1}', '{"token":"[redacted]"}'],
  ])("%s", (text, masked) => expect(maskText(text, masks)).toBe(masked));

  test("a beginning holds no part of a character", () => {
    expect(maskBeginning("😀😀 token=x", masks, 3)).toBe("😀");
  });

  test("a secret that goes on beyond the cut is not shown in part", () => {
    expect(maskText("call 4111 1111 1111 1111 now", masks, 12)).toBe("call [redacted]");
    expect(maskText("mail a.long.name@example.com now", masks, 9)).toBe("mail [redacted]");
    expect(maskText("token=abcdef", masks, 9)).toBe("token=[redacted]");
  });
});

describe("in forms", () => {
  test.each([
    ["a=1&b=%20x&c", "a=1&b=%20x&c"],
    ["user%5Bpassword%5D=x&pass+word=y", "user%5Bpassword%5D=[redacted]&pass+word=[redacted]"],
    ["to=bob%40example.com&password=", "to=[redacted]&password="],
    ["back=%2Fx%3Ftoken%3Dabc", "back=%2Fx%3Ftoken%3D%5Bredacted%5D"],
    ['{"password":"a&b=c"}', '{"password":"[redacted]"}'],
    ["%zz=%&=", "%zz=%&="],
  ])("%s", (form, masked) => expect(maskForm(form, masks)).toBe(masked));

  test("only some names' values", () => {
    expect(maskForm("page=2&q=private&token=x", masks, undefined, new Set(["page", "token"]))).toBe(
      "page=2&q=[redacted]&token=[redacted]",
    );
  });

  test("nothing but some names' values, whatever the form of the query", () => {
    const only = new Set(["page"]);
    expect(maskForm('{"note":"QXZJ"}', masks, undefined, only)).toBe("[redacted]");
    expect(maskForm("QXZJ&page=1&page&", masks, undefined, only)).toBe("[redacted]&page=1&page&");
  });

  test("the code of a grant", () => {
    expect(maskForm("code=QXZJ&state=a", masks)).toBe("code=[redacted]&state=a");
    expect(maskForm("grant_type=authorization_code&code=QXZJ", masks)).toBe(
      "grant_type=authorization_code&code=[redacted]",
    );
    expect(maskForm("code=DE&page=1", masks)).toBe("code=DE&page=1");
  });

  test("a cut leaves out the pair that it goes through", () => {
    expect(maskForm("a=1&b=22222&c=3", masks, 8)).toBe("a=1…");
  });
});

test.each([
  [3, true],
  [8, false],
])("of JSON within JSON, %i times over, shows what it says: %s", (times, isShown) => {
  let text = "what it says: more";
  for (let i = 0; i < times; i++) text = JSON.stringify({ text });
  expect(maskText(text, masks).includes("what it says")).toBe(isShown);
});

test("a secret object is hidden as a whole, with another in it", () => {
  const text = '{"password":{"token":{"a":1},"note":"QXZJ"},"page":1}';
  expect(maskText(text, masks)).toBe('{"password":"[redacted]","page":1}');
});
