-- A batch takes effect whole or not at all, wherever the process is killed and wherever the disk is full.
local t = require "prelude";

local RECORD = { workspace = "w", commit = "c2", actor = "me" };

local function before()
	local disk = t.disk();
	local state = t.state_on(disk);
	assert(state.change(t.request({
		{ "a.example", t.partner("a.example") };
		{ "b.example", t.partner("b.example", { additionalDomains = t.list("moved.example") }) };
		{ "gone.example", t.partner("gone.example") };
	}, { workspace = "w", commit = "c1", actor = "me" }), state.revision()));
	assert(state.set_block("blocked.example", { reason = "r", actor = "me", ["until"] = t.json.null }));
	return disk, state;
end

-- What is tried, each on a disk of its own: true where it counts, nil where it was refused.
local ATTEMPTS = {
	batch = function (state)
		return state.change(t.request({
			{ "a.example", t.partner("a.example", { additionalDomains = t.list("moved.example"), connectionLimit = 7 }) };
			{ "b.example", t.partner("b.example") };
			{ "gone.example" };
			{ "new.example", t.partner("new.example", { description = ("long "):rep(100) }) };
		}, RECORD), state.revision());
	end;
	["one partner, without a record"] = function (state)
		return state.change(t.request({ { "a.example", t.partner("a.example", { keepAlive = false }) } }), state.revision());
	end;
	["one removal, without a record"] = function (state)
		return state.change(t.request({ { "gone.example" } }), state.revision());
	end;
	["only a record"] = function (state) return state.change(t.request({}, RECORD), state.revision()); end;
	block = function (state)
		return state.set_block("a.example", { reason = "r", actor = "me", ["until"] = "2030-01-02" });
	end;
	["lifting a block"] = function (state) return state.lift_block("blocked.example"); end;
};

local function pictures(attempt)
	local disk, state = before();
	local old = t.picture(state);
	assert(attempt(state));
	local new = t.picture(state);
	assert(old ~= new);
	t.equal(t.picture(t.state_on(disk)), new, "as it is, and as it is read again");
	return old, new;
end

-- Every operation of the attempt and then of the recovery, one after another, killed.
for name, attempt in pairs(ATTEMPTS) do
	t.test("killed: " .. name, function ()
		local old, new = pictures(attempt);
		local points, was_new = 0, 0;
		for _, way in ipairs({ "die", "tear" }) do
			local number = 0;
			repeat
				number = number + 1;
				local disk, state = before();
				local start, reached = disk.count, false;
				disk.plan = function (count) if count - start == number then reached = true; return way; end end;
				local ok, answer = pcall(attempt, state);
				assert(ok or answer.died, answer);
				if reached then
					points = points + 1;
					local after = t.picture(t.state_on(disk.copy()));
					assert(after == old or after == new, ("%s at %d: neither old nor new:\n%s"):format(way, number, after));
					assert(not ok or not answer or after == new, "what was answered as done is done");
					if after == new then was_new = was_new + 1; end
					-- killed again, at every operation of the recovery
					local again = 0;
					repeat
						again = again + 1;
						local second, reached_again = disk.copy(), false;
						second.plan = function (count) if count == again then reached_again = true; return way; end end;
						pcall(t.state_on, second);
						second.plan = function () end;
						t.equal(t.picture(t.state_on(second)), after, ("%s at %d, then at %d"):format(way, number, again));
					until not reached_again;
				end
			until not reached;
		end
		assert(points > 0 and (was_new > 0 or points <= 4), points);
	end);

	t.test("one operation fails: " .. name, function ()
		local old, new = pictures(attempt);
		local number = 0;
		repeat
			number = number + 1;
			local disk, state = before();
			local start, reached = disk.count, false;
			disk.plan = function (count) if count - start == number then reached = true; return "fail"; end end;
			local answer, problem = attempt(state);
			t.equal(t.picture(state), answer and new or old, ("memory, failed at %d"):format(number));
			if not answer then t.equal(problem.code, "write-failed"); end
			t.equal(t.picture(t.state_on(disk.copy())), answer and new or old, ("disk, failed at %d"):format(number));
			disk.plan = function () end;
			-- the disk is well again: the same request succeeds, in the process that has seen the failure
			assert(attempt(state));
			t.equal(t.picture(state), new);
			t.equal(t.picture(t.state_on(disk)), new);
			t.equal(t.show(state.problems()), "{  }");
		until not reached;
	end);

	t.test("the disk is full from some point on: " .. name, function ()
		local old, new = pictures(attempt);
		for number = 1, 20 do
			local disk, state = before();
			local start = disk.count;
			disk.plan = function (count, operation)
				if count - start >= number and (operation == "write" or operation == "mkdir") then return "fail"; end
			end;
			local answer = attempt(state);
			t.equal(t.picture(state), answer and new or old, "memory");
			local restarted = t.state_on(disk);
			t.equal(t.picture(restarted), answer and new or old, "restarted on the full disk");
			disk.plan = function () end;
			assert(attempt(restarted));
			t.equal(t.picture(t.state_on(disk)), new);
		end
	end);
end

t.test("killed at the first start", function ()
	for number = 1, 20 do
		local disk = t.disk();
		disk.plan = function (count) if count == number then return "die"; end end;
		pcall(t.state_on, disk);
		disk.plan = function () end;
		local state = t.state_on(disk);
		t.equal(t.show(state.problems()), "{  }");
		assert(ATTEMPTS["only a record"](state));
	end
end);

t.test("nothing that was prepared stays behind", function ()
	local disk, state = before();
	local start = disk.count;
	disk.plan = function (count) if count - start == 3 then return "die"; end end;
	pcall(ATTEMPTS.batch, state);
	disk.plan = function () end;
	t.state_on(disk);
	t.equal(disk.list("/state/new"), {});
end);

t.finish();
