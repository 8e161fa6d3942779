-- Who may call the partner API: tokens, of which the server keeps digests only.
--
-- The file has one token a line, `<name> <ro|rw> sha256:<hex of the token's SHA-256>`, and comments after #. All of them
-- are valid at once, so a rotation is: add a line, change the client, remove the old line. The file is read again when
-- it has changed. A file that cannot be read, that others may write, or that has a line which is not understood lets
-- nobody in.
--
-- One fast hash without salt is right here, and only here: a token is random (256 bits by `prosodyctl
-- mod_partner_policy token`), so neither guessing nor a table helps who has the digest, and a slow hash would let
-- anybody burn the server's time. Tokens shorter than 32 characters are therefore not believed even if they are listed.

local MAX_FILE = 65536; -- bytes

-- sha256: text -> hex; equals: compares two texts in constant time; read: path, limit -> text or nil, message;
-- attributes: path -> as lfs.attributes; now: seconds since 1970; log: (level, format, ...)
return function (sha256, equals, read, attributes, now, log)
	local function parse(text)
		local entries, number = {}, 0;
		for line in (text .. "\n"):gmatch("(.-)\r?\n") do
			number = number + 1;
			local content = line:gsub("#.*", ""):match("^%s*(.-)%s*$");
			if content ~= "" then
				local name, access, digest = content:match("^([%w._-]+)%s+(r[ow])%s+sha256:(%x+)$");
				if not name or #digest ~= 64 then
					return nil, ("line %d is not '<name> <ro|rw> sha256:<64 hex digits>'"):format(number);
				end
				entries[#entries + 1] = { name = name, writes = access == "rw", digest = digest:lower() };
			end
		end
		if #entries == 0 then return nil, "it has no token"; end
		return entries;
	end

	local function new(path)
		local entries, problem = {}, nil;
		local stamp, read_at;

		local function read_file(found)
			if not found then return nil, "there is no such file, or it may not be looked at"; end
			if found.mode ~= "file" then return nil, "it is a " .. found.mode; end
			if found.permissions:find("^....w") or found.permissions:find("^.......w") then -- rwxrwxrwx
				return nil, "others than its owner may write it (" .. found.permissions .. ")";
			end
			local text, message = read(path, MAX_FILE);
			if not text then return nil, message; end
			return parse(text);
		end

		local function refresh()
			if not path then
				if not problem then
					problem = "the option partner_policy_tokens names no file";
					log("error", "Nobody can use the partner API: %s", problem);
				end
				return;
			end
			local found = attributes(path);
			local current = found and table.concat({
				found.modification, found.change, found.size, found.ino, found.permissions, found.mode,
			}, " ") or "";
			-- times are in whole seconds: a file that was changed just now may change again unseen
			if current == stamp and found and found.modification < read_at - 1 and found.change < read_at - 1 then return; end
			stamp, read_at = current, now();
			local before = problem;
			entries, problem = read_file(found);
			entries = entries or {};
			if problem and problem ~= before then log("error", "Nobody can use the partner API: tokens file: %s", problem); end
		end

		local tokens = {};
		refresh();

		-- { name, writes } of a token; or nil. Every entry is compared, however early one matches.
		function tokens.find(token)
			refresh();
			if #token < 32 or #token > 512 then return nil; end
			local digest, match = sha256(token), nil;
			for _, entry in ipairs(entries) do
				if equals(entry.digest, digest) then match = match or entry; end
			end
			return match;
		end

		-- Why nobody gets in, or nil.
		function tokens.problem()
			refresh();
			return problem;
		end

		return tokens;
	end

	return { new = new };
end
