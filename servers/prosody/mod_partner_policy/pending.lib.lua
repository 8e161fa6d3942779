-- Inbound streams that are not authenticated yet: so many of an address, for so long.
--
-- Anybody can open them, so they are bounded; a partner behind one address may need one per pair of domains at once,
-- and a stream that only asks about a dialback key (XEP-0220) is never authenticated.

local PER_ADDRESS = 300;
local SECONDS = 60;

-- pton: of util.net (text -> bytes); now: seconds; streams, verdict; refuse(session, reason)
return function (pton, now, streams, verdict, refuse)
	local function new()
		local by_address = {}; -- address -> { [session] = since }
		local pending = {};

		-- An IPv6 customer has a /64 at least (RFC 6177).
		local function address_of(session)
			local ip = session.ip or "";
			local bytes = pton(ip);
			if not bytes or #bytes ~= 16 then return ip; end
			if bytes:sub(1, 12) == ("\0"):rep(10) .. "\255\255" then return bytes:sub(13); end
			return bytes:sub(1, 8);
		end

		local function is_over(session)
			return session.destroyed or streams.is_authenticated(session);
		end

		local function count(set)
			local number = 0;
			for session in pairs(set) do
				if is_over(session) then set[session] = nil; else number = number + 1; end
			end
			return number;
		end

		-- A new inbound stream: refused where its address has too many.
		function pending.add(session)
			local address = address_of(session);
			local set = by_address[address] or {};
			by_address[address] = set;
			if count(set) >= PER_ADDRESS then
				refuse(session, verdict.reason("unauthenticated-many"));
				return;
			end
			set[session] = now();
		end

		-- Ends those that take too long.
		function pending.expire()
			local late, at = {}, now();
			for address, set in pairs(by_address) do
				if count(set) == 0 then by_address[address] = nil; end
				for session, since in pairs(set) do
					if at - since >= SECONDS then late[#late + 1] = session; end
				end
			end
			for _, session in ipairs(late) do
				refuse(session, verdict.reason("unauthenticated-late", streams.domain(session)));
			end
		end

		return pending;
	end

	return { new = new };
end
