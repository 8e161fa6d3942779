-- Records -> partners and blocks in memory. What cannot be read is refused alone, and told with its file.

-- json, partner_set, partner_codec, record_codec: the libraries
return function (json, partner_set, partner_codec, record_codec)
	local function decode(codec, body)
		local value, problem = json.decode(body);
		if value == nil then return nil, problem; end
		local decoded, wrong = codec.decode(value);
		if not decoded then return nil, wrong.message; end
		return decoded;
	end

	local function decode_named(codec, name, body)
		local decoded, problem = decode(codec, body);
		if decoded and decoded.domain ~= name then return nil, "it is the record of " .. decoded.domain; end
		return decoded, problem;
	end

	-- Fills `set` and `blocks`. Answers { last_applied, unreadable = by domain, partner_problems, block_problems }, and
	-- what broke the store, if anything did.
	local function load(store, set, blocks)
		local found = { unreadable = {}, partner_problems = {}, block_problems = {} };
		local partners = {};

		local function note(list, file, message)
			list[#list + 1] = { file = file, message = message };
		end

		local readers = {};

		function readers.partners(name, body, problem)
			local partner;
			if body then partner, problem = decode_named(partner_codec, name, body); end
			if partner then partners[#partners + 1] = partner; return; end
			found.unreadable[name] = true;
			note(found.partner_problems, "partners/" .. name, problem);
		end

		function readers.blocks(name, body, problem)
			local block;
			if body then block, problem = decode_named(record_codec.block, name, body); end
			if block then return blocks.put(block); end
			blocks.put_unreadable(name);
			note(found.block_problems, "blocks/" .. name, problem);
		end

		readers["last-applied"] = function (_, body, problem)
			local record;
			if body then record, problem = decode(record_codec.last_applied, body); end
			if not record then return note(found.partner_problems, "last-applied", problem); end
			found.last_applied = record_codec.last_applied.encode(record);
		end;

		local ok, broken = store.load(function (place, name, body, problem)
			return readers[place](name, body, problem);
		end);
		for _, dispute in ipairs(partner_set.fill(set, partners)) do
			for _, domain in ipairs(dispute.partner.domains) do found.unreadable[domain] = true; end
			note(found.partner_problems, "partners/" .. dispute.partner.domain,
				"it covers a domain that partners/" .. dispute.other.domain .. " covers, too");
		end
		return found, not ok and broken or nil;
	end

	return { load = load };
end
