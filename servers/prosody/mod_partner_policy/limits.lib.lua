-- The server's own options that rule methods out, whatever a partner permits: for health, so that a plan can name them.

local WITHOUT_CERTIFICATE = { "tls-dialback", "tcp-dialback" };
local WITHOUT_TLS = { "tcp-dialback" };
local OVER_TLS = { "sasl-tls", "tls-dialback" };
local DIALBACK = { "tls-dialback", "tcp-dialback" };
local SASL = { "sasl-tls" };

-- json; option: get of Prosody's configmanager (host, name); to_ascii: of the domains library; is_loaded: (host, module)
return function (json, option, to_ascii, is_loaded)
	local null = json.null;

	-- As Prosody's get_option_boolean
	local function boolean(value, default)
		if value == true or value == "true" or value == 1 then return true; end
		if value == false or value == "false" or value == 0 then return false; end
		return default;
	end

	-- Of an option that is a list or one item: sorted A-labels
	local function list(value)
		local domains = {};
		for _, item in ipairs(type(value) == "table" and value or { value }) do
			domains[#domains + 1] = to_ascii(item) or tostring(item);
		end
		table.sort(domains);
		return domains;
	end

	local function limit(name, value, excludes, only, except)
		return {
			option = name, value = tostring(value), excludes = json.array(excludes);
			only = only and json.array(only) or null, except = json.array(except or {});
		};
	end

	-- hosts: those that federate, sorted. As mod_s2s reads them: globally, when it is loaded.
	local function report(hosts)
		local limits = json.array();
		local function add(...) limits[#limits + 1] = limit(...); end
		local secure_domains = list(option("*", "s2s_secure_domains"));
		if boolean(option("*", "s2s_secure_auth"), false) then
			add("s2s_secure_auth", true, WITHOUT_CERTIFICATE, nil, list(option("*", "s2s_insecure_domains")));
		end
		if secure_domains[1] then
			add("s2s_secure_domains", table.concat(secure_domains, ", "), WITHOUT_CERTIFICATE, secure_domains);
		end
		if boolean(option("*", "s2s_require_encryption"), true) then
			add("s2s_require_encryption", true, WITHOUT_TLS);
		end
		if not is_loaded("*", "s2s_auth_certs") then
			add("modules_enabled", "no s2s_auth_certs", SASL);
		end
		for _, host in ipairs(hosts) do
			if not boolean(option(host, "s2s_allow_encryption"), true) then
				add("s2s_allow_encryption", "false for " .. host, OVER_TLS);
			end
			if not is_loaded(host, "tls") then add("modules_enabled", "no tls for " .. host, OVER_TLS); end
			if not is_loaded(host, "saslauth") then add("modules_enabled", "no saslauth for " .. host, SASL); end
			if not is_loaded(host, "dialback") then add("modules_enabled", "no dialback for " .. host, DIALBACK); end
		end
		return limits;
	end

	return { report = report };
end
