-- Which remote rooms our users are in (XEP-0045), told from the presence that they send and get.
--
-- Each session's `partner_rooms`: by room, { nick, inside, left }: the address with which the user is there, whether the
-- room has confirmed it, whether the user has said goodbye. Prosody's own list of whom presence was sent to (`directed`)
-- will not do: contacts that are no rooms are in it too, and a room leaves it before it has said goodbye.

local XMLNS_MUC = "http://jabber.org/protocol/muc";

-- full_sessions: of prosody; bare: of util.jid
return function (full_sessions, bare)
	local rooms = {};

	local function entry_of(to, room)
		local session = full_sessions[to];
		return session and session.partner_rooms and session.partner_rooms[room] or nil;
	end

	-- The user's address in the room, or nil. to: a user's full address.
	function rooms.nick(to, room)
		local entry = entry_of(to, room);
		return entry and entry.nick;
	end

	-- May the room say this to the user? Of one that the user has left only the goodbye is awaited: it may never come.
	function rooms.may_say(stanza, room)
		local attr = stanza.attr;
		local entry = entry_of(attr.to, room);
		if not entry then return false; end
		return not entry.left or stanza.name == "presence" and attr.type == "unavailable";
	end

	-- pre-presence/full: a user joins a room, changes the nick in it, or leaves it.
	function rooms.presence_out(event)
		local session, presence = event.origin, event.stanza;
		local attr = presence.attr;
		if session.type ~= "c2s" or not attr.to then return nil; end
		local room = bare(attr.to);
		local entry = session.partner_rooms and session.partner_rooms[room];
		if attr.type then
			if entry and attr.type == "unavailable" then entry.left = true; end
			return nil;
		end
		if not entry or entry.left then
			if not presence:get_child("x", XMLNS_MUC) then return nil; end
			entry = {};
			session.partner_rooms = session.partner_rooms or {};
			session.partner_rooms[room] = entry;
		end
		entry.nick = attr.to;
		return nil;
	end

	-- The room has let the user in.
	function rooms.entered(to, room)
		local entry = entry_of(to, room);
		if entry then entry.inside = true; end
	end

	-- The room has answered with an error: who is not in it yet does not come in. (A nick may be refused to who is.)
	function rooms.refused(to, room)
		local entry = entry_of(to, room);
		if entry and not entry.inside then rooms.left(to, room); end
	end

	-- The room has said goodbye: it is over.
	function rooms.left(to, room)
		local session = full_sessions[to];
		if session and session.partner_rooms then session.partner_rooms[room] = nil; end
	end

	return rooms;
end
