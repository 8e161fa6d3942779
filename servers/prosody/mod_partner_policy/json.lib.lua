-- JSON (RFC 8259), strictly: what is read here has one meaning only, or is refused with its place.
--
-- util.json is generous (control characters, malformed numbers, keys that stand twice, magic keys) and recurses as deep
-- as its input; a policy must not depend on which of two equal keys somebody meant. No input makes this fail otherwise
-- than by nil and a message. Memory is bounded by that of the text.

local MAX_DEPTH = 16; -- the deepest that the partner API knows is 5
local MAX_NUMBER = 40; -- characters
local MAX_CONTAINERS = 200000; -- lists and objects: 8 MiB of "[]," would otherwise fill 200 MiB

local ESCAPES = { ["\""] = "\\\"", ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" };
for code = 0, 31 do
	local char = string.char(code);
	ESCAPES[char] = ESCAPES[char] or ("\\u%04x"):format(code);
end
local UNESCAPES = { ["\""] = "\"", ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" };

-- null: the value that stands for null; array: makes a list of a table; is_utf8: text -> boolean
return function (null, array, is_utf8)
	local array_mt = getmetatable(array());
	local char, floor = string.char, math.floor;
	local containers;

	local function utf8_of(code)
		if code < 0x80 then return char(code); end
		local tail = char(0x80 + code % 0x40);
		code = floor(code / 0x40);
		if code < 0x20 then return char(0xC0 + code) .. tail; end
		tail = char(0x80 + code % 0x40) .. tail;
		code = floor(code / 0x40);
		if code < 0x10 then return char(0xE0 + code) .. tail; end
		return char(0xF0 + floor(code / 0x40), 0x80 + code % 0x40) .. tail;
	end

	-- Errors are thrown as tables inside of decode, and nowhere else.
	local function fail(at, message)
		error({ at = at, message = message }, 0);
	end

	local function skip(text, at)
		return text:find("[^ \t\r\n]", at) or #text + 1;
	end

	local function read_escape(text, at) -- at: the backslash; returns the text and where to go on
		local letter = text:sub(at + 1, at + 1);
		if letter ~= "u" then
			return UNESCAPES[letter] or fail(at, "an unknown escape"), at + 2;
		end
		local hex = text:match("^%x%x%x%x", at + 2) or fail(at, "an incomplete escape");
		local code = tonumber(hex, 16);
		if code < 0xD800 or code > 0xDFFF then return utf8_of(code), at + 6; end
		-- half of a surrogate pair alone is nothing that UTF-8 can carry (RFC 3629 section 3)
		local low = code < 0xDC00 and text:match("^\\u([Dd][C-Fc-f]%x%x)", at + 6);
		if not low then fail(at, "half of a surrogate pair"); end
		return utf8_of(0x10000 + (code - 0xD800) * 0x400 + tonumber(low, 16) - 0xDC00), at + 12;
	end

	local function read_string(text, at) -- at: the opening quote
		local first = at + 1;
		local stop = text:find("[\"\\\0-\31]", first) or fail(at, "a text without end");
		if text:byte(stop) == 0x22 then return text:sub(first, stop - 1), stop + 1; end
		local pieces = {};
		while true do
			pieces[#pieces + 1] = text:sub(first, stop - 1);
			local byte = text:byte(stop);
			if byte == 0x22 then return table.concat(pieces), stop + 1; end
			if byte ~= 0x5c then fail(stop, "a control character"); end
			pieces[#pieces + 1], first = read_escape(text, stop);
			stop = text:find("[\"\\\0-\31]", first) or fail(at, "a text without end");
		end
	end

	local function read_number(text, at)
		local stop = text:match("^%-?0()", at) or text:match("^%-?[1-9]%d*()", at) or fail(at, "a value is missing");
		stop = text:match("^%.%d+()", stop) or stop;
		stop = text:match("^[eE][+-]?%d+()", stop) or stop;
		if text:find("^[%w.+-]", stop) then fail(at, "a malformed number"); end
		if stop - at > MAX_NUMBER then fail(at, "a number that is too long"); end
		local number = tonumber(text:sub(at, stop - 1));
		if not number or number - number ~= 0 then fail(at, "a number that is too large"); end
		return number, stop;
	end

	local read_value;

	local function read_list(text, at, depth)
		local list, count = array(), 0;
		at = skip(text, at + 1);
		if text:byte(at) == 0x5d then return list, at + 1; end
		while true do
			count = count + 1;
			list[count], at = read_value(text, at, depth);
			at = skip(text, at);
			local byte = text:byte(at);
			if byte == 0x5d then return list, at + 1; end
			if byte ~= 0x2c then fail(at, "a comma or ] is missing"); end
			at = skip(text, at + 1);
		end
	end

	local function read_object(text, at, depth)
		local object = {};
		at = skip(text, at + 1);
		if text:byte(at) == 0x7d then return object, at + 1; end
		while true do
			if text:byte(at) ~= 0x22 then fail(at, "a key is missing"); end
			local key, after = read_string(text, at);
			if object[key] ~= nil then fail(at, "a key that stands twice"); end
			after = skip(text, after);
			if text:byte(after) ~= 0x3a then fail(after, "a colon is missing"); end
			object[key], at = read_value(text, skip(text, after + 1), depth);
			at = skip(text, at);
			local byte = text:byte(at);
			if byte == 0x7d then return object, at + 1; end
			if byte ~= 0x2c then fail(at, "a comma or } is missing"); end
			at = skip(text, at + 1);
		end
	end

	function read_value(text, at, depth)
		local byte = text:byte(at);
		if byte == 0x22 then return read_string(text, at); end
		if byte == 0x7b or byte == 0x5b then
			containers = containers + 1;
			if depth == MAX_DEPTH then fail(at, "more than " .. MAX_DEPTH .. " levels"); end
			if containers > MAX_CONTAINERS then fail(at, "more than " .. MAX_CONTAINERS .. " lists and objects"); end
			return (byte == 0x7b and read_object or read_list)(text, at, depth + 1);
		end
		local word = text:match("^%l+", at);
		if word == "true" then return true, at + 4; end
		if word == "false" then return false, at + 5; end
		if word == "null" then return null, at + 4; end
		return read_number(text, at);
	end

	-- The value; or nil and what is wrong. Lists are made by `array`, null is `null`.
	local function decode(text)
		if not is_utf8(text) then return nil, "it is not UTF-8"; end
		containers = 0;
		local ok, value, after = pcall(read_value, text, skip(text, 1), 0);
		if ok and skip(text, after) <= #text then
			ok, value = false, { at = skip(text, after), message = "something follows the end" };
		end
		if ok then return value; end
		if type(value) ~= "table" then error(value, 0); end
		local before = text:sub(1, value.at - 1);
		local _, lines = before:gsub("\n", "");
		return nil, ("line %d, byte %d: %s"):format(lines + 1, #before:match("[^\n]*$") + 1, value.message);
	end

	local function quote(text)
		return "\"" .. text:gsub("[%c\"\\]", ESCAPES) .. "\"";
	end

	local function is_array(value)
		return type(value) == "table" and getmetatable(value) == array_mt;
	end

	local function is_object(value)
		return type(value) == "table" and value ~= null and getmetatable(value) ~= array_mt;
	end

	local function sorted_keys(object)
		local keys = {};
		for key in pairs(object) do keys[#keys + 1] = key; end
		table.sort(keys);
		return keys;
	end

	-- One text for one value: sorted keys, no white space, whole numbers without a fraction.
	local function encode(value)
		local kind = type(value);
		if kind == "string" then return quote(value); end
		if kind == "boolean" then return tostring(value); end
		if kind == "number" then
			if value - value ~= 0 then error("not a number that JSON has"); end
			return value == floor(value) and ("%.0f"):format(value) or ("%.14g"):format(value);
		end
		if value == null then return "null"; end
		if kind ~= "table" then error("JSON has no " .. kind); end
		local pieces = {};
		if is_array(value) then
			for index, item in ipairs(value) do pieces[index] = encode(item); end
			return "[" .. table.concat(pieces, ",") .. "]";
		end
		for index, key in ipairs(sorted_keys(value)) do
			pieces[index] = quote(key) .. ":" .. encode(value[key]);
		end
		return "{" .. table.concat(pieces, ",") .. "}";
	end

	return {
		null = null, array = array, decode = decode, encode = encode, quote = quote;
		is_array = is_array, is_object = is_object, sorted_keys = sorted_keys;
	};
end
