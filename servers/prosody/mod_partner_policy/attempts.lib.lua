-- Calls without a valid token, counted by address: how many are answered with 401 before 429, and how many are logged.
--
-- A valid token is never refused because of other people's wrong ones: with 256 random bits there is nothing to guess,
-- and whoever shares an address (the loopback) could lock the administrator out. The table is bounded; an address that
-- falls out of it begins anew.

local ALLOWED, PERIOD = 10, 60; -- so many in so many seconds
local MAX_ADDRESSES = 1000;

-- new_cache: Prosody's util.cache.new; now: seconds
return function (new_cache, now)
	local function new()
		local cache = new_cache(MAX_ADDRESSES);
		local attempts = {};

		-- Counts one. Answers after how many seconds the address is heard again (nil: at once), and how many calls a log
		-- line should tell of (nil: no line now).
		function attempts.add(address)
			local time = now();
			local entry = cache:get(address);
			if not entry or time >= entry.since + PERIOD or time < entry.since then
				local untold = entry and entry.untold or 0;
				cache:set(address, { since = time, count = 1, untold = 0 });
				return nil, untold + 1;
			end
			entry.count, entry.untold = entry.count + 1, entry.untold + 1;
			if entry.count <= ALLOWED then return nil; end
			return math.max(1, math.ceil(entry.since + PERIOD - time));
		end

		return attempts;
	end

	return { new = new };
end
