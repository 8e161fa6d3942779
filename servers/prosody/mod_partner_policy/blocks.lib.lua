-- Blocks in memory: emergency cut-offs, above every partner.
--
-- A block whose last day (UTC) is over is not in force; that is looked at when it matters, so nothing has to happen at
-- midnight. A partner's primary domain cuts off the whole partner; any other domain only itself.

-- json, record_codec: the libraries
return function (json, record_codec)
	-- now: seconds since 1970
	local function new(now)
		local all = {}; -- by domain, also those that are over
		local unreadable = {}; -- by domain: a record that may be a block in force
		local blocks = {};

		function blocks.is_over(block)
			return block["until"] ~= nil and block["until"] < os.date("!%Y-%m-%d", now());
		end

		function blocks.put(block)
			all[block.domain], unreadable[block.domain] = block, nil;
		end

		function blocks.put_unreadable(domain)
			unreadable[domain] = true;
		end

		function blocks.remove(domain)
			all[domain], unreadable[domain] = nil, nil;
		end

		-- Is there a record of it, in force or not?
		function blocks.is_recorded(domain)
			return all[domain] ~= nil or unreadable[domain] ~= nil;
		end

		function blocks.is_in_force(domain)
			return all[domain] ~= nil and not blocks.is_over(all[domain]);
		end

		-- "blocked", "unreadable" or nil.
		function blocks.refusal(domain)
			if blocks.is_in_force(domain) then return "blocked"; end
			return unreadable[domain] and "unreadable" or nil;
		end

		function blocks.text_of(block)
			return record_codec.block.encode(block);
		end

		-- The canonical texts of those in force, sorted by domain.
		function blocks.texts()
			local texts = {};
			for _, domain in ipairs(json.sorted_keys(all)) do
				if blocks.is_in_force(domain) then texts[#texts + 1] = blocks.text_of(all[domain]); end
			end
			return texts;
		end

		return blocks;
	end

	return { new = new };
end
