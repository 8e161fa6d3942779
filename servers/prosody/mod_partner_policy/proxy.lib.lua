-- proxyFqdn: where to connect to instead of what DNS says about a partner's domains.
--
-- A and AAAA only, port 5269, STARTTLS: no SRV, no direct TLS (XEP-0368), no DANE. The name that TLS asks for (SNI) and
-- that the certificate is checked against stays the XMPP domain.

local PORT = 5269;

-- state; to_ascii; basic, service: Prosody's net.resolvers.*; options: { use_ipv4, use_ipv6 }
return function (state, to_ascii, basic, service, options)
	local proxy = {};

	local function target_of(hostname)
		local domain = to_ascii(hostname);
		local partner = domain and state.permitted(domain);
		return partner and partner.proxyFqdn or nil, domain;
	end

	local function resolver(target, domain)
		return basic.new(target, PORT, "tcp", {
			use_ipv4 = options.use_ipv4, use_ipv6 = options.use_ipv6, use_dane = false, servername = domain;
		});
	end

	-- s2sout-pre-connect: the resolvers of the whole stream are replaced.
	function proxy.pre_connect(event)
		local target, domain = target_of(event.session.to_host);
		if target then event.resolver = resolver(target, domain); end
		return nil;
	end

	local function nowhere(domain)
		return { hostname = domain, last_error = "not by direct TLS", next = function (_, callback) callback(nil); end };
	end

	-- For servers without that event. gates: see there. Answers the function that undoes it.
	function proxy.wrap(gates)
		local original, active = service.new, true;
		local redirected = gates.wrap("net.resolvers.service", function (hostname, name)
			local target, domain = target_of(hostname);
			if not target then return nil; end
			return name == "xmpp-server" and resolver(target, domain) or nowhere(domain);
		end, nowhere);
		local function new(hostname, name, ...)
			local resolved;
			if active and (name == "xmpp-server" or name == "xmpps-server") then resolved = redirected(hostname, name); end
			return resolved or original(hostname, name, ...);
		end
		service.new = new;
		return function ()
			active = false;
			-- somebody else may have wrapped it since; then ours stays, and does nothing
			if service.new == new then service.new = original; end
		end;
	end

	return proxy;
end
