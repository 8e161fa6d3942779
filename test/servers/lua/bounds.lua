-- What strangers could fill, and what time does: log lines, streams that are not authenticated, observations, the end of
-- a certificate.
local t = require "prelude";

local function library(name) return assert(loadfile(arg[1] .. "/" .. name .. ".lib.lua"))(); end
local clock = { now = 1000 };
local function now() return clock.now; end

local function new_cache(size)
	local order, items = {}, {};
	return {
		get = function (_, key) return items[key]; end;
		set = function (_, key, value)
			if items[key] == nil then
				order[#order + 1] = key;
				if #order > size then items[table.remove(order, 1)] = nil; end
			end
			items[key] = value;
		end;
	};
end

local function refusals()
	local lines, counts = {}, {};
	local made = library("refusals")(new_cache, now, function (_, _, line) lines[#lines + 1] = line; end).new(function (event, reason)
		counts[event .. " " .. reason.code] = (counts[event .. " " .. reason.code] or 0) + 1;
	end);
	return made, lines, counts;
end

t.test("the same refusal is one line a minute, with the number that was kept back", function ()
	local made, lines, counts = refusals();
	for _ = 1, 50 do made.note("refused", { code = "unlisted", domain = "evil.test" }, { { "ip", "192.0.2.1" } }); end
	t.equal(lines, { "refused reason=unlisted domain=evil.test ip=192.0.2.1" });
	clock.now = clock.now + 60;
	made.note("refused", { code = "unlisted", domain = "evil.test" });
	t.equal(lines[2], "refused reason=unlisted domain=evil.test suppressed=49");
	t.equal(counts["refused unlisted"], 51);
end);

t.test("a thousand names are not a thousand lines", function ()
	local made, lines, counts = refusals();
	clock.now = clock.now + 60;
	for number = 1, 5000 do made.note("refused", { code = "unlisted", domain = "n" .. number .. ".test" }); end
	t.equal(#lines, 60);
	made.note("closed", { code = "limit", domain = "partner.test" }, {});
	t.equal(lines[61], "closed reason=limit domain=partner.test");
	clock.now = clock.now + 60;
	made.note("refused", { code = "unlisted", domain = "again.test" });
	t.equal(lines[62], "refused reason=unlisted domain=again.test suppressed=4940");
	t.equal(counts["refused unlisted"], 5001);
end);

t.test("no name can forge a field or a line", function ()
	local escaped = library("refusals")(new_cache, now, function () end).escaped;
	t.equal(escaped("a.test"), "a.test");
	t.equal(escaped("a.test reason=fine"), "\"a.test reason=fine\"");
	t.equal(escaped("a\nb\" c\\"), "\"a\\x0ab\\x22 c\\x5c\"");
	t.equal(escaped("b\195\188cher"), "\"b\\xc3\\xbccher\"");
	t.equal(escaped(""), "\"\"");
	t.equal(#escaped(("x"):rep(5000)) < 400, true);
end);

local function pending()
	local ended = {};
	local made = library("pending")(function (ip)
		if ip == "::ffff:192.0.2.9" then return ("\0"):rep(10) .. "\255\255\192\0\2\9"; end
		if ip:find(":", 1, true) then return (ip .. ("\0"):rep(16)):sub(1, 16); end
		return ip;
	end, now, {
		is_authenticated = function (session) return session.authenticated; end;
		domain = function () return "peer.test"; end;
	}, { reason = function (code) return { code = code }; end }, function (session, reason)
		session.destroyed = true;
		ended[#ended + 1] = reason.code;
	end).new();
	return made, ended;
end

t.test("so many streams of an address; those that are authenticated or gone make room", function ()
	local made, ended = pending();
	local all = {};
	for number = 1, 300 do
		all[number] = { ip = "192.0.2.1" };
		made.add(all[number]);
	end
	t.equal(ended, {});
	made.add({ ip = "192.0.2.1" });
	t.equal(ended, { "unauthenticated-many" });
	made.add({ ip = "192.0.2.2" });
	all[1].authenticated, all[2].destroyed = true, true;
	made.add({ ip = "192.0.2.1" });
	made.add({ ip = "192.0.2.1" });
	t.equal(#ended, 1);
	made.add({ ip = "192.0.2.1" });
	t.equal(#ended, 2);
end);

t.test("an IPv6 customer is a /64", function ()
	local made, ended = pending();
	for number = 1, 301 do made.add({ ip = "2001:db8" .. string.char(number % 256) }); end
	t.equal(#ended, 1);
end);

t.test("who is not authenticated in time goes", function ()
	local made, ended = pending();
	local slow, quick = { ip = "192.0.2.1" }, { ip = "192.0.2.1" };
	made.add(slow);
	made.add(quick);
	quick.authenticated = true;
	clock.now = clock.now + 59;
	made.expire();
	t.equal(ended, {});
	clock.now = clock.now + 1;
	made.expire();
	made.expire();
	t.equal(ended, { "unauthenticated-late" });
	t.equal(quick.destroyed, nil);
end);

t.test("observations are bounded, merged and kept", function ()
	local disk = {};
	local files = {
		read = function (path) if disk[path] then return disk[path]; end return nil, "nothing", "missing"; end;
		write = function (path, text) disk[path] = text; return true; end;
		rename = function (from, to) disk[to], disk[from] = disk[from], nil; return true; end;
	};
	local function new() return library("observe")(t.json, files, now, function () end).new("/observed.json", { passive = true }); end
	local observe = new();
	local function saw(domain, tls, refusal)
		observe.saw({ domain = domain, direction = "inbound", method = "sasl-tls", certificate = "valid" }, tls, refusal);
	end
	saw("a.test", "TLSv1.3");
	saw("a.test", "TLSv1.2", { text = "no" });
	saw("a.test", "TLSv1.3");
	observe.saw({ direction = "inbound", method = "sasl-tls" });
	observe.saw({ domain = "b.test", direction = "inbound" });
	t.equal(#observe.report().observations, 1);
	local seen = observe.report().observations[1];
	t.equal({ seen.tls, seen.streams, seen.refusal == t.json.null }, { "TLSv1.2", 3, true });
	for number = 1, 6000 do saw("n" .. number .. ".test", "TLSv1.3"); end
	t.equal({ #observe.report().observations, observe.report().dropped }, { 5000, 1001 });
	observe.keep();
	observe = new();
	t.equal({ #observe.report().observations, observe.report().dropped }, { 5000, 1001 });
	saw("a.test", "TLSv1.1");
	t.equal(observe.report().observations[1].tls, "TLSv1.1");
end);

t.test("who is online is noted of partners, and of so many contacts", function ()
	local partners = { ["partner.test"] = {} };
	local rooms = { nick = function () end };
	local jid = { bare = function (address) return address:match("^[^/]+"); end };
	local farewell = library("farewell")({ find = function (domain) return partners[domain]; end }, rooms,
		function (session) return session.domain; end, nil, { hosts = {} }, jid).new();
	local function arrives(domain, contact)
		farewell.arrived({ origin = { type = "s2sin", domain = domain }, stanza = { attr = { from = contact, to = "alice@ours.test" } } });
	end
	for number = 1, 100 do arrives("n" .. number .. ".test", "x@n" .. number .. ".test/home"); end
	t.equal(next(farewell.saved), nil);
	for number = 1, 20001 do arrives("partner.test", number .. "@partner.test/home"); end
	t.equal(farewell.saved["partner.test"].count, 20000);
end);

t.test("when a certificate ends", function ()
	local parse = library("certificates").parse;
	t.equal(parse("Jan  1 00:00:00 1970 GMT"), 0);
	t.equal(parse("Feb 29 12:34:56 2028 GMT"), 1835440496);
	t.equal(parse("Dec 31 23:59:59 2099 GMT"), 4102444799);
	t.equal(parse("Mar  1 00:00:00 2100 GMT"), 4107542400);
	t.equal(parse("tomorrow"), nil);
	t.equal(library("certificates").ends({ notafter = function () return "Jan  2 00:00:00 1970 GMT"; end }), 86400);
	t.equal(library("certificates").ends({}), nil);
end);

t.finish();
