-- Where each library is called from: Prosody's events and the priorities that matter, nothing else.
--
-- mod_s2s decides at -1, mod_tls, mod_saslauth and mod_dialback at 500, 150 and 100 for what a peer offers, and at 0 for
-- everything else; so before means above that, and the last gate (s2s-authenticated) is above everybody.

-- given: inbound, outbound, unverified, invitations, farewell, rooms, keepalive, proxy (nil where it wraps), gates, sessions, verdict,
-- streams, authenticated: (event, host) -> false or nil
return function (given)
	local gates, inbound, outbound = given.gates, given.inbound, given.outbound;
	local unverified, invitations, farewell = given.unverified, given.invitations, given.farewell;

	-- The policy has failed: whatever it was about ends.
	local function end_session(session)
		pcall(given.sessions.refuse, session, given.verdict.reason("failure", nil));
		if not session.destroyed and session.close then pcall(session.close, session, "internal-server-error"); end
	end
	local function end_origin(event)
		end_session(event.origin or event.session);
		return true;
	end
	local function end_and_deny(event)
		end_session(event.session);
		return false;
	end

	local hooks = { end_session = end_session };

	local function gate(event, handler, priority, on_error)
		return { event, gates.wrap(event, handler, on_error or end_origin), priority };
	end
	local function harmless(event, handler, priority)
		return { event, gates.wrap_harmless(event, handler), priority };
	end

	-- For what happens with every stanza: where `is_fine` says so, that is all. It decides nothing but that nothing is to
	-- be decided; should it fail, the event does.
	local function quick(event, is_fine, handler, priority, on_error)
		local gated = gates.wrap(event, handler, on_error);
		return { event, function (data)
			if is_fine(data) then return nil; end
			return gated(data);
		end, priority };
	end

	-- Enforced, too, but nothing is unsafe without it.
	local function comfort(event, handler, priority)
		return gate(event, handler, priority, function () return nil; end);
	end

	-- Of every host and component.
	local function of_all(host)
		return {
			{ "s2s-authenticated", gates.wrap_always("s2s-authenticated", function (event)
				return given.authenticated(event, host);
			end, end_and_deny), 1000 };
			quick("route/remote", outbound.is_open, outbound.route, 1000, outbound.route_failed);
			gate("s2sout-created", outbound.created, -10, end_and_deny);
			gate("stanza/http://etherx.jabber.org/streams:features", outbound.features, 600);
			gate("stanza/urn:ietf:params:xml:ns:xmpp-sasl:failure", outbound.external_failed, 400);
			gate("s2sout-authenticate-legacy", outbound.legacy, 1000);
			gate("s2s-stream-features", inbound.before_features, 1000);
			gate("s2s-stream-features", inbound.after_features, -1000);
			gate("stanza/urn:ietf:params:xml:ns:xmpp-sasl:auth", inbound.auth, 1000);
			gate("stanza/jabber:server:dialback:result", inbound.dialback_result, 1000);
			gate("stanza/jabber:server:dialback:verify", inbound.dialback_verify, 1000);
			-- where there are rooms
			gate("muc-pre-invite", invitations.invite, 1000, invitations.failed);
			gate("muc-pre-decline", invitations.decline, 1000, invitations.failed);
			comfort("s2s-stream-features", function (event) return given.keepalive.connected(event.origin); end, 990);
			comfort("s2s-read-timeout", given.keepalive.idle, 10);
		};
	end

	-- Of hosts with users.
	local function of_users()
		local list = {};
		for _, event in ipairs({ "message/bare", "message/full", "presence/bare", "presence/full", "iq/bare", "iq/full" }) do
			list[#list + 1] = quick(event, unverified.is_fine, unverified.arrived, 900, unverified.failed);
		end
		list[#list + 1] = harmless("presence/bare", farewell.arrived, 10);
		list[#list + 1] = harmless("presence/full", farewell.arrived, 10);
		list[#list + 1] = harmless("pre-presence/full", given.rooms.presence_out, 10);
		list[#list + 1] = harmless("resource-unbind", farewell.unbound, 10);
		return list;
	end

	-- type: "local" or "component"
	function hooks.of_host(host, type)
		local list = of_all(host);
		if given.proxy then list[#list + 1] = gate("s2sout-pre-connect", given.proxy.pre_connect, 1000, end_and_deny); end
		if type == "local" then
			for _, hook in ipairs(of_users()) do list[#list + 1] = hook; end
		end
		return list;
	end

	-- created: (event)
	function hooks.of_server(created)
		return {
			{ "s2s-created", gates.wrap_always("s2s-created", created, end_and_deny), 1000 };
			gate("s2s-check-certificate", inbound.certificate, 0, end_and_deny);
			gate("s2s-stream-features-legacy", inbound.no_features, 1000);
			comfort("s2sout-connected", outbound.connected, 20);
			comfort("s2sout-connected", function (event) return given.keepalive.connected(event.session); end, 10);
			harmless("s2s-destroyed", function (event) return given.sessions.destroyed(event.session); end, 10);
		};
	end

	return hooks;
end
