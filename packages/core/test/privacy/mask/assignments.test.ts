import { describe, expect, test } from "vitest";
import { maskText } from "../../../src/privacy/mask/mask-text.ts";
import { createMasks } from "../../../src/privacy/mask/masks.ts";

const masks = createMasks({});

describe("operators of other languages", () => {
  test.each([
    ['"password" => "hunter2, and more"', '"password" => "[redacted]"'],
    [":password=>hunter2, :name=>'bob'", ":password=>[redacted], :name=>'bob'"],
    ["password := hunter2", "password := [redacted]"],
    ['password := "hunter2, and more"', 'password := "[redacted]"'],
    ['if password == "hunter2" {', 'if password == "[redacted]" {'],
    ["password==hunter2", "password==[redacted]"],
    ["password === 'hunter2'", "password === '[redacted]'"],
    ["name => bob, count := 3", "name => bob, count := 3"],
  ])("%s", (text, masked) => expect(maskText(text, masks)).toBe(masked));
});

describe("the end of a value without quotes", () => {
  test.each([
    ["password=hun,ter2 next", "password=[redacted] next"],
    ["password=hun&ter2", "password=[redacted]"],
    ["(password=hun)ter2)", "(password=[redacted])"],
    ["password=a<ter2 b", "password=[redacted] b"],
    ["password: it's, as I said", "password: [redacted], as I said"],
    ["password=hun,ter2= next", "password=[redacted] next"],
    ["/?token=a&page=2", "/?token=[redacted]&page=2"],
    ["/?token=a&amp;page=2", "/?token=[redacted]&amp;page=2"],
    ["token=a,user=bob;id:7", "token=[redacted],user=bob;id:7"],
    ["token=hun,pin = 1234 b", "token=[redacted],pin = [redacted] b"],
    ["(token=a), and more", "(token=[redacted]), and more"],
    ["<li>token: a</li><b>c</b>", "<li>token: [redacted]</li><b>c</b>"],
    ["<li>token: a<br>c</li>", "<li>token: [redacted]<br>c</li>"],
    ['"/?token=a","b"', '"/?token=[redacted]","b"'],
    ['"/?token=a\\",\\"b', '"/?token=[redacted]\\",\\"b'],
  ])("%s", (text, masked) => expect(maskText(text, masks)).toBe(masked));
});

describe("values in quotes", () => {
  test.each([
    ['pin: "12\npassword="hun ter2" b', 'pin: "[redacted]"[redacted]" b'],
    ['token="x\n<user password="hun ter2"/>', 'token="[redacted]"[redacted]"/>'],
    ['password = """hun\nter2""" b', 'password = """[redacted]""" b'],
    [
      'login(password: \\"\\"\\"hunter2\\"\\"\\") b',
      'login(password: \\"\\"\\"[redacted]\\"\\"\\") b',
    ],
    ["password = 'it''s hunter2' b", "password = '[redacted]' b"],
    ["{'password': b'hunter2', 'a': 1}", "{'password': b'[redacted]', 'a': 1}"],
    ["password='' and token=\"\" b", "password='' and token=\"\" b"],
  ])("%j", (text, masked) => expect(maskText(text, masks)).toBe(masked));
});

describe("what stands in brackets", () => {
  test.each([
    ["password=[redacted] for user 12", "password=[redacted] for user 12"],
    ["password=[FILTERED] for user 12", "password=[redacted] for user 12"],
    ["tokens=[] and {b}", "tokens=[redacted] and {b}"],
    ["password={id} for user 12", "password=[redacted] for user 12"],
    ['password={"a":["b c"]} for user 12', "password=[redacted] for user 12"],
    ["tokens=[a, b] for user 12", "tokens=[redacted]"],
    ["pin[0]=1", "pin[0]=[redacted]"],
  ])("%s", (text, masked) => expect(maskText(text, masks)).toBe(masked));
});

describe("headers of cookies", () => {
  test.each([
    ["got Cookie: a=b; sid=c; d=e\nAccept: */*", "got Cookie: [redacted]\nAccept: */*"],
    ['Cookie: a={"b":"c;d"}; e="f"; g=h', "Cookie: [redacted]"],
    ["Set-Cookie: a=b; Path=/\r\nX: 1", "Set-Cookie: [redacted]\r\nX: 1"],
    [
      "curl -H 'Cookie: a=\"b\"; c=d' https://a.test",
      "curl -H 'Cookie: [redacted]' https://a.test",
    ],
    ['{\\"h\\":\\"Cookie: a=b; c=d\\"', '{\\"h\\":\\"Cookie: [redacted]\\"'],
    ["{ cookie: 'a=b; c=d', e: 1 }", "{ cookie: '[redacted]', e: 1 }"],
    ["no cookies: see below; then go on", "no cookies: [redacted]; then go on"],
  ])("%s", (text, masked) => expect(maskText(text, masks)).toBe(masked));
});

describe("blocks of YAML", () => {
  test.each([
    ["password: |\n  hunter2\n  more\nname: bob", "password: [redacted]\nname: bob"],
    ["a:\n  token: >-\n    one\n\n    two\n  b: 1", "a:\n  token: [redacted]\n  b: 1"],
    ["- secret: |2+ # kept\r\n    one\r\n- b: 1", "- secret: [redacted]\r\n- b: 1"],
    ["password: |\n  hunter2", "password: [redacted]"],
    ["note: |\n  hunter2\nb: 1", "note: |\n  hunter2\nb: 1"],
    ["password:\n  hunter2\nname: bob", "password:[redacted]\nname: bob"],
    ["a:\n  password: hun\n    ter2\n  b: 1", "a:\n  password: [redacted]\n  b: 1"],
    ["tokens:\n- a\n- b\nname: bob", "tokens:[redacted]\nname: bob"],
    ["- tokens:\n  - a\n  - b\n- c: 1", "- tokens:[redacted]\n- c: 1"],
    ["credentials:\n  user: bob\n\n  value: a\nb: 1", "credentials:[redacted]\nb: 1"],
    ["no token:\n  please log in", "no token:\n  please log in"],
    ["token: a\n    at login (a.ts:1:2)", "token: [redacted]\n    at login (a.ts:1:2)"],
    ["pin: 1\nname: bob", "pin: [redacted]\nname: bob"],
  ])("%j", (text, masked) => expect(maskText(text, masks)).toBe(masked));
});

test.each([
  ['Digest username="Mufasa", realm="a", response="6629fae49393a053"', "Digest [redacted]"],
  [
    'Authorization: Digest username="Mufasa", response="6629fae4"\nAccept: */*',
    "Authorization: [redacted]\nAccept: */*",
  ],
  ["the digest of a file", "the digest of a file"],
])("Digest: %s", (text, masked) => expect(maskText(text, masks)).toBe(masked));

test.each([
  ["to https://app.test/cb#code=QXZJ&state=1", "to https://app.test/cb#code=[redacted]&state=1"],
  ["to https://app.test/cb?code=QXZJ&state=1", "to https://app.test/cb?code=[redacted]&state=1"],
  ["/cb?state=1&code=QXZJ end", "/cb?state=1&code=[redacted] end"],
  ["/list?code=DE&page=1", "/list?code=DE&page=1"],
  ["/list?code=DE then /cb?state=1", "/list?code=DE then /cb?state=1"],
])("codes of grants: %s", (text, masked) => expect(maskText(text, masks)).toBe(masked));
