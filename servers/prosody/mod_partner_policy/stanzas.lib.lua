-- Everything that arrives over s2s passes here, before Prosody looks at it: a filter on each session.
--
-- Invariants: nothing reaches a local host over a stream to another one (Prosody's router does not check that, so one
-- listed peer would reach hosts that are closed); nobody speaks who is not listed; no stanza before authentication.
-- This is the hot path: a stanza on an authenticated stream costs two look-ups once its `to` has been compared.

local XMLNS_DIALBACK = "jabber:server:dialback";
local REMEMBERED = 256; -- addresses of a stream that were compared already
local NEGOTIATION = {
	["http://etherx.jabber.org/streams"] = true;
	["urn:ietf:params:xml:ns:xmpp-tls"] = true;
	["urn:ietf:params:xml:ns:xmpp-sasl"] = true;
	["urn:xmpp:bidi"] = true; -- XEP-0288
	[XMLNS_DIALBACK] = true;
};

-- streams, verdict, sessions, state, refusals; stanza: of util.stanza; jid_host, prepped_split: of util.jid; filters:
-- util.filters
return function (streams, verdict, sessions, state, refusals, stanza, jid_host, prepped_split, filters)
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
		if not reason and not NEGOTIATION[element.attr.xmlns] then return verdict.reason("not-authenticated", domain); end
		return reason;
	end

	-- Dialback on a stream that is authenticated already: another domain, or another of our hosts, would share it (XEP-0220
	-- section 2.6). Declined without harm to the stream, because it is the partner's right to ask.
	local function decline(element, session)
		local attr = element.attr;
		refusals.note("refused", verdict.reason("second-domain", streams.domain(session)), { { "ip", session.ip } });
		session.sends2s(stanza("db:result", { from = attr.to, to = attr.from, type = "error" })
			:tag("error", { type = "cancel" }):tag("policy-violation", { xmlns = "urn:ietf:params:xml:ns:xmpp-stanzas" }));
		return nil;
	end

	local function remember(mark, to)
		if not mark.destinations or mark.remembered >= REMEMBERED then mark.destinations, mark.remembered = {}, 0; end
		mark.destinations[to], mark.remembered = true, mark.remembered + 1;
	end

	-- The element, or nil where it was refused.
	function stanzas.check(element, session)
		if not streams.is_authenticated(session) then
			local reason = may_negotiate(session, element);
			if reason then
				sessions.refuse(session, reason);
				return nil;
			end
		elseif element.attr.xmlns == XMLNS_DIALBACK and element.name == "result" and session.direction == "incoming" then
			return decline(element, session);
		end
		local to = element.attr.to;
		if to and not for_host(to, streams.local_host(session)) then
			sessions.refuse(session, verdict.reason("wrong-host", streams.domain(session)));
			return nil;
		end
		if to and session.partner_policy then remember(session.partner_policy, to); end
		return element;
	end

	-- Was all of that found to be fine for such a stanza before? An authenticated stream has one local host for good.
	function stanzas.is_known(element, session)
		local mark, attr, type = session.partner_policy, element.attr, session.type;
		return mark and mark.destinations and attr.to and mark.destinations[attr.to] and attr.xmlns == nil
			and (type == "s2sin" or type == "s2sout");
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
