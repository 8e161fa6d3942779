-- Which remote rooms our users are in (XEP-0045), told from the presence that they send and get.
--
-- Each session's `partner_rooms`: by room, the address with which the user is there. Prosody's own list of whom presence
-- was sent to (`directed`) will not do: contacts that are no rooms are in it too, and a room leaves it before it has
-- said goodbye.

local XMLNS_MUC = "http://jabber.org/protocol/muc";

-- full_sessions: of prosody; bare: of util.jid
return function (full_sessions, bare)
	local rooms = {};

	-- The user's address in the room, or nil. to: a user's full address.
	function rooms.nick(to, room)
		local session = full_sessions[to];
		return session and session.partner_rooms and session.partner_rooms[room] or nil;
	end

	-- pre-presence/full: a user joins a room, or changes the nick in it.
	function rooms.presence_out(event)
		local session, presence = event.origin, event.stanza;
		local attr = presence.attr;
		if session.type ~= "c2s" or not attr.to or attr.type then return nil; end
		local room, known = bare(attr.to), session.partner_rooms;
		if not presence:get_child("x", XMLNS_MUC) and not (known and known[room]) then return nil; end
		session.partner_rooms = known or {};
		session.partner_rooms[room] = attr.to;
		return nil;
	end

	-- The room has said goodbye: it is over.
	function rooms.left(to, room)
		local session = full_sessions[to];
		if session and session.partner_rooms then session.partner_rooms[room] = nil; end
	end

	return rooms;
end
