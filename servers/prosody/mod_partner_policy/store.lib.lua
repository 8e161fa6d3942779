-- The records on disk: one file each, and batches of them that take effect whole or not at all.
--
--   partners/<domain>   blocks/<domain>   last-applied   records: a line with a checksum, then one line of JSON
--   new/<number>        texts of a batch that is being prepared
--   journal             the batch that is being carried out, or "idle"
--
-- A batch: (1) its texts are written to new/, an idle journal among them; (2) a journal that names them takes the place
-- of the old one by a rename: from here on the batch counts; (3) each text is renamed to its place; (4) so is the idle
-- journal. Whoever is killed before (2) has changed nothing; after it, `load` carries out the rest. The disk can be full
-- only up to (2), because what follows writes no text; where even a rename fails then, the journal stays and is carried
-- out before the next batch. The journal is always replaced, never removed (see files.lib.lua on power failures).
-- Nothing depends on the number of records. A file is named by its domain alone, which with 253 octets at most fits
-- where names have 255.

local MAX_RECORD = 64 * 1024 * 1024; -- bytes; the largest request makes one of 8 MiB, and a journal of fewer
local IDLE = "new/0";

-- files: the library; sha256: text -> hex
return function (files, sha256)
	local function seal(body)
		return "partner-policy/1 sha256:" .. sha256(body) .. "\n" .. body .. "\n";
	end

	local function unseal(text)
		local digest, body = text:match("^partner%-policy/1 sha256:(%x+)\n(.*)\n$");
		if not digest then return nil, "it is not a record of this module, or not the whole of one"; end
		if digest ~= sha256(body) then return nil, "its checksum does not match its content"; end
		return body;
	end

	local function new(directory)
		local store = {};
		local pending; -- the batch that counts, but is not carried out completely
		local broken = "it has not been loaded";

		local function path(name) return directory .. "/" .. name; end

		local function read(name)
			local kind, message, missing = files.kind(path(name));
			if not kind then return nil, message, missing; end
			if kind ~= "file" then return nil, "it is a " .. kind; end
			local text, problem = files.read(path(name), MAX_RECORD);
			if not text then return nil, problem; end
			return unseal(text);
		end

		local function write_journal(body)
			local ok, message = files.write(path("journal.new"), seal(body));
			if not ok then return nil, message; end
			return files.rename(path("journal.new"), path("journal"));
		end

		local function write_all(texts)
			for _, text in ipairs(texts) do
				local ok, message = files.write(path(text.name), seal(text.body));
				if not ok then return nil, message; end
			end
			return true;
		end

		-- A step may have been done already, by a process that was killed afterwards.
		local function carry_out(step)
			if not step.digest then
				local ok, message, missing = files.remove(path(step.name));
				return ok or missing and true, message;
			end
			local ok, message, missing = files.rename(path(step.from), path(step.name));
			if ok then return true; end
			local body = missing and read(step.name);
			return body and sha256(body) == step.digest, message;
		end

		local function finish()
			if not pending then return true; end
			for _, step in ipairs(pending) do
				local ok, message = carry_out(step);
				if not ok then return nil, step.name .. ": " .. tostring(message); end
			end
			local ok, message = files.rename(path(IDLE), path("journal"));
			-- an idle journal that is lost must not keep everybody out
			if not ok then ok, message = write_journal("idle"); end
			if not ok then return nil, "journal: " .. message; end
			pending = nil;
			return true;
		end

		local function journal_of(steps)
			local lines = {};
			for index, step in ipairs(steps) do
				lines[index] = step.digest and ("put %s %s %s"):format(step.from, step.digest, step.name)
					or "remove " .. step.name;
			end
			return table.concat(lines, "\n");
		end

		-- What a journal may name: a record in its place, and nothing else on the disk.
		local function is_name(name)
			return name == "last-applied" or name:find("^partners/[a-z0-9][a-z0-9.-]*$") or name:find("^blocks/[a-z0-9][a-z0-9.-]*$");
		end

		local function steps_of(journal)
			if journal == "idle" then return nil; end
			local steps = {};
			for line in journal:gmatch("[^\n]+") do
				local from, digest, name = line:match("^put (new/%d+) (%x+) (%S+)$");
				name = name or line:match("^remove (%S+)$");
				if not name or not is_name(name) then return nil, "it has a line that is not understood"; end
				steps[#steps + 1] = { from = from, digest = digest, name = name };
			end
			return steps;
		end

		-- A first start ends with the journal; once that is there, a part that is not has been lost.
		local function prepare()
			local _, _, is_first = files.kind(path("journal"));
			for _, name in ipairs({ "", "/partners", "/blocks", "/new" }) do
				local kind, message, missing = files.kind(directory .. name);
				if missing and (is_first or name == "/new") then
					kind, message = files.mkdir(directory .. name);
					kind = kind and "directory";
				end
				if kind ~= "directory" then return nil, "directory" .. name .. ": " .. (message or "it is a " .. kind); end
			end
			return true;
		end

		local function recover()
			local ok, message = prepare();
			if not ok then return nil, message; end
			local journal, problem, missing = read("journal");
			if not journal and not missing then return nil, "journal: " .. problem; end
			pending, problem = steps_of(journal or "idle");
			if problem then return nil, "journal: " .. problem; end
			-- without it nothing is under way, so a full disk does no harm here
			if missing then write_journal("idle"); end
			ok, message = finish();
			if not ok then return nil, "a change that counts cannot be completed: " .. message; end
			-- texts of a batch that never counted
			for _, name in ipairs(files.list(path("new")) or {}) do files.remove(path("new/" .. name)); end
			return true;
		end

		-- Calls record(place, name, body or nil, problem) for each. True; or nil and why nothing can be trusted.
		function store.load(record)
			local ok, message = recover();
			broken = not ok and message or nil;
			if broken then return nil, broken; end
			for _, place in ipairs({ "partners", "blocks" }) do
				local names, problem = files.list(path(place));
				if not names then
					broken = place .. ": " .. problem;
					return nil, broken;
				end
				for _, name in ipairs(names) do record(place, name, read(place .. "/" .. name)); end
			end
			local body, problem, missing = read("last-applied");
			if not missing then record("last-applied", nil, body, problem); end
			return true;
		end

		-- batch: a list of { name, body or nil to remove it }. True: it counts. Or nil and why nothing has changed.
		function store.commit(batch)
			if broken then return nil, broken; end
			local ok, message = finish();
			if not ok then return nil, "an earlier change cannot be completed: " .. message; end
			local steps, texts = {}, {};
			for index, entry in ipairs(batch) do
				local step = { name = entry.name };
				if entry.body then
					step.from, step.digest = "new/" .. index, sha256(entry.body);
					texts[#texts + 1] = { name = step.from, body = entry.body };
				end
				steps[index] = step;
			end
			if #steps > 1 then texts[#texts + 1] = { name = IDLE, body = "idle" }; end
			ok, message = write_all(texts);
			if ok and #steps == 1 then -- a single rename is atomic by itself
				ok, message = carry_out(steps[1]);
			elseif ok then
				ok, message = write_journal(journal_of(steps));
				if ok then
					pending = steps;
					finish(); -- where it fails: before the next batch, or after the next start
				end
			end
			if ok then return true; end
			for _, text in ipairs(texts) do files.remove(path(text.name)); end
			return nil, message;
		end

		-- Why a batch that counts is not carried out yet, or nil.
		function store.unfinished()
			return pending and "a change that counts could not be moved to its place yet" or nil;
		end

		return store;
	end

	return { new = new };
end
