-- The verdict: may a stream be, be used, authenticate so? Pure; the only place that decides.
--
-- Every answer is derived from the methods of the partner's row (see matrix), never from the three settings one by one.
-- An answer is nil (permitted) or a reason: why not, in a form for logs and metrics (`code`), for our own users
-- (`text`, with `type` and `condition` of a stanza error) and for peers (`stream`, a stream error that is the same for
-- every stranger, because a stranger shall not learn who is listed).
--
-- `partner` and `why` are what state.permitted answered; `facts` of a stream:
--   domain: whom it is about, as A-labels (or nil) · secure: inside TLS · certificate: "valid" | "invalid" | "none"
-- Sources: RFC 6120 (TLS, SASL, errors), XEP-0178 (EXTERNAL), XEP-0220 (dialback).

local STRANGER = { condition = "policy-violation", text = "This server federates with its partners only, and only as agreed with them" };
local FULL = { condition = "resource-constraint", text = "No more connections are accepted" };
local LATE = { condition = "connection-timeout", text = "The stream was not authenticated in time" };

-- By code. `text` for our users: %s is the domain; `settings`: the partner's settings are told as well.
local REASONS = {
	["unlisted"] = { text = "%s is not a federation partner", condition = "not-allowed" };
	["blocked"] = { text = "%s is not a federation partner", condition = "not-allowed" };
	["unreadable"] = { text = "%s is not a federation partner", condition = "not-allowed" };
	["no-method"] = { text = "The settings of the partner %s permit no authentication at all", settings = true };
	["tls-missing"] = { text = "%s does not offer TLS, which its settings demand", settings = true };
	["tls-unable"] = { text = "This server cannot do TLS, which the settings of %s demand", settings = true };
	["tls-demanded"] = { text = "%s demands TLS, which its settings do not permit (tlsNegotiation)", settings = true };
	["tls-forbidden"] = { text = "The settings of %s do not permit TLS (tlsNegotiation)", settings = true };
	["certificate-invalid"] = { text = "The certificate of %s is not valid for it, which its settings demand", settings = true };
	["certificate-expired"] = { text = "The certificate with which %s had proved itself has expired" };
	["external-missing"] = { text = "%s does not offer SASL EXTERNAL, which its settings demand", settings = true };
	["external-failed"] = { text = "%s did not accept this server's certificate, and its settings permit nothing else", settings = true };
	["external-forbidden"] = { text = "The settings of %s do not permit SASL (saslNegotiation)", settings = true };
	["dialback-forbidden"] = { text = "The settings of %s do not permit dialback so", settings = true };
	["method-forbidden"] = { text = "%s was authenticated in a way that its settings do not permit", settings = true };
	["limit"] = { text = "The connectionLimit of %s is reached", type = "wait", condition = "resource-constraint", stream = FULL };
	["proxy-changed"] = { text = "The proxyFqdn of %s has changed", type = "wait", condition = "remote-server-timeout" };
	["address-missing"] = { text = "A peer did not say who it is or whom it wants" };
	["second-domain"] = { text = "A second domain was claimed on a stream of %s" };
	["wrong-host"] = { text = "%s used a stream for another local host than its own" };
	["not-authenticated"] = { text = "%s sent stanzas before it was authenticated" };
	["unauthenticated-late"] = { text = "%s was not authenticated in time", type = "wait", condition = "remote-server-timeout", stream = LATE };
	["unauthenticated-many"] = { text = "Too many streams that are not authenticated", stream = FULL };
	["unverified"] = { text = "%s is not verified, and the user has neither invited nor accepted this contact", condition = "service-unavailable" };
	["failure"] = { text = "The settings of %s could not be looked at", type = "wait", condition = "internal-server-error" };
};

-- methods_by_strength: a list of names, strongest first
return function (methods_by_strength)
	local verdict = {};

	local function settings_of(partner)
		local permitted = {};
		for _, method in ipairs(methods_by_strength) do
			if partner.methods[method] then permitted[#permitted + 1] = method; end
		end
		return (" (tlsNegotiation %s, saslNegotiation %s, dialbackNegotiation %s: %s)"):format(partner.tlsNegotiation,
			partner.saslNegotiation, tostring(partner.dialbackNegotiation),
			permitted[1] and table.concat(permitted, ", ") or "no method");
	end

	function verdict.reason(code, domain, partner)
		local form = REASONS[code];
		local text = form.text:format(domain or "a peer");
		if form.settings and partner then text = text .. settings_of(partner); end
		return {
			code = code, domain = domain, partner = partner and partner.domain;
			text = text, type = form.type or "cancel", condition = form.condition or "policy-violation";
			stream = form.stream or STRANGER;
		};
	end
	local reason = verdict.reason;

	-- "must", "may", "never"; nil where nothing is permitted at all.
	function verdict.tls(methods)
		local inside = methods["sasl-tls"] or methods["tls-dialback"];
		if methods["tcp-dialback"] then return inside and "may" or "never"; end
		return inside and "must" or nil;
	end

	function verdict.external(methods)
		return methods["sasl-tls"] == true;
	end

	-- Now: inside or outside of TLS.
	function verdict.dialback(methods, secure)
		return methods[secure and "tls-dialback" or "tcp-dialback"] == true;
	end

	-- How a stream was authenticated. Outbound, EXTERNAL proves us to the partner; what proves the partner to us is its
	-- certificate, without which we know it by DNS alone. nil: in no way that we know.
	function verdict.method(direction, mechanism, secure, certificate)
		if mechanism == "EXTERNAL" and secure then
			if certificate == "valid" then return "sasl-tls"; end
			return direction == "outbound" and "tls-dialback" or nil;
		elseif mechanism == "dialback" then
			return secure and "tls-dialback" or "tcp-dialback";
		end
		return nil;
	end

	-- May there be such a stream, authenticated or not yet?
	function verdict.stream(partner, why, facts)
		if not partner then return reason(why or "unlisted", facts.domain); end
		local tls = verdict.tls(partner.methods);
		if not tls then return reason("no-method", facts.domain, partner); end
		if facts.secure and tls == "never" then return reason("tls-forbidden", facts.domain, partner); end
		return nil;
	end

	-- The peer's certificate was looked at. May it go on?
	function verdict.certificate(partner, why, facts)
		local refusal = verdict.stream(partner, why, facts);
		if refusal then return refusal; end
		if facts.certificate ~= "valid" and not verdict.dialback(partner.methods, true) then
			return reason("certificate-invalid", facts.domain, partner);
		end
		return nil;
	end

	-- What a peer offers us: facts also has starttls, starttls_required, external (offered), able (we can do TLS).
	function verdict.offer(partner, why, facts)
		if facts.secure then
			local refusal = verdict.certificate(partner, why, facts);
			if refusal then return refusal; end
			local external = verdict.external(partner.methods) and facts.external;
			if not external and not verdict.dialback(partner.methods, true) then
				return reason("external-missing", facts.domain, partner);
			end
			return nil;
		end
		local refusal = verdict.stream(partner, why, facts);
		if refusal then return refusal; end
		local tls = verdict.tls(partner.methods);
		if tls == "never" then
			return facts.starttls_required and reason("tls-demanded", facts.domain, partner) or nil;
		elseif tls == "must" then
			if not facts.able then return reason("tls-unable", facts.domain, partner); end
			if not facts.starttls then return reason("tls-missing", facts.domain, partner); end
		end
		return nil;
	end

	-- May EXTERNAL be tried now?
	function verdict.try_external(partner, why, facts)
		local refusal = verdict.stream(partner, why, facts);
		if refusal then return refusal; end
		if not verdict.external(partner.methods) then return reason("external-forbidden", facts.domain, partner); end
		return nil;
	end

	-- May dialback be tried now, in either direction?
	function verdict.try_dialback(partner, why, facts)
		local refusal = verdict.stream(partner, why, facts);
		if refusal then return refusal; end
		if verdict.dialback(partner.methods, facts.secure) then return nil; end
		local tls = not facts.secure and verdict.dialback(partner.methods, true);
		return reason(tls and "tls-missing" or "dialback-forbidden", facts.domain, partner);
	end

	-- May it carry questions about dialback keys? facts.secure is nil where it is not known yet.
	function verdict.verify(partner, why, facts)
		local refusal = verdict.stream(partner, why, facts);
		if refusal then return refusal; end
		local methods = partner.methods;
		if not methods["tls-dialback"] and not methods["tcp-dialback"] then
			return reason("dialback-forbidden", facts.domain, partner);
		end
		if facts.secure == false and verdict.tls(methods) == "must" then return reason("tls-missing", facts.domain, partner); end
		return nil;
	end

	-- It says that it is authenticated: facts also has method. Also asked of open streams after a change.
	function verdict.authenticated(partner, why, facts)
		local refusal = verdict.stream(partner, why, facts);
		if refusal then return refusal; end
		if not facts.method or not partner.methods[facts.method] then
			return reason("method-forbidden", facts.domain, partner);
		end
		return nil;
	end

	-- May one more be authenticated where there are `count`?
	function verdict.one_more(partner, count, domain)
		if partner.connectionLimit and count >= partner.connectionLimit then return reason("limit", domain, partner); end
		return nil;
	end

	return verdict;
end
