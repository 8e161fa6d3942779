-- A request to change partners: what it would do, or the first thing that is wrong with it; and then doing it.
--
-- What counts is the state after all changes: a domain may move from one partner to another in one request. Costs what
-- the request is long, however many partners there are. The input is hostile.

-- json, shapes, partner_codec, record_codec, domains: the libraries
return function (json, shapes, partner_codec, record_codec, domains)
	local function bad_request(message, hint)
		return nil, { status = 400, code = "bad-request", message = message, hint = hint };
	end

	local function invalid(index, field, message, hint)
		return nil, { status = 422, code = "invalid", message = message, hint = hint, change = index - 1, field = field };
	end

	local function is_list(value)
		if json.is_array(value) then return value; end
		return nil, "write a list";
	end
	local function anything(value) return value; end -- looked at later

	local REQUEST = shapes.new({ { "changes", is_list }, { "record", anything, optional = true } });
	local CHANGE = shapes.new({ { "domain", domains.check }, { "partner", anything, null = true } });

	local function read_change(index, value)
		local change, wrong = CHANGE.decode(value);
		if not change then return invalid(index, wrong.field, "the change is not one: " .. wrong.message, wrong.hint); end
		if change.partner == nil then return change; end -- null, and nothing else, removes
		local partner, problem = partner_codec.decode(change.partner);
		if not partner then
			return invalid(index, problem.field, change.domain .. ": " .. problem.message, problem.hint);
		end
		if partner.domain ~= change.domain then
			return invalid(index, "domain", ("%s: the partner's domain is %s"):format(change.domain, partner.domain),
				"a partner that gets another primary domain is removed, and added under the new one");
		end
		change.partner = partner;
		return change;
	end

	local function read_changes(list)
		local changes, seen = {}, {};
		for index, value in ipairs(list) do
			local change, problem = read_change(index, value);
			if not change then return nil, problem; end
			if seen[change.domain] then
				return invalid(index, "domain", change.domain .. " stands twice in the request", "send one change for each domain");
			end
			seen[change.domain], changes[index] = true, change;
		end
		return changes, seen;
	end

	-- set: the partners as they are; changed: the primary domains that the request speaks about
	local function find_conflict(set, changes, changed)
		local claims = {};
		for index, change in ipairs(changes) do
			for _, domain in ipairs(change.partner and change.partner.domains or {}) do
				local owner = set.owner(domain);
				local other = claims[domain] or owner and not changed[owner.domain] and owner.domain;
				if other then
					return select(2, invalid(index, domain == change.domain and "domain" or "additionalDomains",
						("%s: %s belongs to the partner %s"):format(change.domain, domain, other),
						"a domain belongs to one partner: remove it from one of the two, in the same request if it shall move"));
				end
				claims[domain] = change.domain;
			end
		end
	end

	local function outcome_of(before, after)
		if before and after then return before.text == after.text and "unchanged" or "updated"; end
		return after and "added" or before and "removed" or "unchanged";
	end

	-- { changes = { { domain, before, after, outcome } }, record }; or nil, problem.
	local function read(set, value)
		local request, wrong = REQUEST.decode(value);
		if not request then return bad_request("the request: " .. wrong.message, wrong.hint); end
		local record;
		if request.record ~= nil then
			record, wrong = record_codec.record_request.decode(request.record);
			if not record then return bad_request("record: " .. wrong.message, wrong.hint); end
		end
		local changes, changed = read_changes(request.changes);
		if not changes then return nil, changed; end
		local conflict = find_conflict(set, changes, changed);
		if conflict then return nil, conflict; end
		local steps = {};
		for index, change in ipairs(changes) do
			local before = set.named(change.domain);
			steps[index] = {
				domain = change.domain, before = before, after = change.partner;
				outcome = outcome_of(before, change.partner);
			};
		end
		return { changes = steps, record = record };
	end

	local function each_changed(change, act)
		for _, step in ipairs(change.changes) do
			if step.outcome ~= "unchanged" then act(step); end
		end
	end

	-- What the store has to write; at: the time of the record.
	local function entries(change, at)
		local written = {};
		each_changed(change, function (step)
			written[#written + 1] = { name = "partners/" .. step.domain, body = step.after and step.after.text };
		end);
		if change.record then
			change.record.at = at;
			change.last_applied = record_codec.last_applied.encode(change.record);
			written[#written + 1] = { name = "last-applied", body = change.last_applied };
		end
		return written;
	end

	-- Changes the set, removals first, because a domain may move. Answers the set of domains that may have other rules.
	local function carry_out(change, set)
		local changed = {};
		local function touch(partner, act)
			if not partner then return; end
			act(partner);
			for _, domain in ipairs(partner.domains) do changed[domain] = true; end
		end
		each_changed(change, function (step) touch(step.before, set.remove); end);
		each_changed(change, function (step) touch(step.after, set.add); end);
		return changed;
	end

	-- Gives each ended session to the first change that concerns its domain: a list of lists.
	local function share_out(change, ended)
		local change_of, lists = {}, {};
		for index, step in ipairs(change.changes) do
			lists[index] = json.array();
			for _, partner in ipairs({ step.before or step.after, step.after }) do
				for _, domain in ipairs(partner.domains) do change_of[domain] = change_of[domain] or index; end
			end
		end
		for _, session in ipairs(ended) do
			local sessions = lists[change_of[session.domain]];
			if sessions then sessions[#sessions + 1] = session; end
		end
		return lists;
	end

	return { read = read, entries = entries, carry_out = carry_out, share_out = share_out };
end
