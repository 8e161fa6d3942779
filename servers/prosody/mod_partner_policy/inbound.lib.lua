-- What a peer that opens a stream to us may do, and is offered.
--
-- Invariant: whatever the peer sends, and in whatever order, it is looked up in the allow-list before anything else
-- happens. Nothing here decides: every decision is the verdict's.

local XMLNS_TLS = "urn:ietf:params:xml:ns:xmpp-tls";
local XMLNS_SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
local XMLNS_DIALBACK_FEATURE = "urn:xmpp:features:dialback";

-- streams, verdict, sessions, state; stanza: st.stanza of util.stanza; nameprep: of util.encodings
return function (streams, verdict, sessions, state, stanza, nameprep)
	local inbound = {};

	-- partner, why, facts
	local function looked_up(session)
		local facts = streams.facts(session);
		local partner, why = state.permitted(facts.domain);
		return partner, why, facts;
	end

	local function addressing(session)
		if session.from_host and session.to_host then return nil; end
		return verdict.reason("address-missing", streams.domain(session));
	end

	-- Ends the session where there is a reason to; true then.
	local function ended(session, reason)
		if reason then sessions.refuse(session, reason); end
		return reason and true or nil;
	end

	local function one_more(partner, facts, session)
		return verdict.one_more(partner, sessions.count(partner, session), facts.domain);
	end

	-- s2s-stream-features, before anybody else: is it a partner, and is TLS (not) to be?
	function inbound.before_features(event)
		local session = event.origin;
		if session.type ~= "s2sin_unauthed" then return nil; end
		local reason = addressing(session);
		if reason then return ended(session, reason); end
		local partner, why, facts = looked_up(session);
		reason = verdict.stream(partner, why, facts);
		if reason then return ended(session, reason); end
		-- mod_tls offers and accepts STARTTLS unless this is false
		if verdict.tls(partner.methods) == "never" then session.ssl_ctx = false; end
		return nil;
	end

	-- s2s-stream-features, after everybody else: nothing is offered that would be refused.
	function inbound.after_features(event)
		local session, features = event.origin, event.features;
		if session.type ~= "s2sin_unauthed" then
			-- no second domain on an authenticated stream
			features:maptags(function (tag) return tag.attr.xmlns ~= XMLNS_DIALBACK_FEATURE and tag or nil; end);
			return nil;
		end
		local partner, why, facts = looked_up(session);
		local reason = verdict.stream(partner, why, facts);
		if reason then return ended(session, reason); end
		local methods = partner.methods;
		features:maptags(function (tag)
			local name, xmlns = tag.name, tag.attr.xmlns;
			if name == "starttls" and xmlns == XMLNS_TLS then
				local tls = verdict.tls(methods);
				if tls == "never" then return nil; end
				-- mod_tls gives every stream the same stanza, so it is replaced, not changed
				return tls == "must" and stanza("starttls", { xmlns = XMLNS_TLS }):tag("required"):up() or tag;
			elseif name == "mechanisms" and xmlns == XMLNS_SASL then
				if verdict.external(methods) then return tag; end
				session.external_auth = nil; -- mod_saslauth: it was not offered
				return nil;
			elseif name == "dialback" and xmlns == XMLNS_DIALBACK_FEATURE then
				return verdict.dialback(methods, facts.secure) and tag or nil;
			end
			return tag;
		end);
		return nil;
	end

	-- s2s-stream-features-legacy (XMPP 1.0 without `to`).
	function inbound.no_features(event)
		return ended(event.origin, verdict.reason("address-missing", streams.domain(event.origin)));
	end

	-- s2s-check-certificate, both directions: false where the peer may not go on with what it has shown.
	function inbound.certificate(event)
		local session = event.session;
		local reason = session.direction == "incoming" and addressing(session) or nil;
		if not reason then reason = verdict.certificate(looked_up(session)); end
		if ended(session, reason) then return false; end
		return nil;
	end

	-- SASL <auth/>: refused before it is told that it succeeded (XEP-0178).
	function inbound.auth(event)
		local session = event.origin;
		if session.type ~= "s2sin_unauthed" then return nil; end
		local reason = addressing(session);
		if reason then return ended(session, reason); end
		local partner, why, facts = looked_up(session);
		reason = verdict.try_external(partner, why, facts) or one_more(partner, facts, session);
		return ended(session, reason);
	end

	-- db:result: a peer that wants to be known by dialback. One domain, once, on a stream between the two that it names:
	-- neither another domain (piggybacking) nor another of our hosts (multiplexing), XEP-0220 section 2.6.
	function inbound.dialback_result(event)
		local session, attr = event.origin, event.stanza.attr;
		if session.direction ~= "incoming" then return nil; end
		local reason = addressing(session);
		if reason then return ended(session, reason); end
		local partner, why, facts = looked_up(session);
		local from, to = attr.from and nameprep(attr.from), attr.to and nameprep(attr.to);
		if from ~= session.from_host or streams.is_authenticated(session) then
			return ended(session, verdict.reason("second-domain", facts.domain));
		elseif to ~= session.to_host then
			return ended(session, verdict.reason("wrong-host", facts.domain));
		end
		reason = verdict.try_dialback(partner, why, facts) or one_more(partner, facts, session);
		return ended(session, reason);
	end

	-- db:verify: a peer that asks us whether a key is ours.
	function inbound.dialback_verify(event)
		local session = event.origin;
		if session.direction ~= "incoming" then return nil; end
		return ended(session, addressing(session) or verdict.verify(looked_up(session)));
	end

	-- s2s-authenticated, the last gate of both directions: nothing becomes authenticated that does not pass here.
	-- The answer is a reason or nil, and the method; what to do about it is the caller's (observe mode does nothing).
	-- host: for whom; at: our host where it happened.
	function inbound.judge_authenticated(session, host, mechanism, at)
		local partner, why, facts = looked_up(session);
		facts.method = verdict.method(facts.direction, mechanism, facts.secure, facts.certificate);
		local claimed = session.direction == "outgoing" and session.to_host or session.from_host;
		local reason;
		if not claimed or host ~= claimed then
			reason = verdict.reason("second-domain", facts.domain);
		elseif streams.local_host(session) ~= at then
			reason = verdict.reason("wrong-host", facts.domain);
		else
			reason = verdict.authenticated(partner, why, facts) or one_more(partner, facts, session);
		end
		return reason, facts;
	end

	return inbound;
end
