-- One form of a domain: what may be stored, and what arrives on the wire.
local t = require "prelude";
local domains = t.domains;

local label63 = ("a"):rep(63);
local long = table.concat({ label63, label63, label63, ("a"):rep(61) }, ".");

for _, text in ipairs({ "a.b", "fabrikam.com", "xn--bcher-kva.example", "1.example", "a-b.example", "a--b.example", long }) do
	t.test("valid " .. text, function () t.equal(domains.is_valid(text), true); end);
end
for _, text in ipairs({
	"", "a", ".", "a.", ".a", "a..b", "-a.b", "a-.b", "a.-b", "a.b-", "A.b", "a_b.c", "a b.c", "bücher.example", "a.b\0", "a.b\n";
	label63 .. "a.b", long .. "a", "127.0.0.1", "a.1", "a.0x1f", "::1", "*.a.b", "a.b:1", "a/b.c", "../a.b", "a.b/../c.d";
}) do
	t.test("not valid " .. text, function () t.equal(domains.is_valid(text), false); end);
end
t.test("not valid, of other types", function ()
	for _, value in ipairs({ 1, true, {}, t.json.null }) do t.equal(domains.is_valid(value), false); end
	t.equal(domains.is_valid(nil), false);
end);

for text, wanted in pairs({
	["a.b"] = "a.b", ["A.B"] = "a.b", ["a.b."] = "a.b", ["Localhost"] = "localhost", ["bücher.example"] = "xn--bcher-kva.example";
	["BÜCHER.Example."] = "xn--bcher-kva.example", ["XN--BCHER-KVA.example"] = "xn--bcher-kva.example", ["a。b"] = "a.b";
	["ａ.b"] = "a.b", ["127.0.0.1"] = "127.0.0.1";
}) do
	t.test("arrives " .. text, function () t.equal(domains.to_ascii(text), wanted); end);
end
for _, text in ipairs({ "", ".", "..", "a..", "a_b.c", "a b", "a\0b", "ü\0.b", "ü\255.b", "ü b.c", "-a.b", ("a."):rep(600), ("ü"):rep(400) .. ".b" }) do
	t.test("no domain " .. text:sub(1, 20), function () t.equal(domains.to_ascii(text), nil); end);
end
t.test("no domain, of other types", function ()
	t.equal(domains.to_ascii(nil), nil);
	t.equal(domains.to_ascii(1), nil);
end);

t.finish();
