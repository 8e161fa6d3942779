-- Does this server enforce its partners? Each reason why not.

-- json, state, gates, limits, guard, attach: see their files; policy: { passive, mode, problem }; config: Prosody's
-- configmanager; software: { module, server }
return function (json, state, gates, limits, guard, attach, policy, config, software)
	local function has_s2s(list)
		for _, name in ipairs(type(list) == "table" and list or { list }) do
			if name == "s2s" then return true; end
		end
		return false;
	end

	-- Where Prosody would load mod_s2s by itself, in words; or nil.
	local function is_loaded_by_itself()
		if not has_s2s(config.get("*", "modules_disabled")) then
			return "the global section lacks modules_disabled = { \"s2s\" }";
		end
		for _, host in ipairs(attach.hosts()) do
			if has_s2s(config.rawget(host.domain, "modules_enabled")) and not has_s2s(config.rawget(host.domain, "modules_disabled")) then
				return "the section of " .. host.domain .. " has s2s in its modules_enabled";
			end
		end
		return nil;
	end

	local function hosts_told(reasons)
		local told, federating = json.array(), {};
		for _, host in ipairs(attach.hosts()) do
			local enforced = host.federates and not policy.passive and guard.is_healthy(host.domain) and host.has_s2s;
			told[#told + 1] = {
				domain = host.domain, type = host.type, federates = host.federates, enforced = enforced or false;
			};
			if host.federates then federating[#federating + 1] = host.domain; end
			if host.federates and not guard.is_healthy(host.domain) then
				reasons.add("host-not-enforced", ("%s is to federate, but the policy is not attached to it%s"):format(
					host.domain, host.problem and ": " .. host.problem or ""));
			elseif host.federates and not host.has_s2s then
				reasons.add("s2s-not-loaded", ("mod_s2s is not loaded for %s, so it does not federate at all"):format(host.domain));
			end
		end
		return told, federating;
	end

	local function report()
		local reasons = json.array();
		local list = { add = function (code, message) reasons[#reasons + 1] = { code = code, message = message }; end };
		if policy.passive then
			list.add("observing", "the mode is observe: everything is recorded, nothing is refused");
		end
		if policy.problem then list.add("bad-option", policy.problem); end
		local by_itself = is_loaded_by_itself();
		if by_itself then
			list.add("s2s-not-disabled", by_itself .. ": should the policy not be loaded at the next start, everybody could federate");
		end
		if not guard.is_awake() then list.add("guard-asleep", "nobody has looked for some time whether every host is guarded"); end
		for _, problem in ipairs(state.problems()) do
			list.add("unreadable-state", problem.file .. ": " .. problem.message);
		end
		local failure = gates.problem();
		if failure then list.add("gate-failed", failure); end
		local hosts, federating = hosts_told(list);
		return {
			enforcing = #reasons == 0, mode = policy.mode, revision = state.revision() or json.null, reasons = reasons;
			module = software.module, server = software.server, hosts = hosts, limits = limits.report(federating);
		};
	end

	return { report = report };
end
