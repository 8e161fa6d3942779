-- Prosody's own metrics. Labels are ours: reasons, methods, and primary domains of listed partners; never the name of a
-- stranger, who would choose how many there are.

-- metric: (type, name, unit, description, labels) -> family; state, sessions; health: { report }
return function (metric, state, sessions, health)
	local refusals = metric("counter", "refusals", "", "What was refused, by reason", { "reason" });
	local closed = metric("counter", "closed_sessions", "", "Open sessions that were ended, by reason", { "reason" });
	local open = metric("gauge", "sessions", "", "Authenticated sessions", { "partner", "direction", "method" });
	local enforcing = metric("gauge", "enforcing", "", "1 while every host enforces its partners", {});
	local partners = metric("gauge", "partners_revision", "", "1 for the revision that is enforced", { "revision" });
	local metrics = {};

	-- event: "refused" or "closed"
	function metrics.count(event, reason)
		local family = event == "closed" and closed or refusals;
		family:with_labels(reason.code):add(1);
	end

	-- stats-update: what is told is what is there now.
	function metrics.update()
		open:clear();
		partners:clear();
		sessions.tally(function (partner, direction, method, number)
			open:with_labels(partner, direction, method):set(number);
		end);
		enforcing:with_labels():set(health.report().enforcing and 1 or 0);
		local revision = state.revision();
		if revision then partners:with_labels(revision):set(1); end
	end

	return metrics;
end
