-- The live sessions as the partner API tells them.

-- json, streams, sessions, state; now: seconds
return function (json, streams, sessions, state, now)
	local null = json.null;

	local function tls_of(session)
		local info = streams.tls(session);
		if info then return { version = info.protocol or null, cipher = info.cipher or null }; end
		return session.secure and { version = null, cipher = null } or null;
	end

	local function described(session)
		local domain = streams.domain(session);
		local partner = domain and state.find(domain);
		local since = session.partner_since or session.conn and session.conn.created or now();
		return {
			direction = streams.direction(session);
			localDomain = streams.local_host(session) or null, remoteDomain = domain or null;
			partner = partner and partner.domain or null;
			method = streams.is_authenticated(session) and sessions.method(session) or null;
			tls = tls_of(session), certificate = streams.certificate(session);
			bidi = session.incoming and session.outgoing and true or false;
			ageSeconds = math.max(0, math.floor(now() - since));
		};
	end

	return {
		list = function ()
			local list = {};
			for index, session in ipairs(streams.all()) do list[index] = described(session); end
			return list;
		end;
	};
end
