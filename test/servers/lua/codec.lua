-- A partner is exact on the way in, and one text on the way out.
local t = require "prelude";
local json, decode, null = t.json, t.partner_codec.decode, t.json.null;

t.test("one text, whatever the order and the way of writing", function ()
	local wanted = '{"domain":"a.example","description":"é\\n\\"","additionalDomains":["b.example","c.example"],'
		.. '"partnerType":"PublicUnverified","tlsNegotiation":"Optional","saslNegotiation":"Required","dialbackNegotiation":true,'
		.. '"connectionLimit":4294967295,"keepAlive":false,"proxyFqdn":"p.example"}';
	local partner = decode((json.decode([[{"proxyFqdn":"p.example","keepAlive":false,"connectionLimit":4294967295.0,
		"dialbackNegotiation":true,"saslNegotiation":"Required","tlsNegotiation":"Optional","partnerType":"PublicUnverified",
		"additionalDomains":["c.example","b.example"],"description":"\u00e9\n\"","domain":"a.example"}]])));
	t.equal(partner.text, wanted);
	t.equal(decode((json.decode(wanted))).text, wanted);
	t.equal(partner.domains, { "a.example", "b.example", "c.example" });
	t.equal(partner.methods, { ["sasl-tls"] = true, ["tls-dialback"] = true, ["tcp-dialback"] = true });
end);

t.test("null is nothing", function ()
	local partner = decode(t.partner("a.example"));
	t.equal({ partner.description, partner.connectionLimit, partner.proxyFqdn }, {});
	t.equal(partner.domains, { "a.example" });
end);

local tall = {};
for index = 1, 5000 do tall[index] = ("d%d.example"):format(index); end
local ACCEPTED = {
	{ "description", "x" }, { "description", "a\tb\nc" }, { "description", ("é"):rep(65536) }, { "description", "\u{FFFE}😀" };
	{ "connectionLimit", 1 }, { "connectionLimit", 1.0 }, { "additionalDomains", json.array(tall) };
	{ "proxyFqdn", "a.example" };
};
for index, case in ipairs(ACCEPTED) do
	t.test(("accepted %d %s"):format(index, case[1]), function ()
		local partner, problem = decode(t.partner("a.example", { [case[1]] = case[2] }));
		t.equal(problem, nil);
		t.equal(decode((json.decode(partner.text))).text, partner.text);
	end);
end

local ABSENT = {};
local WRONG = {
	{ "domain", null }, { "domain", 1 }, { "domain", "A.example" }, { "domain", "a" }, { "domain", ABSENT };
	{ "description", "" }, { "description", 1 }, { "description", "a\0b" }, { "description", "a\rb" }, { "description", "\127" };
	{ "description", "\u{80}" }, { "description", "\u{9f}" }, { "description", ("é"):rep(65537) }, { "description", ABSENT };
	{ "description", t.list("x") }, { "description", {} };
	{ "additionalDomains", null }, { "additionalDomains", "b.example" }, { "additionalDomains", {} }, { "additionalDomains", t.list("b") };
	{ "additionalDomains", t.list("b.example", "b.example") }, { "additionalDomains", t.list("a.example") };
	{ "additionalDomains", t.list(1) }, { "additionalDomains", t.list(null) }, { "additionalDomains", t.list(t.list()) };
	{ "partnerType", "federated" }, { "partnerType", null }, { "partnerType", ABSENT }, { "partnerType", {} };
	{ "tlsNegotiation", "required" }, { "tlsNegotiation", true }, { "saslNegotiation", null }, { "saslNegotiation", "" };
	{ "dialbackNegotiation", "true" }, { "dialbackNegotiation", 1 }, { "dialbackNegotiation", null };
	{ "connectionLimit", 0 }, { "connectionLimit", -0.0 }, { "connectionLimit", -1 }, { "connectionLimit", 1.5 };
	{ "connectionLimit", 4294967296 }, { "connectionLimit", 1e300 }, { "connectionLimit", "1" }, { "connectionLimit", true };
	{ "keepAlive", null }, { "keepAlive", "yes" }, { "proxyFqdn", "" }, { "proxyFqdn", "10.0.0.1" }, { "proxyFqdn", "host" }, { "proxyFqdn", ABSENT };
};
for index, case in ipairs(WRONG) do
	t.test(("wrong %d %s"):format(index, case[1]), function ()
		local value = t.partner("a.example", { [case[1]] = case[2] });
		if case[2] == ABSENT then value[case[1]] = nil; end
		local partner, problem = decode(value);
		t.equal(partner, nil);
		t.equal(problem.field, case[1]);
		assert(#problem.message < 200 and #problem.hint > 0, problem.message);
	end);
end

t.test("other keys, and other things than objects", function ()
	local value = t.partner("a.example", { owner = "x" });
	t.equal(select(2, decode(value)).message, 'the key "owner" is unknown');
	for _, other in ipairs({ 1, "x", true, null, t.list() }) do
		t.equal(decode(other), nil);
	end
end);

t.test("days and times", function ()
	local day, time = t.shapes.day, t.shapes.time;
	for _, good in ipairs({ "2030-01-31", "2028-02-29", "2000-02-29", "9999-12-31" }) do t.equal(day(good), good); end
	for _, bad in ipairs({ "2030-02-29", "2100-02-29", "2030-13-01", "2030-00-01", "2030-01-00", "2030-04-31", "2030-1-1", "2030-01-01\n", "", "x" }) do
		t.equal((day(bad)), nil, bad);
	end
	for _, good in ipairs({ "2030-01-31T12:00:00Z", "2030-01-31T23:59:59.123456789Z" }) do t.equal(time(good), good); end
	for _, bad in ipairs({
		"2030-01-31T24:00:00Z", "2030-01-31T12:60:00Z", "2030-01-31T12:00:00", "2030-01-31T12:00:00+00:00", "2030-01-31T12:00:00.Z";
		"2030-02-31T12:00:00Z", "2030-01-31t12:00:00Z", "2030-01-31T12:00:00.1234567890123Z", "x", "";
	}) do
		t.equal((time(bad)), nil, bad);
	end
end);

t.finish();
