-- What is in force: the partners and blocks in memory, over the store. All domains here are A-labels.
--
-- Invariants: memory has what the disk has, in whole batches; what cannot be read is refused, and only that, unless the
-- store itself is broken: then nobody is permitted. No change costs more where there are more partners.

-- json, partner_set, blocks, batch, loading, record_codec, domains: the libraries
return function (libraries)
	local json, record_codec = libraries.json, libraries.record_codec;

	local function failure(status, code, message, hint, field)
		return nil, { status = status, code = code, message = message, hint = hint, field = field };
	end

	-- store: of the store library; now: seconds since 1970; log: (level, format, ...)
	local function new(store, now, log)
		local set, blocks = libraries.partner_set.new(), libraries.blocks.new(now);
		local found, broken = libraries.loading.load(store, set, blocks);
		local listeners = {};
		local state = {};

		-- Looking --------------------------------------------------------------------------------------------------

		-- Why these (the partners or the blocks) cannot be told whole, or nil.
		local function unreadable(problems)
			local file, message = "the state", broken;
			if not broken and problems[1] then file, message = problems[1].file, problems[1].message; end
			if not message then return nil; end
			return select(2, failure(500, "unreadable-state", file .. ": " .. message,
				"restore or remove the file on the server, then reload the module"));
		end

		function state.find(domain)
			return set.owner(domain);
		end

		-- The partner; or nil and "unlisted", "blocked" or "unreadable".
		function state.permitted(domain)
			if broken then return nil, "unreadable"; end
			local partner = set.owner(domain);
			local refusal = blocks.refusal(domain) or partner and blocks.refusal(partner.domain);
			if refusal then return nil, refusal; end
			if partner then return partner; end
			return nil, found.unreadable[domain] and "unreadable" or "unlisted";
		end

		function state.partners()
			return set.each();
		end

		-- nil where a record cannot be read: it stands for all partners or for nothing.
		function state.revision()
			return not unreadable(found.partner_problems) and set.revision() or nil;
		end

		-- A list of { file, message }, empty where everything could be read.
		function state.problems()
			local all = {};
			if broken then all[1] = { file = "the state", message = broken }; end
			for _, list in ipairs({ found.partner_problems, found.block_problems }) do
				for _, problem in ipairs(list) do all[#all + 1] = problem; end
			end
			local unfinished = not broken and store.unfinished();
			if unfinished then all[#all + 1] = { file = "journal", message = unfinished }; end
			return all;
		end

		-- For an answer: { revision, texts = of the partners, last_applied = a text }; or nil, problem.
		function state.listing()
			local problem = unreadable(found.partner_problems);
			if problem then return nil, problem; end
			return { revision = set.revision(), texts = set.texts(), last_applied = found.last_applied or "null" };
		end

		-- The texts of the blocks in force, sorted by domain; or nil, problem.
		function state.blocks()
			local problem = unreadable(found.block_problems);
			if problem then return nil, problem; end
			return blocks.texts();
		end

		-- Changing -------------------------------------------------------------------------------------------------

		function state.on_change(listener)
			listeners[#listeners + 1] = listener;
		end

		local function time()
			return os.date("!%Y-%m-%dT%H:%M:%SZ", now());
		end

		local function commit(entries)
			if #entries == 0 then return true; end
			local ok, message = store.commit(entries);
			if ok then return true; end
			log("error", "A change could not be written: %s", message);
			return failure(500, "write-failed", "nothing was changed: " .. message,
				"look at the server's disk: space, permissions, health");
		end

		-- Who does not know which sessions it ended has not ended none.
		local function tell(changed)
			local ended, failed = {}, false;
			for _, listener in ipairs(next(changed) and listeners or {}) do
				local ok, list = pcall(listener, changed);
				if not ok then
					log("error", "Open sessions could not be looked at after a change: %s", list);
					failed = true;
				end
				for _, session in ipairs(ok and list or {}) do ended[#ended + 1] = session; end
			end
			if not failed then return ended; end
			return failure(500, "internal", "the change is in force, but open sessions could not all be looked at",
				"read again what is in force, and look into the server's log");
		end

		-- request: decoded JSON; if_match: the revision that it was planned on. The answer; or nil, problem.
		function state.change(request, if_match)
			local problem = unreadable(found.partner_problems);
			if problem then return nil, problem; end
			if if_match ~= set.revision() then
				return failure(412, "stale", "the partners have another revision by now: " .. set.revision(),
					"read the partners again and plan anew");
			end
			local change, wrong = libraries.batch.read(set, request);
			if not change then return nil, wrong; end
			local ok, failed = commit(libraries.batch.entries(change, time()));
			if not ok then return nil, failed; end
			found.last_applied = change.last_applied or found.last_applied;
			local ended, untold = tell(libraries.batch.carry_out(change, set));
			if not ended then return nil, untold; end
			local lists, answers = libraries.batch.share_out(change, ended), json.array();
			for index, step in ipairs(change.changes) do
				answers[index] = { domain = step.domain, outcome = step.outcome, endedSessions = lists[index] };
			end
			return { revision = set.revision(), changes = answers };
		end

		-- Partners that cannot be read are no reason to refuse a block: it is for emergencies.
		local function check_block(domain)
			local problem = unreadable({});
			if problem then return nil, problem; end
			local valid, hint = libraries.domains.check(domain);
			if valid then return true; end
			return failure(422, "invalid", "the path names no domain", hint);
		end

		-- Whether it was set anew or lifted: what the record was no longer matters.
		local function forget_problem(domain)
			for index = #found.block_problems, 1, -1 do
				if found.block_problems[index].file == "blocks/" .. domain then table.remove(found.block_problems, index); end
			end
		end

		local function domains_under(domain)
			local changed = { [domain] = true };
			local partner = set.named(domain);
			for _, covered in ipairs(partner and partner.domains or {}) do changed[covered] = true; end
			return changed;
		end

		function state.set_block(domain, request)
			local ok, problem = check_block(domain);
			if not ok then return nil, problem; end
			local block, wrong = record_codec.block_request.decode(request);
			if not block then
				return failure(422, "invalid", wrong.message, wrong.hint, wrong.field);
			end
			block.domain, block.at = domain, block.at or time();
			if blocks.is_over(block) then
				return failure(422, "invalid", "until is over: " .. block["until"], "write today or a later day (UTC), or null", "until");
			end
			ok, problem = commit({ { name = "blocks/" .. domain, body = blocks.text_of(block) } });
			if not ok then return nil, problem; end
			blocks.put(block);
			forget_problem(domain);
			local ended, untold = tell(domains_under(domain));
			if not ended then return nil, untold; end
			return { text = blocks.text_of(block), ended = ended };
		end

		-- Also removes a record that cannot be read, because nobody would ask for it by mistake.
		function state.lift_block(domain)
			local ok, problem = check_block(domain);
			if not ok then return nil, problem; end
			local lifted = blocks.refusal(domain) ~= nil;
			if blocks.is_recorded(domain) then
				ok, problem = commit({ { name = "blocks/" .. domain } });
				if not ok then return nil, problem; end
				blocks.remove(domain);
				forget_problem(domain);
				local ended, untold = tell(domains_under(domain));
				if not ended then return nil, untold; end
			end
			return { lifted = lifted };
		end

		for _, problem in ipairs(state.problems()) do
			log("error", "It cannot be read, and is refused: %s: %s", problem.file, problem.message);
		end
		return state;
	end

	return { new = new };
end
