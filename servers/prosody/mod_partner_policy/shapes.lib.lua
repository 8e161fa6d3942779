-- Objects of JSON with exactly the keys that are expected: checked on the way in, written in one order on the way out.
--
-- A check takes a value and answers it, or nil and a hint that says what to write. Pure; the input is hostile.

-- json: the library
return function (json)
	local null = json.null;

	local function one_of(values)
		local known = {};
		for _, value in ipairs(values) do known[value] = true; end
		return function (value)
			if type(value) == "string" and known[value] then return value; end
			return nil, "write " .. table.concat(values, " or ");
		end
	end

	local function truth(value)
		if type(value) == "boolean" then return value; end
		return nil, "write true or false, without quotes";
	end

	-- 1.0 and 1e1 are whole numbers, as JSON Schema has it; what is written has neither.
	local function whole(lowest, highest)
		return function (value)
			if type(value) == "number" and value % 1 == 0 and value >= lowest and value <= highest then return value; end
			return nil, ("write a whole number from %.0f to %.0f, without quotes"):format(lowest, highest);
		end
	end

	local function characters(text)
		local _, continued = text:gsub("[\128-\191]", "");
		return #text - continued;
	end

	local function text(shortest, longest)
		return function (value)
			if type(value) == "string" then
				local length = characters(value);
				if length >= shortest and length <= longest then return value; end
			end
			return nil, ("write a text of %d to %d characters, in quotes"):format(shortest, longest);
		end
	end

	local function is_day(value)
		local year, month, day = value:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$");
		year, month, day = tonumber(year), tonumber(month), tonumber(day);
		if not year or month < 1 or month > 12 or day < 1 then return false; end
		local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0);
		local last = month == 2 and (leap and 29 or 28) or (month == 4 or month == 6 or month == 9 or month == 11) and 30 or 31;
		return day <= last;
	end

	local function day(value)
		if type(value) == "string" and is_day(value) then return value; end
		return nil, "write a day that exists, as YYYY-MM-DD";
	end

	-- RFC 3339 in UTC
	local function time(value)
		if type(value) == "string" and #value <= 30 and is_day(value:sub(1, 10)) then
			local hour, minute, second, rest = value:match("^T(%d%d):(%d%d):(%d%d)(.*)Z$", 11);
			if hour and tonumber(hour) < 24 and tonumber(minute) < 60 and tonumber(second) < 60
				and (rest == "" or rest:find("^%.%d+$")) then
				return value;
			end
		end
		return nil, "write a time in UTC, such as 2030-01-31T12:00:00.000Z";
	end

	-- A value as a message can bear it.
	local function shown(value)
		if json.is_array(value) then return "a list"; end
		if json.is_object(value) then return "an object"; end
		local encoded = json.encode(value);
		if #encoded <= 80 then return encoded; end
		return (encoded:sub(1, 80):gsub("[\192-\255]?[\128-\191]*$", "")) .. "…";
	end

	-- fields: a list of { key, check, null = may be null (nil inside), optional = may be absent }
	local function new(fields)
		local keys, known = {}, {};
		for index, field in ipairs(fields) do keys[index], known[field[1]] = field[1], true; end
		local all_keys = "the keys are " .. table.concat(keys, ", ");

		local function wrong(field, message, hint)
			return nil, { field = field, message = message, hint = hint };
		end

		local shape = {};

		-- The object with nil for null; or nil and { field, message, hint }.
		function shape.decode(value)
			if not json.is_object(value) then return wrong(nil, "it is " .. shown(value) .. ", not an object", all_keys); end
			local decoded, found = {}, 0;
			for _, field in ipairs(fields) do
				local key, given = field[1], value[field[1]];
				if given == nil then
					if not field.optional then return wrong(key, key .. " is missing", all_keys); end
				else
					found = found + 1;
					if given ~= null or not field.null then
						local checked, hint = field[2](given);
						if checked == nil then
							return wrong(key, key .. " is " .. shown(given), hint .. (field.null and ", or null" or ""));
						end
						decoded[key] = checked;
					end
				end
			end
			local given_keys = json.sorted_keys(value);
			if #given_keys == found then return decoded; end
			for _, key in ipairs(given_keys) do
				if not known[key] then return wrong(nil, "the key " .. shown(key) .. " is unknown", all_keys); end
			end
		end

		-- The one text: the fields in their order, nil as null.
		function shape.encode(object)
			local pieces = {};
			for index, key in ipairs(keys) do
				local value = object[key];
				pieces[index] = "\"" .. key .. "\":" .. (value == nil and "null" or json.encode(value));
			end
			return "{" .. table.concat(pieces, ",") .. "}";
		end

		return shape;
	end

	return {
		new = new, shown = shown, one_of = one_of, truth = truth, whole = whole, text = text, day = day, time = time;
	};
end
