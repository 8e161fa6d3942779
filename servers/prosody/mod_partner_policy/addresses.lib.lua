-- From which addresses the partner API may be called. To all others it does not exist.

-- ip: Prosody's util.ip; log: (level, format, ...)
return function (ip, log)
	-- An IPv4 address that came through a socket of IPv6 is the same address (RFC 4291 section 2.5.5.2).
	local function address_of(text)
		return ip.new_ip(text:match("^::[Ff][Ff][Ff][Ff]:(%d+%.%d+%.%d+%.%d+)$") or text);
	end

	local function range_of(entry)
		local text, bits = entry:match("^([%x:.]+)/(%d+)$");
		local address = address_of(text or entry);
		if not address then return nil; end
		bits = tonumber(bits);
		if bits and bits > (address.proto == "IPv4" and 32 or 128) then return nil; end
		return { address = address, bits = bits };
	end

	-- entries: addresses and CIDR
	local function new(entries)
		local ranges = {};
		for _, entry in ipairs(entries) do
			local range = type(entry) == "string" and range_of(entry);
			ranges[#ranges + 1] = range or nil;
			if not range then log("error", "partner_policy_allow_from: %s is no address, and allows nobody", tostring(entry)); end
		end

		local addresses = {};

		function addresses.has(text)
			local address = type(text) == "string" and address_of(text);
			if not address then return false; end
			for _, range in ipairs(ranges) do
				-- of two kinds, only "all" would match
				if address.proto == range.address.proto and ip.match(address, range.address, range.bits) then return true; end
			end
			return false;
		end

		return addresses;
	end

	return { new = new };
end
