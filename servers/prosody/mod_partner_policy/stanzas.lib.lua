-- Everything that arrives over s2s passes here, before Prosody looks at it: a filter on each session.
--
-- Invariants: nothing reaches a local host over a stream to another one (Prosody's router does not check that, so one
-- listed peer would reach hosts that are closed); nobody speaks who is not listed; no stanza before authentication.
-- This is the hot path: a stanza on an authenticated stream costs a comparison of its `to`.

-- streams, verdict, sessions, state; jid_host, prepped_split: of util.jid; filters: util.filters
return function (streams, verdict, sessions, state, jid_host, prepped_split, filters)
	local stanzas = {};

	local function for_host(to, host)
		if to == host or jid_host(to) == host then return true; end
		local _, prepped = prepped_split(to);
		return prepped == host;
	end

	-- Before authentication: TLS, SASL, dialback, features, errors; from partners only.
	local function may_negotiate(session, element)
		local domain = streams.domain(session);
		local partner, why = state.permitted(domain);
		if session.direction == "incoming" and not (session.from_host and session.to_host) then
			return verdict.reason("address-missing", domain);
		end
		local reason = verdict.stream(partner, why, { domain = domain, secure = session.secure == true });
		if not reason and not element.attr.xmlns then return verdict.reason("not-authenticated", domain); end
		return reason;
	end

	-- The element, or nil where it was refused.
	function stanzas.check(element, session)
		if not streams.is_authenticated(session) then
			local reason = may_negotiate(session, element);
			if reason then
				sessions.refuse(session, reason);
				return nil;
			end
		end
		local to = element.attr.to;
		if to and not for_host(to, streams.local_host(session)) then
			sessions.refuse(session, verdict.reason("wrong-host", streams.domain(session)));
			return nil;
		end
		return element;
	end

	-- filter: check, wrapped. Once for each session; the earlier copy of the module may have left its own.
	function stanzas.watch(session, filter)
		if session.destroyed or session.partner_filter == filter then return; end
		if session.partner_filter then filters.remove_filter(session, "stanzas/in", session.partner_filter); end
		filters.add_filter(session, "stanzas/in", filter, 1000);
		session.partner_filter = filter;
	end

	return stanzas;
end
