-- The revision is equal exactly for equal sets: compared with the set itself, over random histories.
local t = require "prelude";

math.randomseed(11);
local by_set, by_revision = {}, {};

local function key_of(set)
	local texts = {};
	for text in pairs(set) do texts[#texts + 1] = text; end
	table.sort(texts);
	return table.concat(texts, "\n");
end

t.test("random histories", function ()
	local histories = 0;
	for _ = 1, 300 do
		local revision, set = t.revision.new(), {};
		for _ = 1, 40 do
			local text = "partner " .. math.random(12);
			if math.random(2) == 1 then
				revision.add(text);
				set[text] = true;
			else
				revision.remove(text);
				set[text] = nil;
			end
			if math.random(3) == 1 then
				local key, value = key_of(set), revision.value();
				t.equal(by_set[key] or value, value, "one set, one revision");
				t.equal(by_revision[value] or key, key, "one revision, one set");
				by_set[key], by_revision[value] = value, key;
				histories = histories + 1;
			end
		end
	end
	assert(histories > 2000);
end);

t.test("neither joined nor divided texts are taken for others", function ()
	local seen = {};
	for _, texts in ipairs({ {}, { "" }, { "ab" }, { "a", "b" }, { "a" }, { "b" }, { "\0a" }, { "\1" }, { "\2" } }) do
		local revision = t.revision.new();
		for _, text in ipairs(texts) do revision.add(text); end
		assert(not seen[revision.value()]);
		seen[revision.value()] = true;
	end
end);

t.test("its form", function ()
	assert(t.revision.new().value():find("^sha256:%x+$"));
end);

t.finish();
