-- What our hooks have in common: in observe mode they do nothing, and an error in one of them refuses.
--
-- util.events does not catch errors: a handler that throws leaves the event unfinished, which for some events means that
-- Prosody goes on without us. So nothing of ours is hooked that is not wrapped here.

local RECENT = 600; -- seconds for which a failure is told as a reason for not enforcing

-- now: seconds; log: (level, format, ...); traceback: of debug
return function (now, log, traceback)
	-- policy: { passive = boolean }
	local function new(policy)
		local failures, last, last_problem = 0, nil, nil;
		local gates = {};

		local function failed(name, problem)
			failures, last, last_problem = failures + 1, now(), name;
			log("error", "Refused, because the policy failed in %s: %s", name, problem);
		end

		-- on_error refuses what the event is about, and must not throw; its result becomes the handler's.
		function gates.wrap(name, handler, on_error)
			return function (...)
				if policy.passive then return nil; end
				local ok, result = xpcall(handler, traceback, ...);
				if ok then return result; end
				failed(name, result);
				return on_error(...);
			end;
		end

		-- A session's filter: (element, session) -> element, or nil where it was refused. is_fine: as quick in hooks.
		function gates.wrap_filter(name, is_fine, handler, on_error)
			return function (element, session)
				if is_fine(element, session) or policy.passive then return element; end
				local ok, result = xpcall(handler, traceback, element, session);
				if ok then return result; end
				failed(name, result);
				on_error(element, session);
				return nil;
			end;
		end

		-- As wrap, but also in observe mode, where an error changes nothing.
		function gates.wrap_always(name, handler, on_error)
			return function (...)
				local ok, result = xpcall(handler, traceback, ...);
				if ok then return result; end
				failed(name, result);
				if policy.passive then return nil; end
				return on_error(...);
			end;
		end

		-- Where nothing is decided: an error is only told.
		function gates.wrap_harmless(name, handler)
			return gates.wrap_always(name, handler, function () return nil; end);
		end

		-- The reason for health, or nil.
		function gates.problem()
			if not last or now() - last > RECENT then return nil; end
			return ("the policy failed in %s (%d failures since it was loaded); what it was about was refused"):format(last_problem, failures);
		end

		return gates;
	end

	return { new = new };
end
