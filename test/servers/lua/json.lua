-- JSON has one meaning or is refused, and nothing crashes it.
local t = require "prelude";
local json = t.json;

-- Text, and what it is when it is written again.
local READ = {
	{ "0", "0" }, { "-0", "0" }, { "-1", "-1" }, { "1.0", "1" }, { "1e1", "10" }, { "1E+2", "100" }, { "1.5", "1.5" };
	{ "4294967295", "4294967295" }, { " \t\r\n[ ] ", "[]" }, { "{ }", "{}" }, { "[null,true,false]", "[null,true,false]" };
	{ [["\u00e9\ud83d\ude00\u0000\/\b\f\n\r\t\"\\"]], "\"é😀\\u0000/\\b\\f\\n\\r\\t\\\"\\\\\"" };
	{ "\"\127\"", "\"\127\"" };
	{ [[{"b":1,"a":{"__array":[1],"__hash":["x",2]}}]], [[{"a":{"__array":[1],"__hash":["x",2]},"b":1}]] };
	{ ("["):rep(16) .. ("]"):rep(16), ("["):rep(16) .. ("]"):rep(16) };
};
for _, case in ipairs(READ) do
	t.test("read " .. case[1], function ()
		local value, problem = json.decode(case[1]);
		t.equal(problem, nil);
		t.equal(json.encode(value), case[2]);
	end);
end

local REFUSED = {
	"", " ", "{", "[", "[1,]", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "[1 2]", "1 2", "[]]", "nul", "truex";
	"True", "NaN", "Infinity", "-", "+1", "01", "-01", ".5", "1.", "1e", "1e+", "0x10", "1_0", "1e400", "-1e400";
	("1"):rep(41), "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "\"\0\"", "\"\31\"";
	[["\ud800"]], [["\udc00"]], [["\ud800\u0041"]], [["\ud800\ud800"]], [["\udfff\ud800"]];
	"\"\255\"", "\"\192\128\"", "\"\237\160\128\"", "\"\244\144\128\128\"", "\"\195", "\239\187\191{}", "/* */ {}", "{}//", "\0", "{}\0";
	[[{"a":1,"a":1}]], [[{"a":1,"\u0061":2}]], ("["):rep(17) .. ("]"):rep(17), ("["):rep(1000000), ("{\"a\":"):rep(1000000);
	"[" .. ("[],"):rep(200001) .. "1]", "\"" .. ("\\"):rep(1000001), ("\""):rep(1000001);
};
for _, text in ipairs(REFUSED) do
	t.test("refuse " .. text:sub(1, 40), function ()
		local value, problem = json.decode(text);
		t.equal(value, nil);
		t.equal(type(problem), "string");
	end);
end

t.test("the place is told", function ()
	t.equal(select(2, json.decode("{\n  \"a\": 1,\n  \"a\": 2\n}")), "line 3, byte 3: a key that stands twice");
	t.equal(select(2, json.decode("[1,")), "line 1, byte 4: a value is missing");
end);

t.test("whatever is written is read again, and random bytes crash nothing", function ()
	math.randomseed(7);
	local alphabet = { "{", "}", "[", "]", "\"", "\\", ":", ",", "u", "d800", "1", "e", "-", ".", "null", "a", " ", "\0", "\255", "é" };
	for _ = 1, 20000 do
		local pieces = {};
		for index = 1, math.random(1, 12) do pieces[index] = alphabet[math.random(#alphabet)]; end
		local value, problem = json.decode(table.concat(pieces));
		if value == nil then
			assert(type(problem) == "string");
		else
			t.equal(json.encode((json.decode(json.encode(value)))), json.encode(value));
		end
	end
end);

t.finish();
