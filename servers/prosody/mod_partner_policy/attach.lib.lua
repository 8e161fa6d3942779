-- Which hosts and components federate, and that each of them has our hooks before it has mod_s2s.
--
-- Invariant: mod_s2s is loaded last, by us: `modules_disabled = { "s2s" }` keeps everybody else from doing so. Anonymous
-- hosts, and those whose own section disables s2s, are left alone unless they are listed.

local NAME = "partner_policy";

-- prosody, modulemanager, config: Prosody's; hooks_for: (host, type) -> list of { event, handler, priority }
return function (prosody, modulemanager, config, hooks_for)
	local hosts = prosody.hosts;

	-- policy: { listed = a set of domains (partner_policy_hosts), or nil }
	local function new(policy)
		local attached, problems, leaving = {}, {}, {};
		local attach = {};

		local function has(list, value)
			for _, item in ipairs(type(list) == "table" and list or { list }) do
				if item == value then return true; end
			end
			return false;
		end

		local function federates(host)
			if policy.listed then return policy.listed[host] == true; end
			if has(config.rawget(host, "modules_disabled"), "s2s") or config.rawget(host, "disallow_s2s") then return false; end
			return not (hosts[host].type == "local" and config.get(host, "authentication") == "anonymous");
		end

		local function has_handler(events, hook)
			for _, handler in ipairs(events.get_handlers(hook[1]) or {}) do
				if handler == hook[2] then return true; end
			end
			return false;
		end

		-- Are all of our hooks in place, on the host as it is now?
		function attach.is_attached(host)
			local record, loaded = attached[host], modulemanager.get_module(host, NAME);
			if not record or not hosts[host] or record.events ~= hosts[host].events then return false; end
			if not loaded or loaded.module ~= record.module then return false; end
			for _, hook in ipairs(record.hooks) do
				if not has_handler(record.events, hook) then return false; end
			end
			return true;
		end

		local function load_s2s(host)
			if modulemanager.is_loaded(host, "s2s") then return; end
			local ok, problem = modulemanager.load(host, "s2s");
			if not ok then problems[host] = "mod_s2s: " .. tostring(problem); end
		end

		local function add(module)
			local host = module.host;
			local hooks = hooks_for(host, hosts[host].type);
			for _, hook in ipairs(hooks) do module:hook(hook[1], hook[2], hook[3]); end
			attached[host] = { module = module, events = hosts[host].events, hooks = hooks };
		end

		-- As add_host of a module: true, or false and why not.
		function attach.add_host(module)
			local host = module.host;
			problems[host] = nil;
			if not federates(host) then return false, "it does not federate"; end
			local ok, problem = pcall(add, module);
			if not ok then
				attached[host], problems[host] = nil, tostring(problem);
				for object, event, handler in module.event_handlers:iter(nil, nil, nil) do object.remove_handler(event, handler); end
				module:log("error", "It is not federated, because the policy cannot be attached to it: %s", problem);
				return false, problem;
			end
			function module.unload() attach.forget(module); end
			load_s2s(host);
			return true;
		end

		function attach.forget(module)
			local record = attached[module.host];
			if record and record.module == module then attached[module.host] = nil; end
		end

		local function names()
			local list = {};
			for host, session in pairs(hosts) do
				if session.modules then list[#list + 1] = host; end
			end
			table.sort(list);
			return list;
		end

		local function settle(host)
			if not hosts[host] or not hosts[host].modules or leaving[host] then return; end
			local loaded = modulemanager.is_loaded(host, NAME);
			if not federates(host) then
				if loaded then modulemanager.unload(host, NAME); end
			elseif not loaded then
				local ok, problem = modulemanager.load(host, NAME);
				if not ok and not problems[host] then problems[host] = tostring(problem); end
			elseif not attach.is_attached(host) then
				-- hooks of an earlier copy of the module
				modulemanager.reload(host, NAME);
			end
		end

		-- Attaches to one host or to every host that is to federate, and lets go of the others.
		function attach.settle(only)
			for _, host in ipairs(only and { only } or names()) do settle(host); end
		end

		-- While Prosody unloads a host's modules one by one, none is loaded again.
		function attach.leave(host) leaving[host] = true; end
		function attach.enter(host) leaving[host] = nil; end

		-- Lets go of every host.
		function attach.none()
			for _, host in ipairs(names()) do
				if modulemanager.is_loaded(host, NAME) then modulemanager.unload(host, NAME); end
			end
		end

		-- All hosts, sorted: { domain, type, federates, has_s2s, problem }.
		function attach.hosts()
			local list = {};
			for index, host in ipairs(names()) do
				list[index] = {
					domain = host, type = hosts[host].type == "component" and "component" or "host";
					federates = federates(host), has_s2s = modulemanager.is_loaded(host, "s2s") or false;
					problem = problems[host];
				};
			end
			return list;
		end

		return attach;
	end

	return { new = new };
end
