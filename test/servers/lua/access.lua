-- Who may call: addresses, tokens, attempts.
local t = require "prelude";

local logged = {};
local addresses = t.library("addresses")(require "util.ip", function (_, _, entry) logged[#logged + 1] = entry; end);

t.test("addresses", function ()
	local allowed = addresses.new({ "127.0.0.1", "::1", "10.1.0.0/16", "2001:db8::/32" });
	t.equal(logged, {});
	for _, text in ipairs({ "127.0.0.1", "::1", "0:0:0:0:0:0:0:1", "10.1.255.255", "2001:db8:ffff::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3" }) do
		t.equal(allowed.has(text), true, text);
	end
	for _, text in ipairs({ "127.0.0.2", "::2", "10.2.0.0", "2001:db9::", "", "x", "127.0.0.1 ", "127.1", "::ffff:10.2.0.0", "::127.0.0.1" }) do
		t.equal(allowed.has(text), false, text);
	end
	t.equal(allowed.has(nil), false);
end);

t.test("what is no address allows nobody", function ()
	local entries = { "localhost", "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "::/129", "*", "10.0.0.0/8/8" };
	local allowed = addresses.new(entries);
	t.equal(logged, entries);
	t.equal(allowed.has("10.0.0.0"), false);
end);

t.test("a range of one kind holds nothing of the other", function ()
	t.equal(addresses.new({ "::/0" }).has("10.0.0.1"), false);
	t.equal(addresses.new({ "0.0.0.0/0" }).has("2001:db8::1"), false);
	t.equal(addresses.new({ "0.0.0.0/0" }).has("192.0.2.1"), true);
end);

-- Tokens --------------------------------------------------------------------------------------------------------------

local TOKEN, OTHER = ("t"):rep(43), ("o"):rep(43);

local function tokens_of(text, found)
	local file = { text = text, found = found or { mode = "file", permissions = "rw-r-----", modification = 1, change = 1, size = 1, ino = 1 } };
	local read = 0;
	local tokens = t.library("tokens")(t.hex, t.hashes.equals, function ()
		read = read + 1;
		return file.text, "Permission denied";
	end, function () return file.found; end, function () return t.clock.now; end, function () end).new("/tokens");
	return tokens, file, function () return read; end;
end

local function line(name, access, token) return ("%s %s sha256:%s\n"):format(name, access, t.hex(token)); end

t.test("tokens, all valid at once", function ()
	local tokens = tokens_of("# ours\n\n" .. line("old", "rw", TOKEN) .. "  " .. line("new", "ro", OTHER):upper():gsub("NEW RO SHA256", "new ro sha256"));
	t.equal({ tokens.find(TOKEN).name, tokens.find(TOKEN).writes }, { "old", true });
	t.equal({ tokens.find(OTHER).name, tokens.find(OTHER).writes }, { "new", false });
	for _, wrong in ipairs({ "", "x", TOKEN .. "x", TOKEN:sub(2), t.hex(TOKEN), ("x"):rep(1000) }) do t.equal(tokens.find(wrong), nil); end
	t.equal(tokens.problem(), nil);
end);

t.test("a short token is not believed", function ()
	t.equal(tokens_of(line("a", "rw", "secret")).find("secret"), nil);
end);

for what, text in pairs({
	["a strange line"] = line("a", "rw", TOKEN) .. "what?\n", ["a short digest"] = "a rw sha256:00\n", ["no access"] = "a sha256:" .. t.hex(TOKEN);
	["another access"] = line("a", "admin", TOKEN), ["another hash"] = (line("a", "rw", TOKEN):gsub("sha256", "md5")), nothing = "", comments = "# x\n";
}) do
	t.test("a file with " .. what .. " lets nobody in", function ()
		local tokens = tokens_of(text);
		assert(tokens.problem());
		t.equal(tokens.find(TOKEN), nil);
	end);
end

for what, found in pairs({
	["writable by its group"] = { mode = "file", permissions = "rw-rw----" }, ["writable by others"] = { mode = "file", permissions = "rw-r---w-" };
	["a directory"] = { mode = "directory", permissions = "rwx------" };
}) do
	t.test("a file that is " .. what .. " lets nobody in", function ()
		found.modification, found.change, found.size, found.ino = 1, 1, 1, 1;
		local tokens = tokens_of(line("a", "rw", TOKEN), found);
		assert(tokens.problem());
		t.equal(tokens.find(TOKEN), nil);
	end);
end

t.test("a file that cannot be read, or is not there, lets nobody in", function ()
	t.equal(tokens_of(nil).find(TOKEN), nil);
	local tokens, file = tokens_of(line("a", "rw", TOKEN));
	assert(tokens.find(TOKEN));
	file.found = nil;
	t.equal(tokens.find(TOKEN), nil);
	assert(tokens.problem());
end);

t.test("the file is read again when it has changed, and only then", function ()
	t.clock.now = 100;
	local tokens, file, read = tokens_of(line("a", "rw", TOKEN));
	for _ = 1, 5 do assert(tokens.find(TOKEN)); end
	t.equal(read(), 1);
	file.text = line("b", "rw", OTHER);
	file.found = { mode = "file", permissions = "rw-r-----", modification = 100, change = 100, size = 1, ino = 1 };
	assert(tokens.find(OTHER));
	t.equal(tokens.find(TOKEN), nil);
	-- changed again within the same second, nothing that could be seen
	file.text = line("a", "rw", TOKEN);
	assert(tokens.find(TOKEN));
	t.clock.now = 103;
	assert(tokens.find(TOKEN));
	local before = read();
	for _ = 1, 5 do assert(tokens.find(TOKEN)); end
	t.equal(read(), before);
end);

t.test("attempts: ten in a minute, one line at once and one that sums up", function ()
	t.clock.now = 1000;
	local attempts = t.library("attempts")(require "util.cache".new, function () return t.clock.now; end).new();
	t.equal({ attempts.add("a") }, { [2] = 1 });
	for _ = 2, 10 do t.equal({ attempts.add("a") }, {}); end
	t.equal({ attempts.add("a") }, { 60 });
	t.equal({ attempts.add("b") }, { [2] = 1 });
	t.clock.now = 1059;
	t.equal({ attempts.add("a") }, { 1 });
	t.clock.now = 1060;
	t.equal({ attempts.add("a") }, { [2] = 12 });
	for index = 1, 5000 do attempts.add("address " .. index); end
	t.equal({ attempts.add("a") }, { [2] = 1 }, "forgotten: the table is bounded");
end);

t.test("the command makes a token and its line", function ()
	local printed = {};
	local command = t.library("token_command")(t.hex, require "util.random".bytes, require "util.encodings".base64.encode, function (text)
		printed[#printed + 1] = text;
	end);
	t.equal(command({ "token", "edge", "rw" }), 0);
	local token, made = printed[1]:match("\n  (%S+)\n"), printed[2]:match("\n  (.+)$");
	t.equal(#token, 43);
	t.equal(tokens_of(made).find(token).name, "edge");
	for _, wrong in ipairs({ {}, { "token" }, { "token", "a b", "rw" }, { "token", "a", "x" }, { "tokens", "a", "rw" } }) do t.equal(command(wrong), 1); end
end);

t.finish();
