-- What there is to know about a live s2s session, in our words; and the one way to end one.
--
-- A session that the last gate let through carries `partner_policy = { domain, method, order, certificate_end }`; Prosody
-- wipes it with everything else when it destroys the session.

-- to_ascii: of the domains library; prosody; s2smanager: Prosody's; new_error: of util.error; pool: mod_s2s's sessions
-- by connection
return function (to_ascii, prosody, s2smanager, new_error, pool)
	local streams = {};

	function streams.direction(session)
		return session.direction == "outgoing" and "outbound" or "inbound";
	end

	-- As Prosody knows it; nil until the peer has said it.
	function streams.local_host(session)
		if session.direction == "outgoing" then return session.from_host; end
		return session.to_host;
	end

	-- As A-labels, whatever arrived; nil until the peer has said it, or where it is no domain.
	function streams.domain(session)
		local mark = session.partner_policy;
		if mark then return mark.domain; end
		local raw = session.from_host;
		if session.direction == "outgoing" then raw = session.to_host; end
		return raw and to_ascii(raw) or nil;
	end

	function streams.is_authenticated(session)
		return session.type == "s2sin" or session.type == "s2sout";
	end

	-- Prosody's own verdict, also where another handler has given it (DANE).
	function streams.certificate(session)
		local chain = session.cert_chain_status;
		if not session.secure or not chain then return "none"; end
		return chain == "valid" and session.cert_identity_status == "valid" and "valid" or "invalid";
	end

	function streams.facts(session)
		return {
			direction = streams.direction(session), domain = streams.domain(session);
			secure = session.secure == true, certificate = streams.certificate(session);
		};
	end

	-- The TLS connection's { protocol, cipher }, or nil. mod_s2s of 13.0 has it on the connection, 0.12 on the socket.
	function streams.tls(session)
		local conn = session.conn;
		if not session.secure or not conn then return nil; end
		local info;
		if conn.ssl_info then
			info = conn:ssl_info();
		elseif conn.socket then
			local socket = conn:socket();
			info = socket and socket.info and socket:info();
		end
		return type(info) == "table" and info or nil;
	end

	-- The peer's certificate (LuaSec's object), or nil.
	function streams.peer_certificate(session)
		local conn = session.conn;
		if not session.secure or not conn then return nil; end
		if conn.ssl_peercertificate then return conn:ssl_peercertificate(); end
		local socket = conn.socket and conn:socket();
		return socket and socket.getpeercertificate and socket:getpeercertificate() or nil;
	end

	-- All that are alive, as a list (whoever goes through it may end them): connected, or still looking for the peer.
	function streams.all()
		local list, seen = {}, {};
		local function add(session)
			if seen[session] or session.destroyed or (session.direction ~= "incoming" and session.direction ~= "outgoing") then
				return;
			end
			seen[session] = true;
			list[#list + 1] = session;
		end
		for _, session in pairs(pool) do add(session); end
		for session in pairs(prosody.incoming_s2s) do add(session); end
		for _, host in pairs(prosody.hosts) do
			for _, session in pairs(host.s2sout or {}) do add(session); end
		end
		return list;
	end

	-- Ends it at once, whatever state it is in. Queued stanzas are bounced to their senders (once: Prosody empties the
	-- queue) with the reason in words for our users; the peer is told no more than a stranger.
	function streams.close(session, reason)
		if session.destroyed then return; end
		local bounce = new_error({ type = reason.type, condition = reason.condition, text = reason.text });
		local conn = session.conn;
		if conn and session.close then
			pcall(session.close, session, { condition = reason.stream.condition, text = reason.stream.text }, nil, bounce);
		end
		-- not connected yet, or Prosody waits for the peer's last words
		if not session.destroyed then pcall(s2smanager.destroy_session, session, reason.text, bounce); end
		-- somebody's handler of the goodbyes has failed: then without goodbyes
		if not session.destroyed then
			prosody.incoming_s2s[session] = nil;
			s2smanager.retire_session(session, reason.text);
			if conn then pcall(conn.close, conn); end
		end
	end

	return streams;
end
