-- Who has federated, and what enforcing would have refused: recorded in observe mode, kept afterwards.
--
-- Bounded, because strangers write it: a full record counts what it drops. A record that cannot be read is begun anew;
-- it is nobody's policy.

local MAX = 5000; -- observations: domain, direction, method
local MAX_BYTES = 8 * 1024 * 1024;
local FIELDS = { "domain", "direction", "method", "tls", "certificate", "streams", "firstSeen", "lastSeen", "refusal" };

-- json, files: the libraries; now: seconds; log: (level, format, ...)
return function (json, files, now, log)
	local null = json.null;

	local function key_of(seen) return seen.domain .. " " .. seen.direction .. " " .. seen.method; end

	-- Answers the observations by key, how many, how many were dropped.
	local function read(path)
		local text, message, missing = files.read(path, MAX_BYTES);
		if missing then return {}, 0, 0; end
		local content = text and json.decode(text);
		if not json.is_object(content) or not json.is_array(content.observations) then
			log("warn", "What was observed earlier cannot be read, and is begun anew: %s", message or "it is no record");
			return {}, 0, 0;
		end
		local all, count = {}, 0;
		for _, seen in ipairs(content.observations) do
			if type(seen.domain) == "string" and type(seen.method) == "string" and type(seen.direction) == "string" then
				all[key_of(seen)], count = seen, count + 1;
			end
		end
		return all, count, tonumber(content.dropped) or 0;
	end

	-- path: of the file; policy: { passive }
	local function new(path, policy)
		local all, count, dropped = read(path);
		local changed = false;
		local observe = {};

		local function lower(before, tls)
			if before == nil or tls == nil then return tls; end
			if before == null or tls == null then return null; end
			return tls < before and tls or before;
		end

		-- facts: domain, direction, method, certificate; tls: a version or nil; refusal: a reason or nil
		function observe.saw(facts, tls, refusal)
			if not facts.domain or not facts.method then return; end
			local key, at = key_of(facts), os.date("!%Y-%m-%dT%H:%M:%SZ", now());
			local seen = all[key];
			changed = true;
			if not seen then
				if count >= MAX then
					dropped = dropped + 1;
					return;
				end
				seen = { domain = facts.domain, direction = facts.direction, method = facts.method, streams = 0, firstSeen = at };
				all[key], count = seen, count + 1;
			end
			seen.tls = seen.streams == 0 and (tls or null) or lower(seen.tls, tls or null);
			seen.certificate, seen.streams, seen.lastSeen = facts.certificate, seen.streams + 1, at;
			seen.refusal = refusal and refusal.text or null;
		end

		local function content()
			local list = json.array();
			for index, key in ipairs(json.sorted_keys(all)) do
				local told = {};
				for _, field in ipairs(FIELDS) do told[field] = all[key][field]; end
				list[index] = told;
			end
			return { mode = policy.passive and "observe" or "enforce", dropped = dropped, observations = list };
		end

		observe.report = content;

		-- To disk, if there is anything new.
		function observe.keep()
			if not changed then return; end
			local ok, message = files.write(path .. ".new", json.encode(content()));
			if ok then ok, message = files.rename(path .. ".new", path); end
			if ok then changed = false; else log("warn", "What was observed cannot be written: %s", message); end
		end

		return observe;
	end

	return { new = new };
end
