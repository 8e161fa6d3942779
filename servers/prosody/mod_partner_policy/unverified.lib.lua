-- PublicUnverified partners: who of them may reach which of our users.
--
-- From a contact that the user has neither invited, nor subscribed to, nor approved, nothing passes but answers, and the
-- traffic of rooms that the user has joined. Refusals are those of an account that does not exist, so that nothing can
-- be learned by trying. Only partners of this type pay for a look into the roster.
-- Source: RFC 6121 (subscriptions, section 3).

local PARTNER_TYPE = "PublicUnverified";

-- verdict, state, refusals, rooms; domain_of: session -> A-label; bare_sessions: of prosody; jid: util.jid;
-- stanza: util.stanza; load_roster: of rostermanager
return function (verdict, state, refusals, rooms, domain_of, bare_sessions, jid, stanza, load_roster)
	local unverified = {};

	local function is_accepted(user, host, contact)
		local online = bare_sessions[user .. "@" .. host];
		local roster = online and online.roster or load_roster(user, host);
		local item = roster and roster[contact];
		if not item then return false; end
		return item.ask == "subscribe" or item.approved == "true" or item.approved == true
			or item.subscription == "to" or item.subscription == "from" or item.subscription == "both";
	end

	local function refuse(event, reason)
		local origin, element = event.origin, event.stanza;
		local attr = element.attr;
		refusals.note("refused", reason, { { "direction", "inbound" }, { "stanza", element.name }, { "type", attr.type } });
		if element.name == "presence" then
			if attr.type == "subscribe" then
				local answer = stanza.presence({ type = "unsubscribed", from = jid.bare(attr.to), to = jid.bare(attr.from) });
				origin.send(answer);
			end
			return true; -- any other presence is dropped
		end
		origin.send(stanza.error_reply(element, "cancel", "service-unavailable"));
		return true;
	end

	-- Nothing to do: it is not from a remote server, or from one of which everybody may write.
	function unverified.is_fine(event)
		local origin = event.origin;
		if not origin or origin.type ~= "s2sin" and origin.type ~= "s2sout" then return true; end
		local partner = state.find(domain_of(origin));
		return partner and partner.partnerType ~= PARTNER_TYPE;
	end

	-- message, presence, iq to a user or a resource of this host.
	function unverified.arrived(event)
		if unverified.is_fine(event) then return nil; end
		local origin, element = event.origin, event.stanza;
		local domain = domain_of(origin);
		local partner = state.find(domain);
		local attr = element.attr;
		if attr.type == "error" or element.name == "iq" and attr.type == "result" then return nil; end
		local user, host = jid.split(attr.to);
		if not user then return nil; end
		local contact = jid.bare(attr.from);
		if rooms.may_say(element, contact) or is_accepted(user, host, contact) then return nil; end
		return refuse(event, verdict.reason("unverified", domain, partner));
	end

	-- May it be said to the user that this contact invites? By who may write, and nobody else.
	function unverified.may_reach(session, contact, user, host)
		local partner = state.find(domain_of(session));
		return partner ~= nil and partner.partnerType ~= PARTNER_TYPE or is_accepted(user, host, contact);
	end

	-- Where the policy itself has failed: as if the user did not exist.
	function unverified.failed(event)
		local origin = event.origin;
		if origin.type ~= "s2sin" and origin.type ~= "s2sout" then return nil; end
		pcall(refuse, event, verdict.reason("failure", domain_of(origin)));
		return true;
	end

	return unverified;
end
