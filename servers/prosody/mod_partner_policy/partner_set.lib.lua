-- The partners in memory: found by any of their domains, listed by primary domain, with the revision of the set.
--
-- Invariant: a domain belongs to one partner at most; whoever adds has checked that. Adding and removing cost the same
-- with ten partners as with ten thousand: what depends on all of them (the sorted list) is made when it is asked for.

-- revision, json: the libraries
return function (revision, json)
	local function new()
		local by_primary, owners, sorted = {}, {}, nil;
		local digest = revision.new();
		local set = {};

		function set.add(partner)
			by_primary[partner.domain], sorted = partner, nil;
			for _, domain in ipairs(partner.domains) do owners[domain] = partner; end
			digest.add(partner.text);
		end

		function set.remove(partner)
			by_primary[partner.domain], sorted = nil, nil;
			for _, domain in ipairs(partner.domains) do owners[domain] = nil; end
			digest.remove(partner.text);
		end

		-- By its primary domain only.
		function set.named(domain) return by_primary[domain]; end

		-- By any domain that it covers.
		function set.owner(domain) return owners[domain]; end

		function set.revision() return digest.value(); end

		function set.each()
			local domain, partner;
			return function ()
				domain, partner = next(by_primary, domain);
				return partner;
			end
		end

		-- The canonical texts, sorted by primary domain.
		function set.texts()
			sorted = sorted or json.sorted_keys(by_primary);
			local texts = {};
			for index, domain in ipairs(sorted) do texts[index] = by_primary[domain].text; end
			return texts;
		end

		return set;
	end

	-- Adds those of a list that no other one contradicts; answers the others: which of two partners a domain belongs to
	-- cannot be known, so neither is trusted. A list of { partner, other }.
	local function fill(set, list)
		local claims, disputes = {}, {};
		for _, partner in ipairs(list) do
			for _, domain in ipairs(partner.domains) do
				local other = claims[domain];
				if other then disputes[partner], disputes[other] = other, partner; end
				claims[domain] = partner;
			end
		end
		local left = {};
		for _, partner in ipairs(list) do
			local other = disputes[partner];
			if other then left[#left + 1] = { partner = partner, other = other }; else set.add(partner); end
		end
		return left;
	end

	return { new = new, fill = fill };
end
