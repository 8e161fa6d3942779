-- A partner as JSON <-> a partner as the module knows it.
--
-- Decoding is exact: every field is stated and right, and no other key is there; what is not so is told with the field
-- to blame. Encoding is canonical: one text for one partner, byte for byte, whatever the order that it came in, so that
-- texts can be compared, hashed and put together to an answer. Pure; the input is hostile.

-- json, shapes, domains, matrix: the libraries
return function (json, shapes, domains, matrix)
	local function domain_set(value)
		if not json.is_array(value) then return nil, "write a list of domains, [] for none"; end
		local list, seen = json.array(), {};
		for index, item in ipairs(value) do
			local domain, hint = domains.check(item);
			if not domain then return nil, shapes.shown(item) .. " is none: " .. hint; end
			if seen[item] then return nil, "remove one of the two " .. item; end
			seen[item], list[index] = true, item;
		end
		table.sort(list);
		return list;
	end

	local any_text = shapes.text(1, 65536);
	local function description(value)
		local text, hint = any_text(value);
		-- C0 but tab and line feed, DEL; C1 in UTF-8
		if text and (text:find("[\0-\8\11-\31\127]") or text:find("\194[\128-\159]")) then
			return nil, "write it without control characters";
		end
		return text, hint;
	end

	local negotiation = shapes.one_of(matrix.NEGOTIATIONS);
	local shape = shapes.new({
		{ "domain", domains.check };
		{ "description", description, null = true };
		{ "additionalDomains", domain_set };
		{ "partnerType", shapes.one_of({ "Federated", "PublicVerified", "PublicUnverified" }) };
		{ "tlsNegotiation", negotiation };
		{ "saslNegotiation", negotiation };
		{ "dialbackNegotiation", shapes.truth };
		{ "connectionLimit", shapes.whole(1, 4294967295), null = true }; -- the cmdlet's UInt32
		{ "keepAlive", shapes.truth };
		{ "proxyFqdn", domains.check, null = true };
	});

	-- The partner, with .domains (primary first), .methods and .text; or nil and { field, message, hint }.
	local function decode(value)
		local partner, problem = shape.decode(value);
		if not partner then return nil, problem; end
		partner.domains = { partner.domain };
		for index, additional in ipairs(partner.additionalDomains) do
			if additional == partner.domain then
				return nil, {
					field = "additionalDomains", message = additional .. " is the primary domain";
					hint = "remove it from additionalDomains";
				};
			end
			partner.domains[index + 1] = additional;
		end
		partner.methods = matrix.methods_of(partner);
		partner.text = shape.encode(partner);
		return partner;
	end

	return { decode = decode };
end
