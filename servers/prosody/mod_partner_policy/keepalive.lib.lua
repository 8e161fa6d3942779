-- keepAlive: white space on the streams of partners that want it (RFC 6120 section 4.6.1), and TCP's own keepalives.
--
-- Without keepAlive a stream is left alone, and may be closed when it is idle.

-- streams, state
return function (streams, state)
	local keepalive = {};

	local function partner_of(session)
		local domain = streams.domain(session);
		return domain and state.permitted(domain);
	end

	function keepalive.ping()
		for _, session in ipairs(streams.all()) do
			local partner = streams.is_authenticated(session) and not session.notopen and partner_of(session);
			if partner and partner.keepAlive then session.sends2s(" "); end
		end
	end

	-- s2s-read-timeout: false lets the connection be closed; mod_s2s would send white space.
	function keepalive.idle(event)
		local partner = partner_of(event.session);
		if partner and not partner.keepAlive then return false; end
		return nil;
	end

	-- On a TCP connection without TLS yet: LuaSec's connections have no such option.
	function keepalive.connected(session)
		local partner = partner_of(session);
		if partner and session.conn and not session.secure then session.conn:setoption("keepalive", partner.keepAlive); end
		return nil;
	end

	return keepalive;
end
