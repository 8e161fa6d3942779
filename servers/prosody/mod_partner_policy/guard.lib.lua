-- Fail closed: wherever mod_s2s is loaded without a healthy policy, it is unloaded.
--
-- The guard outlives the module: plain functions on Prosody's events and a timer, which no unloading, failed reload or
-- error of the module takes away. It is there once in a process; a new copy of the module only replaces what it does.
-- It looks at once whenever a module comes or goes or a host is activated, and every few seconds: no event is needed
-- for it to find out. Whatever goes wrong in it shuts s2s.

local NAME = "partner_policy";
local SECONDS = 5;
local MAX_JOBS = 100000; -- in one look; the timer looks again
local MODULE_EVENTS = { "module-loaded", "module-unloaded", "module-reloaded" };

-- prosody, modulemanager; add_task: of util.timer; log: (level, format, ...), not of the module; now: seconds
return function (prosody, modulemanager, add_task, log, now)
	local hosts = prosody.hosts;
	local guard = prosody.partner_policy_guard;

	local function sessions_of(host)
		local list = {};
		for session in pairs(prosody.incoming_s2s) do
			if session.to_host == host then list[#list + 1] = session; end
		end
		for _, session in pairs(hosts[host].s2sout or {}) do list[#list + 1] = session; end
		return list;
	end

	local function is_loaded(policy)
		local loaded = modulemanager.get_module("*", NAME);
		return loaded ~= nil and loaded.module == policy.module and policy.module.loaded ~= false;
	end

	-- The copy of the module that has registered last, if it is loaded.
	local function policy_loaded()
		local policy = guard.policies[#guard.policies];
		return policy and is_loaded(policy) and policy or nil;
	end

	-- Prosody leaves the hooks and timers of a module that failed while it was loaded. They would go on with a state of
	-- their own, and answer the API in place of the copy that is loaded.
	local function dismiss_failed()
		for index = #guard.policies, 1, -1 do
			local policy = guard.policies[index];
			if not is_loaded(policy) then
				table.remove(guard.policies, index);
				local ok, problem = pcall(policy.dismiss);
				if not ok then log("error", "What is left of a copy of mod_%s: %s", NAME, problem); end
			end
		end
	end

	local function shut(host)
		log("error", "mod_s2s is unloaded for %s, because mod_%s does not guard it", host, NAME);
		local ok, problem = pcall(modulemanager.unload, host, "s2s");
		if not ok then log("error", "mod_s2s for %s: %s", host, problem); end
		-- without this mark mod_s2s accepts no streams for the host
		if hosts[host] and hosts[host].modules then hosts[host].modules.s2s = nil; end
		-- hooks of a copy that is gone would keep the next one from attaching
		if not policy_loaded() and modulemanager.is_loaded(host, NAME) then pcall(modulemanager.unload, host, NAME); end
		for _, session in ipairs(hosts[host] and sessions_of(host) or {}) do
			if session.close then pcall(session.close, session, "policy-violation"); end
		end
	end

	local function is_healthy(host)
		local policy = policy_loaded();
		return policy ~= nil and policy.is_attached ~= nil and policy.is_attached(host);
	end

	-- A list, because hosts and modules come and go while it is gone through. only: that one, if it is.
	local function hosts_with_s2s(only)
		local list = {};
		for host, session in pairs(only and { [only] = hosts[only] } or hosts) do
			if session.modules and session.modules.s2s then list[#list + 1] = host; end
		end
		return list;
	end

	local function check(host)
		local ok, healthy = pcall(is_healthy, host);
		if not ok or not healthy then shut(host); end
	end

	-- job: { host = nil for all, attach = boolean }
	local function inspect(job)
		dismiss_failed();
		local policy = policy_loaded();
		if job.attach and policy and policy.attach then
			local ok, problem = pcall(policy.attach, job.host);
			if not ok then log("error", "mod_%s cannot be attached: %s", NAME, problem); end
		end
		if guard.passive then return; end
		for _, host in ipairs(hosts_with_s2s(job.host)) do check(host); end
	end

	-- Modules come and go while it looks: that is looked at afterwards, before anything else can happen.
	local function look(host, attach)
		local jobs = guard.jobs;
		jobs[#jobs + 1] = { host = host, attach = attach };
		-- unless whoever was looking was suspended half way, and may never come back
		if guard.busy and math.abs(now() - guard.busy) <= 2 * SECONDS then return; end
		guard.busy = now();
		local done = 0;
		while jobs[done + 1] and done < MAX_JOBS do
			done = done + 1;
			local ok, problem = pcall(inspect, jobs[done]);
			if not ok then
				log("error", "mod_s2s is unloaded everywhere, because the guard failed: %s", problem);
				for _, each in ipairs(guard.passive and {} or hosts_with_s2s()) do pcall(shut, each); end
			end
		end
		guard.jobs, guard.busy, guard.last_look = {}, nil, now();
	end

	-- Hooked for good: always what the newest copy of the module does.
	local function stand()
		local function on_module(event)
			if event.module ~= NAME and event.module ~= "s2s" then return; end
			local host = event.host;
			if host == "*" then host = nil; end
			guard.look(host, true);
		end
		local function on_host(host) guard.look(host, true); end
		local function watch(host)
			if not hosts[host] then return; end
			for _, event in ipairs(MODULE_EVENTS) do hosts[host].events.add_handler(event, on_module, 1e6); end
		end
		for _, event in ipairs(MODULE_EVENTS) do prosody.events.add_handler(event, on_module, 1e6); end
		-- before the modules of the host are loaded, and after
		prosody.events.add_handler("host-activated", watch, 1e6);
		prosody.events.add_handler("host-activated", on_host, -1e6);
		prosody.events.add_handler("config-reloaded", function () guard.look(nil, true); end, -1e6);
		for host in pairs(hosts) do watch(host); end
		add_task(0, function () guard.look(nil, true); end);
		add_task(SECONDS, function ()
			guard.look(nil, false);
			return SECONDS;
		end);
	end

	local is_new = not guard;
	if is_new then
		guard = { last_look = now(), jobs = {}, policies = {} };
		prosody.partner_policy_guard = guard;
	end
	guard.look = look;
	if is_new then stand(); end

	return {
		look = look;
		is_healthy = is_healthy;
		is_awake = function () return now() - guard.last_look <= 10 * SECONDS; end;
		-- In observe mode nothing is ever shut.
		set_passive = function (passive) guard.passive = passive; end;
		-- At the very beginning of a copy of the module; dismiss() takes away what it has hooked. When it is complete, it
		-- gives attach(host or nil for all) and is_attached(host).
		register = function (policy)
			dismiss_failed();
			guard.policies[#guard.policies + 1] = policy;
		end;
		-- It was unloaded as it should be.
		unregister = function (policy)
			for index = #guard.policies, 1, -1 do
				if guard.policies[index] == policy then table.remove(guard.policies, index); end
			end
		end;
	};
end
