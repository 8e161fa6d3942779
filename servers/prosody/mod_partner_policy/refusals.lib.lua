-- One structured log line for each refusal and each session that we end.
--
-- Strangers decide how often something is refused and under which names, so: names are escaped, the same (reason,
-- domain) is told once a minute with the number that was kept back, and all names together get so many lines a minute
-- of each reason. Memory is bounded whatever arrives.

local WINDOW = 60; -- seconds
local LINES = 60; -- of one reason in a window, over all domains
local REMEMBERED = 1000; -- (reason, domain) pairs

local function escaped(value)
	local text = tostring(value);
	if #text > 300 then text = text:sub(1, 300) .. "..."; end
	if not text:find("[^%w%.:_@/%-]") and text ~= "" then return text; end
	return '"' .. text:gsub('[%c"\\\127-\255]', function (char) return ("\\x%02x"):format(char:byte()); end) .. '"';
end

-- new_cache: of util.cache; now: seconds; log: (level, format, ...)
return function (new_cache, now, log)
	local function new(count)
		local seen = new_cache(REMEMBERED);
		local lines = {}; -- by reason: { since, written, suppressed }; reasons are ours, so few
		local refusals = {};

		local function quota(code)
			local at = now();
			local line = lines[code];
			if not line or at - line.since >= WINDOW then
				line = { since = at, written = 0, suppressed = line and line.suppressed or 0 };
				lines[code] = line;
			end
			return line;
		end

		local function write(event, reason, fields, suppressed)
			local parts = { event, "reason=" .. reason.code, "domain=" .. escaped(reason.domain or "-") };
			for _, field in ipairs(fields) do
				if field[2] ~= nil then parts[#parts + 1] = field[1] .. "=" .. escaped(field[2]); end
			end
			if suppressed > 0 then parts[#parts + 1] = ("suppressed=%d"):format(suppressed); end
			log(event == "closed" and "info" or "warn", "%s", table.concat(parts, " "));
		end

		-- event: "refused", "closed" or "would-refuse"; fields: a list of { key, value }.
		function refusals.note(event, reason, fields)
			if event ~= "would-refuse" then count(event, reason); end
			local key, at = event .. " " .. reason.code .. " " .. (reason.domain or "-"), now();
			local entry = seen:get(key);
			if entry and at - entry.since < WINDOW then
				entry.suppressed = entry.suppressed + 1;
				return;
			end
			local line = quota(reason.code);
			if line.written >= LINES then
				line.suppressed = line.suppressed + 1;
				return;
			end
			line.written = line.written + 1;
			write(event, reason, fields or {}, (entry and entry.suppressed or 0) + line.suppressed);
			line.suppressed = 0;
			seen:set(key, { since = at, suppressed = 0 });
		end

		return refusals;
	end

	return { new = new, escaped = escaped };
end
