-- What is in force: batches, moves, conflicts, blocks, records that cannot be read. On a disk in memory.
local t = require "prelude";
local null = t.json.null;

local function with(partners)
	local disk = t.disk();
	local state = t.state_on(disk);
	local changes = {};
	for index, partner in ipairs(partners) do changes[index] = { partner.domain, partner }; end
	assert(state.change(t.request(changes), state.revision()));
	return state, disk;
end

local function apply(state, ...)
	return state.change(t.request({ ... }), state.revision());
end

local function outcomes(answer)
	local list = {};
	for index, change in ipairs(answer.changes) do list[index] = change.domain .. " " .. change.outcome; end
	return list;
end

local function reason(state, domain) return select(2, state.permitted(domain)); end

local TWO = { t.partner("a.example", { additionalDomains = t.list("x.example") }), t.partner("b.example") };

t.test("a partner is found by all its domains, and nobody else", function ()
	local state = with(TWO);
	t.equal(state.permitted("x.example").domain, "a.example");
	t.equal(state.find("a.example").domains, { "a.example", "x.example" });
	t.equal(state.find("y.example"), nil);
	for _, stranger in ipairs({ "example", "y.x.example", "c.example", "" }) do t.equal(reason(state, stranger), "unlisted"); end
end);

t.test("outcomes", function ()
	local state = with(TWO);
	t.equal(outcomes(apply(state, { "b.example" }, { "a.example", TWO[1] }, { "never.example" }, { "c.example", t.partner("c.example") })),
		{ "b.example removed", "a.example unchanged", "never.example unchanged", "c.example added" });
	t.equal(outcomes(apply(state, { "c.example", t.partner("c.example", { keepAlive = false }) })), { "c.example updated" });
end);

t.test("a domain moves in one request, in either order", function ()
	for _, order in ipairs({ { 1, 2 }, { 2, 1 } }) do
		local state = with(TWO);
		local changes = {
			{ "a.example", t.partner("a.example") };
			{ "b.example", t.partner("b.example", { additionalDomains = t.list("x.example") }) };
		};
		assert(apply(state, changes[order[1]], changes[order[2]]));
		t.equal(state.permitted("x.example").domain, "b.example");
	end
end);

t.test("an additional domain becomes a partner, and a partner becomes an additional domain", function ()
	local state = with(TWO);
	assert(apply(state, { "x.example", t.partner("x.example") }, { "a.example", t.partner("a.example") }));
	t.equal(state.find("x.example").domain, "x.example");
	assert(apply(state, { "a.example", t.partner("a.example", { additionalDomains = t.list("x.example") }) }, { "x.example" }));
	t.equal(state.find("x.example").domain, "a.example");
end);

t.test("conflicts", function ()
	local state = with(TWO);
	local before = t.picture(state);
	for _, case in ipairs({
		{ { { "b.example", t.partner("b.example", { additionalDomains = t.list("x.example") }) } }, 0, "additionalDomains" };
		{ { { "x.example", t.partner("x.example") } }, 0, "domain" };
		{ {
			{ "c.example", t.partner("c.example", { additionalDomains = t.list("y.example") }) };
			{ "d.example", t.partner("d.example", { additionalDomains = t.list("y.example") }) };
		}, 1, "additionalDomains" };
		{ { { "c.example", t.partner("c.example") }, { "c.example" } }, 1, "domain" };
		{ { { "c.example", t.partner("d.example") } }, 0, "domain" };
		{ { { "A.example" } }, 0, "domain" };
		{ { { "c.example", t.partner("c.example", { connectionLimit = 0 }) } }, 0, "connectionLimit" };
	}) do
		local _, problem = state.change(t.request(case[1]), state.revision());
		t.equal({ problem.status, problem.code, problem.change, problem.field }, { 422, "invalid", case[2], case[3] });
		t.equal(t.picture(state), before);
	end
end);

t.test("requests that are none", function ()
	local state = with(TWO);
	for _, value in ipairs({
		null, 1, "x", t.list(), {}, { changes = null }, { changes = {} }, { changes = t.list(), other = 1 };
		{ changes = t.list(), record = null }, { changes = t.list(), record = {} }, { changes = t.list(), record = t.list() };
		{ changes = t.list(), record = { workspace = null, commit = "", actor = "" } };
		{ changes = t.list(), record = { workspace = null, commit = "c", actor = "", at = "2030-01-01T00:00:00Z" } };
	}) do
		local _, problem = state.change(value, state.revision());
		t.equal({ problem.status, problem.code }, { 400, "bad-request" }, t.show(value));
	end
	for _, change in ipairs({ 1, null, t.list(), {}, { domain = "c.example" }, { domain = "c.example", partner = t.list() }, { domain = "a.example", partner = false }, { domain = "a.example", partner = 0 }, { domain = "a.example", partner = "" }, { domain = "c.example", partner = null, x = 1 } }) do
		local _, problem = state.change({ changes = t.list(t.partner("c.example") and { domain = "c.example", partner = null }, change) }, state.revision());
		t.equal({ problem.status, problem.change }, { 422, 1 }, t.show(change));
	end
end);

t.test("stale", function ()
	local state = with(TWO);
	for _, revision in ipairs({ "", "x", state.revision() .. "0" }) do
		t.equal(select(2, state.change(t.request({}), revision)).status, 412);
	end
end);

t.test("the record is kept, with the server's time, and moves no revision", function ()
	local state, disk = with(TWO);
	local revision = state.revision();
	local record = { workspace = null, commit = "c1", actor = "" };
	assert(state.change(t.request({}, record), revision));
	t.equal(state.revision(), revision);
	local wanted = '{"workspace":null,"commit":"c1","actor":"","at":"2030-01-01T00:00:00Z"}';
	t.equal(state.listing().last_applied, wanted);
	t.equal(t.state_on(disk).listing().last_applied, wanted);
end);

t.test("who is told what has changed, and which sessions belong to which change", function ()
	local state = with(TWO);
	local told = {};
	state.on_change(function (changed)
		told[#told + 1] = t.show(changed);
		return { { domain = "x.example", direction = "inbound", method = "sasl-tls" } };
	end);
	local answer = assert(apply(state, { "b.example", TWO[2] }, { "a.example" }));
	t.equal(told, { t.show({ ["a.example"] = true, ["x.example"] = true }) });
	t.equal(#answer.changes[1].endedSessions, 0);
	t.equal(#answer.changes[2].endedSessions, 1);
	assert(apply(state, { "b.example", TWO[2] }));
	t.equal(#told, 1, "nothing has changed");
	t.equal(#assert(state.set_block("b.example", { reason = "r", actor = "", ["until"] = null })).ended, 1);
	t.equal(#told, 2);
end);

t.test("a listener that fails makes the answer an error, not the change undone", function ()
	local state = with(TWO);
	state.on_change(function () error("no"); end);
	local _, problem = apply(state, { "a.example" });
	t.equal({ problem.status, problem.code }, { 500, "internal" });
	t.equal(reason(state, "a.example"), "unlisted");
end);

-- Blocks --------------------------------------------------------------------------------------------------------------

local function block(state, domain, day)
	return state.set_block(domain, { reason = "r", actor = "me", ["until"] = day or null });
end

t.test("a block of the primary domain cuts off the partner, of another domain only that", function ()
	local state = with(TWO);
	assert(block(state, "a.example"));
	t.equal({ reason(state, "a.example"), reason(state, "x.example") }, { "blocked", "blocked" });
	t.equal(state.find("x.example").domain, "a.example");
	assert(state.lift_block("a.example").lifted);
	assert(block(state, "x.example"));
	t.equal(state.permitted("a.example").domain, "a.example");
	t.equal(reason(state, "x.example"), "blocked");
	assert(block(state, "stranger.example"));
	t.equal(reason(state, "stranger.example"), "blocked");
end);

t.test("a block holds through its last day, UTC, and is lifted without a word", function ()
	local state, disk = with(TWO);
	local start = t.clock.now;
	assert(block(state, "a.example", "2030-01-02"));
	for _, case in ipairs({ { 0, "blocked" }, { 86400 * 2 - 1, "blocked" }, { 86400 * 2, nil } }) do
		t.clock.now = start + case[1];
		t.equal(reason(state, "a.example"), case[2]);
		t.equal(reason(t.state_on(disk), "a.example"), case[2]);
		t.equal(#state.blocks(), case[2] and 1 or 0);
	end
	t.equal(state.lift_block("a.example").lifted, false);
	t.clock.now = start;
	t.equal(reason(state, "a.example"), nil);
end);

t.test("blocks that are refused", function ()
	local state = with(TWO);
	local function status(domain, request) return select(2, state.set_block(domain, request)).status; end
	t.equal(status("a", { reason = "r", actor = "", ["until"] = null }), 422);
	t.equal(status("a.example", { reason = "", actor = "", ["until"] = null }), 422);
	t.equal(status("a.example", { reason = "r", actor = "" }), 422);
	t.equal(status("a.example", { reason = "r", actor = "", ["until"] = "2029-12-31" }), 422);
	t.equal(status("a.example", { reason = "r", actor = "", ["until"] = null, at = "yesterday" }), 422);
	t.equal(select(2, state.lift_block("../x")).status, 422);
	t.equal(state.blocks(), {});
end);

t.test("blocks move no revision, and survive the removal of their partner", function ()
	local state, disk = with(TWO);
	local revision = state.revision();
	assert(block(state, "a.example"));
	t.equal(state.revision(), revision);
	assert(apply(state, { "a.example" }));
	assert(apply(state, { "a.example", TWO[1] }));
	t.equal({ reason(state, "x.example"), reason(t.state_on(disk), "x.example") }, { "blocked", "blocked" });
end);

-- What cannot be read -------------------------------------------------------------------------------------------------

local function damaged(name, text)
	local _, disk = with(TWO);
	disk.nodes["/state/" .. name] = text and { text = text } or "directory";
	return t.state_on(disk), disk;
end

local function sealed(body) return "partner-policy/1 sha256:" .. t.hex(body) .. "\n" .. body .. "\n"; end
local function text_of(partner) return t.partner_codec.decode(partner).text; end

for what, text in pairs({
	["is empty"] = "", ["has no checksum"] = text_of(TWO[1]), ["is cut off"] = sealed(text_of(TWO[1])):sub(1, -2);
	["has a wrong checksum"] = (sealed(text_of(TWO[1])):gsub("Federated", "PublicVerified")), ["is no JSON"] = sealed("{");
	["is no partner"] = sealed("{}"), ["is another one's"] = sealed(text_of(t.partner("c.example"))), ["is null"] = sealed("null");
	["is a directory"] = false;
}) do
	t.test("a record that " .. what, function ()
		local state = damaged("partners/a.example", text);
		t.equal(reason(state, "a.example"), "unreadable");
		assert(reason(state, "x.example"), "its additional domain is not permitted either");
		t.equal(state.permitted("b.example").domain, "b.example", "refused alone");
		t.equal({ state.revision() }, {});
		t.equal(#state.problems(), 1);
		t.equal(state.problems()[1].file, "partners/a.example");
		for _, answer in ipairs({ { state.listing() }, { apply(state, { "b.example" }) }, { state.change(t.request({}), "x") } }) do
			t.equal(answer[1], nil);
			t.equal({ answer[2].status, answer[2].code }, { 500, "unreadable-state" });
			assert(answer[2].message:find("partners/a.example", 1, true));
		end
		assert(block(state, "b.example"), "emergencies go on");
		t.equal(reason(state, "b.example"), "blocked");
	end);
end

t.test("a file that is named after no domain refuses nobody, and is told", function ()
	local state = damaged("partners/a.example~", "x");
	t.equal(state.permitted("a.example").domain, "a.example");
	t.equal(state.revision(), nil);
end);

t.test("a copied record", function ()
	local state = damaged("partners/copy.example", sealed(text_of(TWO[1])));
	t.equal(reason(state, "copy.example"), "unreadable");
	t.equal(state.permitted("a.example").domain, "a.example");
	t.equal(state.revision(), nil);
end);

t.test("two records that cover one domain", function ()
	local state = damaged("partners/c.example", sealed(text_of(t.partner("c.example", { additionalDomains = t.list("x.example") }))));
	for _, domain in ipairs({ "a.example", "x.example", "c.example" }) do t.equal(reason(state, domain), "unreadable"); end
	t.equal(state.permitted("b.example").domain, "b.example");
	t.equal(#state.problems(), 2);
end);

t.test("a block that cannot be read holds, until it is set or lifted", function ()
	local state, disk = damaged("blocks/a.example", "");
	t.equal({ reason(state, "a.example"), reason(state, "x.example") }, { "unreadable", "unreadable" });
	t.equal(select(2, state.blocks()).code, "unreadable-state");
	assert(state.listing(), "the partners can be read");
	assert(state.lift_block("a.example").lifted);
	t.equal(t.state_on(disk).permitted("x.example").domain, "a.example");
	t.equal({ #state.blocks(), #state.problems() }, { 0, 0 });
	state = damaged("blocks/a.example", "");
	assert(block(state, "a.example"));
	t.equal({ #state.blocks(), #state.problems() }, { 1, 0 });
end);

t.test("the record of the last apply that cannot be read refuses nobody, and makes reading an error", function ()
	local state = damaged("last-applied", "x");
	t.equal(state.permitted("a.example").domain, "a.example");
	t.equal(select(2, state.listing()).code, "unreadable-state");
end);

for what, damage in pairs({
	["a damaged journal"] = function (nodes) nodes["/state/journal"].text = "x"; end;
	["an empty journal"] = function (nodes) nodes["/state/journal"].text = ""; end;
	["a journal with strange lines"] = function (nodes) nodes["/state/journal"].text = sealed("put new/1 00"); end;
	["a journal that names other files"] = function (nodes) nodes["/state/journal"].text = sealed("remove partners/../../x"); end;
	["a journal whose texts are lost"] = function (nodes)
		nodes["/state/journal"].text = sealed("put new/1 " .. t.hex("x") .. " partners/a.example");
	end;
	["lost partners"] = function (nodes)
		for path in pairs(nodes) do if path:find("^/state/partners") then nodes[path] = nil; end end
	end;
	["lost blocks"] = function (nodes) nodes["/state/blocks"] = nil; end;
	["a file in place of the directory"] = function (nodes)
		for path in pairs(nodes) do nodes[path] = path == "" and "directory" or nil; end
		nodes["/state"] = { text = "" };
	end;
}) do
	t.test(what .. " permits nobody", function ()
		local _, disk = with(TWO);
		damage(disk.nodes);
		local state = t.state_on(disk);
		for _, domain in ipairs({ "a.example", "x.example", "b.example", "c.example" }) do t.equal(reason(state, domain), "unreadable"); end
		t.equal(#state.problems(), 1);
		t.equal(select(2, state.listing()).code, "unreadable-state");
		t.equal(select(2, apply(state, { "c.example", t.partner("c.example") })).code, "unreadable-state");
		t.equal(select(2, state.blocks()).code, "unreadable-state");
		assert(not block(state, "a.example"));
	end);
end

t.test("the same partners have the same revision, however they came", function ()
	local one, disk = with(TWO);
	local other = with({ TWO[2] });
	assert(apply(other, { "c.example", t.partner("c.example") }));
	assert(apply(other, { "c.example" }, { "a.example", TWO[1] }));
	t.equal(other.revision(), one.revision());
	t.equal(t.state_on(disk).revision(), one.revision());
end);

t.test("requests of which any part is anything crash nothing, and change nothing unless they are answered", function ()
	math.randomseed(5);
	local strange = { null, true, false, 0, -1, 1.5, 1e300, "", "x", "a.example", "b.example", "\0", ("x"):rep(3000), t.list(), {}, t.list(null), { domain = "a.example" } };
	local function mutate(value, depth)
		if math.random(12) == 1 or depth > 5 then return strange[math.random(#strange)]; end
		if type(value) ~= "table" or value == null then return value; end
		local copy = t.json.is_array(value) and t.json.array() or {};
		for key, item in pairs(value) do
			if type(key) == "number" or math.random(40) > 1 then copy[key] = mutate(item, depth + 1); end
			if type(key) == "string" and math.random(60) == 1 then copy[key .. "x"] = item; end
		end
		return copy;
	end
	local state, disk = with(TWO);
	local counts = {};
	for _ = 1, 5000 do
		local request = t.request({
			{ "a.example", t.partner("a.example", { additionalDomains = t.list("x.example", "y.example"), connectionLimit = 5 }) };
			{ "c.example", math.random(2) == 1 and t.partner("c.example") or nil };
		}, math.random(2) == 1 and { workspace = "w", commit = "c", actor = "a" } or nil);
		local before = t.picture(state);
		local answer, problem = state.change(mutate(request, 0), state.revision());
		local key = answer and 200 or problem.status;
		counts[key] = (counts[key] or 0) + 1;
		if not answer then
			assert(problem.status == 400 or problem.status == 422, problem.message);
			t.equal(t.picture(state), before);
		end
		local block_answer, block_problem = state.set_block("b.example", mutate({ reason = "r", actor = "a", ["until"] = null }, 0));
		assert(block_answer or block_problem.status == 422);
	end
	assert(counts[200] > 50 and counts[400] > 50 and counts[422] > 50, t.show(counts));
	t.equal(t.picture(t.state_on(disk)), t.picture(state));
end);

t.test("one change costs the same with ten partners as with thousands", function ()
	local function cost(count)
		local changes = {};
		for index = 1, count do changes[index] = { "p" .. index .. ".example", t.partner("p" .. index .. ".example") }; end
		local disk = t.disk();
		local state = t.state_on(disk);
		assert(apply(state, table.unpack(changes)));
		local before, work = disk.count, 0;
		debug.sethook(function () work = work + 1; end, "", 100);
		local answer = apply(state, { "p7.example", t.partner("p7.example", { keepAlive = false }) });
		debug.sethook();
		assert(answer);
		return disk.count - before, work;
	end
	local few, many = { cost(10) }, { cost(5000) };
	t.equal(many[1], few[1], "operations of the disk");
	assert(many[2] < 1.5 * few[2], ("hundreds of instructions: %d, %d"):format(few[2], many[2]));
end);

t.test("the longest domain", function ()
	local label = ("a"):rep(63);
	local domain = table.concat({ label, label, label, ("a"):rep(61) }, ".");
	local state, disk = with({ t.partner(domain) });
	t.equal(state.permitted(domain).domain, domain);
	t.equal(t.state_on(disk).permitted(domain).domain, domain);
end);

t.finish();
