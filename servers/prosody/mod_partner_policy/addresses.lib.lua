-- From which addresses the partner API may be called. To all others it does not exist.

-- ip: Prosody's util.ip
return function (ip)
	-- entries: addresses and CIDR
	local function new(entries)
		local ranges, problems = {}, {};
		for _, entry in ipairs(entries) do
			local ok, address, bits = pcall(ip.parse_cidr, entry);
			if ok and address and (bits or not entry:find("/", 1, true)) then
				ranges[#ranges + 1] = { address = address, bits = bits };
			else
				problems[#problems + 1] = entry;
			end
		end

		local addresses = {};

		function addresses.has(text)
			local address = type(text) == "string" and ip.new_ip(text);
			if not address then return false; end
			for _, range in ipairs(ranges) do
				if ip.match(address, range.address, range.bits) then return true; end
			end
			return false;
		end

		-- Entries that are no address; they allow nobody.
		function addresses.problems() return problems; end

		return addresses;
	end

	return { new = new };
end
