-- Our own streams to partners: whether they are opened, what is taken of what the partner offers.
--
-- Invariant: nothing leaves for a domain that is not permitted, not even a connection or a question about a dialback
-- key. Whoever sent the stanza is told why, in words that name the setting. Nothing here decides: that is the verdict's.

local XMLNS_TLS = "urn:ietf:params:xml:ns:xmpp-tls";
local XMLNS_SASL = "urn:ietf:params:xml:ns:xmpp-sasl";

local BOUNCED = { message = true, presence = true, iq = true };
local NEVER_BOUNCED = { error = true, result = true, unavailable = true };

-- streams, verdict, sessions, state, refusals; to_ascii: of the domains library; prosody; error_reply: of util.stanza
return function (streams, verdict, sessions, state, refusals, to_ascii, prosody, error_reply)
	local hosts = prosody.hosts;
	local outbound = {};

	local function looked_up(session)
		local facts = streams.facts(session);
		local partner, why = state.permitted(facts.domain);
		return partner, why, facts;
	end

	local function ended(session, reason)
		if reason then sessions.refuse(session, reason); end
		return reason and true or nil;
	end

	-- An error for the sender, unless what was refused is itself an answer (RFC 6120 section 8.3.1).
	local function bounce(event, reason)
		local stanza = event.stanza;
		local attr = stanza.attr;
		if attr.xmlns or not BOUNCED[stanza.name] or NEVER_BOUNCED[attr.type] or not attr.from then return; end
		prosody.core_route_stanza(hosts[event.from_host], error_reply(stanza, reason.type, reason.condition, reason.text));
	end

	-- The last gate let this stream through, and every change since then has looked at it.
	function outbound.is_open(event)
		local host = hosts[event.from_host];
		local session = host and host.s2sout[event.to_host];
		return session and session.partner_policy;
	end

	-- route/remote, before mod_s2s: true (handled) where it is refused.
	function outbound.route(event)
		local host = hosts[event.from_host];
		local session = host and host.s2sout[event.to_host];
		local domain = to_ascii(event.to_host);
		local partner, why = state.permitted(domain);
		local facts = { domain = domain or event.to_host };
		local reason;
		if event.stanza.name == "db:verify" then
			reason = verdict.verify(partner, why, facts);
		else
			reason = verdict.stream(partner, why, facts);
		end
		if not reason and not session then reason = verdict.one_more(partner, sessions.count(partner), domain); end
		if not reason then return nil; end
		refusals.note("refused", reason, { { "direction", "outbound" }, { "local", event.from_host }, { "stanza", event.stanza.name } });
		bounce(event, reason);
		return true;
	end

	-- Where the policy itself has failed.
	function outbound.route_failed(event)
		pcall(bounce, event, verdict.reason("failure", event.to_host));
		return true;
	end

	-- s2sout-created, after mod_tls has given it a TLS context.
	function outbound.created(event)
		local session = event.session;
		local partner, why, facts = looked_up(session);
		local reason = verdict.stream(partner, why, facts);
		if reason then return ended(session, reason); end
		session.partner_target = partner.proxyFqdn or false;
		-- false rather than nil: mod_tls must not find one; and mod_s2s then does not try direct TLS (XEP-0368)
		if verdict.tls(partner.methods) == "never" then session.ssl_ctx = false; end
		return nil;
	end

	local function offer_of(session, features)
		local starttls = features:get_child("starttls", XMLNS_TLS);
		local external = false;
		local mechanisms = features:get_child("mechanisms", XMLNS_SASL);
		for mechanism in (mechanisms or features):childtags("mechanism") do
			external = external or mechanisms ~= nil and mechanism:get_text() == "EXTERNAL";
		end
		return {
			starttls = starttls ~= nil, starttls_required = starttls ~= nil and starttls:get_child("required") ~= nil;
			external = external, able = session.ssl_ctx and true or false;
		};
	end

	-- Stream features, before mod_tls, mod_saslauth and mod_dialback take their pick.
	function outbound.features(event)
		local session, features = event.origin, event.stanza;
		if session.type ~= "s2sout_unauthed" then return nil; end
		local partner, why, facts = looked_up(session);
		for key, value in pairs(offer_of(session, features)) do facts[key] = value; end
		local reason = verdict.offer(partner, why, facts);
		if reason then return ended(session, reason); end
		if not verdict.external(partner.methods) then
			features:maptags(function (tag)
				return not (tag.name == "mechanisms" and tag.attr.xmlns == XMLNS_SASL) and tag or nil;
			end);
		end
		return nil;
	end

	-- The partner did not accept our certificate (mod_saslauth has noted that already, mod_dialback would go on).
	function outbound.external_failed(event)
		local session = event.origin;
		if session.type ~= "s2sout_unauthed" then return nil; end
		local partner, why, facts = looked_up(session);
		if not verdict.try_dialback(partner, why, facts) then return nil; end
		return ended(session, verdict.stream(partner, why, facts) or verdict.reason("external-failed", facts.domain, partner));
	end

	-- A peer before XMPP 1.0: no features, dialback at once.
	function outbound.legacy(event)
		local session = event.origin;
		return ended(session, verdict.try_dialback(looked_up(session)));
	end

	-- s2sout-connected: a session that was ended while it looked for the peer.
	function outbound.connected(event)
		local session = event.session;
		if session.destroyed and session.conn then session.conn:close(); end
		return nil;
	end

	return outbound;
end
