-- Whoever can no longer reach us is no longer here: goodbyes in the name of contacts and occupants of removed partners.
--
-- Prosody keeps no record of remote contacts' presence, so what arrives is noted: who is available to whom. Bounded:
-- of each partner's domain so many, the rest are not said goodbye for. Strangers, whom observe mode lets in under as
-- many names as they like, are nobody who could be removed.

local MAX_OF_DOMAIN = 20000; -- pairs of a contact and a user
local XMLNS_MUC_USER = "http://jabber.org/protocol/muc#user";

-- state, rooms; domain_of: session -> A-label; to_ascii; prosody; jid: util.jid; presence: of util.stanza
return function (state, rooms, domain_of, to_ascii, prosody, jid, presence)
	local hosts = prosody.hosts;

	-- known: what an earlier copy of the module has saved, or nil
	local function new(known)
		-- domain -> { count, bares = { [bare] = { [contact] = { [user's address] = true } } } }
		local available = known or {};
		local farewell = { saved = available };

		local function entry(parent, key)
			parent[key] = parent[key] or {};
			return parent[key];
		end

		local function note(domain, contact, to)
			local of_domain = available[domain] or state.find(domain) and { count = 0, bares = {} };
			if not of_domain or of_domain.count >= MAX_OF_DOMAIN then return; end
			available[domain] = of_domain;
			local users = entry(entry(of_domain.bares, jid.bare(contact)), contact);
			if not users[to] then users[to], of_domain.count = true, of_domain.count + 1; end
		end

		-- contact nil: all of that bare address
		local function forget(domain, bare, contact, to)
			local of_domain = available[domain];
			local contacts = of_domain and of_domain.bares[bare];
			for address, users in pairs(contacts or {}) do
				if users[to] and (not contact or contact == address) then
					users[to], of_domain.count = nil, of_domain.count - 1;
				end
				if not next(users) then contacts[address] = nil; end
			end
			if contacts and not next(contacts) then of_domain.bares[bare] = nil; end
			if of_domain and of_domain.count == 0 then available[domain] = nil; end
		end

		-- presence/bare and presence/full: it passed every filter, and is about to be delivered.
		function farewell.arrived(event)
			local origin, attr = event.origin, event.stanza.attr;
			if origin.type ~= "s2sin" and origin.type ~= "s2sout" then return nil; end
			local domain, bare = domain_of(origin), jid.bare(attr.from);
			local nick = rooms.nick(attr.to, bare);
			if attr.type == "error" and nick == attr.from then rooms.refused(attr.to, bare); end
			if attr.type ~= nil and attr.type ~= "unavailable" then return nil; end
			if not attr.type and nick == attr.from then rooms.entered(attr.to, bare); end
			-- a contact is available to the user, an occupant to the resource that is in the room
			local to = nick and attr.to or jid.bare(attr.to);
			if not attr.type then
				note(domain, attr.from, to);
			elseif nick == attr.from then
				forget(domain, bare, nil, to);
				rooms.left(to, bare);
			else
				forget(domain, bare, attr.from, to);
			end
			return nil;
		end

		-- resource-unbind: the resource is in no room any more.
		function farewell.unbound(event)
			local session = event.session;
			for room in pairs(session.partner_rooms or {}) do
				local domain = to_ascii(jid.host(room));
				if domain then forget(domain, room, nil, session.full_jid); end
			end
			return nil;
		end

		-- A room tells an occupant with these codes that it was the occupant itself who left, because of the connection
		-- (XEP-0045 sections 7.14 and 9.1, and 333 of its registry).
		local function goodbye(contact, to)
			local gone = presence({ type = "unavailable", from = contact, to = to });
			local nick = rooms.nick(to, jid.bare(contact));
			if not nick then return gone; end
			gone:tag("x", { xmlns = XMLNS_MUC_USER }):tag("item", { affiliation = "none", role = "none" }):up();
			if nick == contact then gone:tag("status", { code = "110" }):up():tag("status", { code = "333" }):up(); end
			return gone;
		end

		local function leave_users(domain)
			local of_domain = available[domain];
			available[domain] = nil;
			for _, contacts in pairs(of_domain and of_domain.bares or {}) do
				for contact, users in pairs(contacts) do
					for to in pairs(users) do
						local host = hosts[jid.host(to)];
						if host then prosody.core_post_stanza(host, goodbye(contact, to)); end
					end
				end
			end
		end

		local function occupants_of(room, gone)
			local list = {};
			for _, occupant in room:each_occupant() do
				for real in occupant:each_session() do
					local domain = to_ascii(jid.host(real));
					if domain and gone[domain] then list[#list + 1] = { real, occupant.nick }; end
				end
			end
			return list;
		end

		local function leave_rooms(host, gone)
			local muc = host.modules and host.modules.muc;
			local each = muc and (muc.live_rooms or muc.each_room);
			if not each then return; end
			local rooms = {};
			for room in each(true) do rooms[#rooms + 1] = room; end
			for _, room in ipairs(rooms) do
				for _, pair in ipairs(occupants_of(room, gone)) do
					prosody.core_post_stanza(host, presence({ type = "unavailable", from = pair[1], to = pair[2] }));
				end
			end
		end

		-- changed: a set of domains; nil for all that are known.
		function farewell.say(changed)
			local gone = {};
			for domain in pairs(changed or available) do
				if not state.permitted(domain) then gone[domain] = true; end
			end
			if not next(gone) then return; end
			for domain in pairs(gone) do leave_users(domain); end
			for _, host in pairs(hosts) do leave_rooms(host, gone); end
		end

		return farewell;
	end

	return { new = new };
end
