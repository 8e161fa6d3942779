-- Our own rooms carry invitations, and answers to them, to anybody (XEP-0045 section 7.8.2): what a remote user may not
-- say to one of ours directly, a room shall not say for it.
--
-- Whoever is in a room has agreed to hear those who are in it. Who is only invited has not: nor has a user of a host
-- that does not federate, whom no partner reaches. Refused as for an account that does not exist.

local XMLNS_MUC_USER = "http://jabber.org/protocol/muc#user";

-- verdict, refusals; may_reach: (session, contact, user, host) -> boolean; domain_of: session -> A-label; hosts: of
-- prosody; jid: util.jid; error_reply: of util.stanza
return function (verdict, refusals, may_reach, domain_of, hosts, jid, error_reply)
	local invitations = {};

	local function is_remote(origin)
		return origin and (origin.type == "s2sin" or origin.type == "s2sout");
	end

	local function refuse(event, code)
		local origin, element = event.origin, event.stanza;
		refusals.note("refused", verdict.reason(code, domain_of(origin)), { { "direction", "inbound" }, { "stanza", "invitation" } });
		origin.send(error_reply(element, "cancel", "service-unavailable"));
		return true;
	end

	-- muc-pre-invite and muc-pre-decline; name: "invite" or "decline".
	local function carried(event, name)
		local origin, element = event.origin, event.stanza;
		if not is_remote(origin) then return nil; end
		local x = element:get_child("x", XMLNS_MUC_USER);
		local payload = x and x:get_child(name);
		local user, host = jid.prepped_split(payload and payload.attr.to);
		-- somewhere else (which the allow-list decides), an occupant, or nobody at all
		if not user or not hosts[host] or hosts[host].type ~= "local" then return nil; end
		if not (hosts[host].modules and hosts[host].modules.s2s) then return refuse(event, "wrong-host"); end
		if may_reach(origin, jid.bare(element.attr.from), user, host) then return nil; end
		return refuse(event, "unverified");
	end

	function invitations.invite(event) return carried(event, "invite"); end
	function invitations.decline(event) return carried(event, "decline"); end

	-- Where the policy itself has failed.
	function invitations.failed(event)
		if not is_remote(event.origin) then return nil; end
		pcall(refuse, event, "failure");
		return true;
	end

	return invitations;
end
