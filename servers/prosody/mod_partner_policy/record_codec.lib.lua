-- What stands beside the partners, as JSON: who applied what last, and the blocks. Pure; the input is hostile.

-- shapes, domains: the libraries
return function (shapes, domains)
	local WORKSPACE = { "workspace", shapes.text(0, 1024), null = true };
	local COMMIT = { "commit", shapes.text(1, 1024) };
	local ACTOR = { "actor", shapes.text(0, 1024) };
	local REASON = { "reason", shapes.text(1, 4096) };
	local UNTIL = { "until", shapes.day, null = true };

	return {
		record_request = shapes.new({ WORKSPACE, COMMIT, ACTOR });
		last_applied = shapes.new({ WORKSPACE, COMMIT, ACTOR, { "at", shapes.time } });
		block_request = shapes.new({ REASON, ACTOR, { "at", shapes.time, optional = true }, UNTIL });
		block = shapes.new({ { "domain", domains.check }, REASON, ACTOR, { "at", shapes.time }, UNTIL });
	};
end
