-- The authenticated streams: how each was authenticated, how many a partner has, which may stay after a change.
--
-- Invariants: a session is in here exactly while it is authenticated and alive; a sweep ends those that no longer
-- conform, and no others. Streams that are not authenticated yet are judged by allow-list and TLS only and never counted.

-- streams, verdict, refusals, state; policy: { passive }; now: seconds; certificate_end: certificate -> seconds or nil;
-- null: stands for null in JSON
return function (streams, verdict, refusals, state, policy, now, certificate_end, null)
	local by_domain = {}; -- domain -> set of sessions
	local order = 0;
	local sessions = {};

	local function put(session, domain)
		by_domain[domain] = by_domain[domain] or {};
		by_domain[domain][session] = true;
	end

	-- Authenticated sessions over all domains of a partner, all our hosts, both directions; a bidi stream is one session.
	function sessions.of_partner(partner)
		local list = {};
		for _, domain in ipairs(partner.domains) do
			for session in pairs(by_domain[domain] or {}) do
				if not session.destroyed then list[#list + 1] = session; end
			end
		end
		return list;
	end

	-- Apart from this one.
	function sessions.count(partner, except)
		local count = 0;
		for _, session in ipairs(sessions.of_partner(partner)) do
			if session ~= except then count = count + 1; end
		end
		return count;
	end

	-- The last gate let it through. Orders by time, over reloads of the module too.
	function sessions.authenticated(session, method)
		order = order + 1;
		local certificate = method == "sasl-tls" and streams.peer_certificate(session);
		local ends = certificate and certificate_end(certificate) or nil;
		-- DANE may declare valid what is over
		if ends and ends <= now() then ends = nil; end
		local domain = streams.domain(session);
		session.partner_policy = { domain = domain, method = method, order = order, certificate_end = ends };
		if domain then put(session, domain); end
	end

	function sessions.destroyed(session)
		local domain = streams.domain(session);
		local set = domain and by_domain[domain];
		if not set then return; end
		set[session] = nil;
		if not next(set) then by_domain[domain] = nil; end
	end

	-- One that was authenticated before the module was here (observe mode, or another copy of it) tells by its own facts.
	function sessions.adopt(session)
		if not streams.is_authenticated(session) or not streams.domain(session) then return; end
		local mark = session.partner_policy;
		if mark and mark.method then
			order = math.max(order, mark.order);
			put(session, streams.domain(session));
			return;
		end
		local facts = streams.facts(session);
		local mechanism = session.external_auth == "succeeded" and "EXTERNAL" or "dialback";
		local method = verdict.method(facts.direction, mechanism, facts.secure, facts.certificate);
		if method then sessions.authenticated(session, method); end
	end

	function sessions.method(session)
		local mark = session.partner_policy;
		return mark and mark.method or nil;
	end

	local function fields_of(session)
		return {
			{ "direction", streams.direction(session) }, { "local", streams.local_host(session) };
			{ "method", sessions.method(session) }, { "ip", session.ip };
		};
	end

	-- Ends it for a reason, tells it, and answers what the API says of it.
	function sessions.finish(session, reason)
		local told = {
			domain = streams.domain(session), direction = streams.direction(session), method = sessions.method(session) or null;
		};
		refusals.note("closed", reason, fields_of(session));
		sessions.destroyed(session);
		streams.close(session, reason);
		return told;
	end

	-- Refuses what a session has done: the stream ends.
	function sessions.refuse(session, reason)
		if session.destroyed then return; end
		refusals.note("refused", reason, fields_of(session));
		sessions.destroyed(session);
		streams.close(session, reason);
	end

	local function judge(session, domain)
		local partner, why = state.permitted(domain);
		local facts = streams.facts(session);
		if not streams.is_authenticated(session) then return verdict.stream(partner, why, facts); end
		facts.method = sessions.method(session);
		local reason = verdict.authenticated(partner, why, facts);
		if reason then return reason; end
		local mark = session.partner_policy;
		if mark.certificate_end and mark.certificate_end <= now() then
			return verdict.reason("certificate-expired", domain, partner);
		end
		return nil;
	end

	local function judge_target(session, domain)
		if session.partner_target == nil then return nil; end
		local partner = state.permitted(domain);
		if session.partner_target == (partner and partner.proxyFqdn or false) then return nil; end
		return verdict.reason("proxy-changed", domain, partner);
	end

	-- Whatever goes wrong in judging, it does not stay, and does not keep the others from being judged.
	local function judge_safely(session, domain)
		local ok, reason = pcall(function () return judge(session, domain) or judge_target(session, domain); end);
		if ok then return reason; end
		return verdict.reason("failure", domain);
	end

	-- The newest above the limit of each partner.
	local function judge_limits(partners)
		local surplus = {};
		for partner in pairs(partners) do
			local list = sessions.of_partner(partner);
			local limit = partner.connectionLimit;
			if limit and #list > limit then
				table.sort(list, function (a, b) return a.partner_policy.order < b.partner_policy.order; end);
				for index = limit + 1, #list do
					surplus[#surplus + 1] = { list[index], verdict.reason("limit", streams.domain(list[index]), partner) };
				end
			end
		end
		return surplus;
	end

	-- changed: a set of domains whose rules may differ now; nil for all. Ends what does not conform and answers it, as a
	-- list of { domain, direction, method }.
	function sessions.sweep(changed)
		local ended, partners = {}, {};
		if policy.passive then return ended; end
		for _, session in ipairs(streams.all()) do
			local domain = streams.domain(session);
			if not domain then
				-- it has not said yet who it is, or is nobody who could be listed
				if streams.is_authenticated(session) then sessions.finish(session, verdict.reason("unlisted")); end
			elseif not changed or changed[domain] then
				local reason = judge_safely(session, domain);
				local partner = state.permitted(domain);
				if reason then
					ended[#ended + 1] = sessions.finish(session, reason);
				elseif partner then
					partners[partner] = true;
				end
			end
		end
		for _, surplus in ipairs(judge_limits(partners)) do
			ended[#ended + 1] = sessions.finish(surplus[1], surplus[2]);
		end
		return ended;
	end

	-- A stream that was authenticated by a certificate ends when that does.
	function sessions.expire()
		local over, at = {}, now();
		for _, set in pairs(policy.passive and {} or by_domain) do
			for session in pairs(set) do
				local mark = session.partner_policy;
				if mark and mark.certificate_end and mark.certificate_end <= at then over[#over + 1] = session; end
			end
		end
		for _, session in ipairs(over) do
			sessions.finish(session, verdict.reason("certificate-expired", streams.domain(session)));
		end
	end

	-- Calls fn(partner, direction, method, number) for metrics.
	function sessions.tally(fn)
		local numbers = {};
		for domain, set in pairs(by_domain) do
			local partner = state.find(domain);
			for session in pairs(partner and set or {}) do
				if not session.destroyed then
					local key = partner.domain .. " " .. streams.direction(session) .. " " .. (sessions.method(session) or "-");
					numbers[key] = (numbers[key] or 0) + 1;
				end
			end
		end
		for key, number in pairs(numbers) do
			local partner, direction, method = key:match("^(%S+) (%S+) (%S+)$");
			fn(partner, direction, method, number);
		end
	end

	return sessions;
end
