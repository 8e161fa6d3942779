-- Prosody's own metrics. Labels are ours: reasons, methods, and primary domains of listed partners; never the name of a
-- stranger, who would choose how many there are.

-- metric: (type, name, unit, description, labels) -> family; state, sessions; health: { report }
return function (metric, state, sessions, health)
	local refusals = metric("counter", "refusals", "", "What was refused, by reason", { "reason" });
	local closed = metric("counter", "closed_sessions", "", "Open sessions that were ended, by reason", { "reason" });
	local open = metric("gauge", "sessions", "", "Authenticated sessions", { "partner", "direction", "method" });
	local enforcing = metric("gauge", "enforcing", "", "1 while every host enforces its partners", {});
	-- a label for each would never go away again
	local revision = metric("gauge", "revision", "", "The first 12 digits of the enforced revision, as a decimal number", {});
	local metrics = {};

	-- event: "refused" or "closed"
	function metrics.count(event, reason)
		local family = event == "closed" and closed or refusals;
		family:with_labels(reason.code):add(1);
	end

	-- stats-update: what is told is what is there now.
	function metrics.update()
		open:clear();
		sessions.tally(function (partner, direction, method, number)
			open:with_labels(partner, direction, method):set(number);
		end);
		enforcing:with_labels():set(health.report().enforcing and 1 or 0);
		local digits = (state.revision() or ""):match("(%x%x%x%x%x%x%x%x%x%x%x%x)%x*$");
		revision:with_labels():set(digits and tonumber(digits, 16) or 0);
	end

	return metrics;
end
