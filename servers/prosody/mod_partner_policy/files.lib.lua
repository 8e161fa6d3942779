-- Small files, whole: the only place that touches the disk for the state.
--
-- Every function answers a value, or nil, a message without the path, and "missing" where there is nothing of that
-- name. A file is written under another name and renamed by the caller; after a failed write nothing is left.
--
-- Lua has no fsync, and neither have Prosody's libraries: what was written survives the death of the process at any
-- point (the kernel has it), but a power failure or a crash of the kernel may take the last seconds. The file systems in
-- use (ext4, btrfs, xfs) order the data before a rename that replaces an existing file, so names keep their old content
-- or have the new one; where that fails, the checksum in each file finds it and the store refuses rather than guesses.

local ENOENT = 2; -- POSIX

-- lfs: LuaFileSystem
return function (lfs)
	local function failed(message, errno)
		-- after the path, which is nobody's business, and after how LuaFileSystem puts it
		return nil, tostring(message):match("^.*: (.*)$") or tostring(message), errno == ENOENT and "missing" or nil;
	end

	local files = {};

	-- "file", "directory" or another word; a symbolic link is not followed, because nobody has a reason to make one here.
	function files.kind(path)
		local mode, message, errno = lfs.symlinkattributes(path, "mode");
		if mode then return mode; end
		return failed(message, errno);
	end

	function files.read(path, limit)
		local file, message, errno = io.open(path, "rb");
		if not file then return failed(message, errno); end
		local text, problem = file:read(limit + 1);
		file:close();
		if problem then return failed(problem); end
		text = text or "";
		if #text > limit then return nil, "more than " .. limit .. " bytes"; end
		return text;
	end

	function files.write(path, text)
		local file, message, errno = io.open(path, "wb");
		if not file then return failed(message, errno); end
		local ok, problem = file:write(text);
		-- a full disk may be noticed only here, when the buffer is emptied
		local closed, last = file:close();
		if ok and closed then return true; end
		os.remove(path);
		return failed(problem or last);
	end

	function files.rename(from, to)
		local ok, message, errno = os.rename(from, to);
		if ok then return true; end
		return failed(message, errno);
	end

	function files.remove(path)
		local ok, message, errno = os.remove(path);
		if ok then return true; end
		return failed(message, errno);
	end

	-- Sorted names, without those that begin with a dot.
	function files.list(path)
		local ok, iterate, state = pcall(lfs.dir, path);
		if not ok then return nil, "it cannot be listed"; end
		local names = {};
		for name in iterate, state do
			if name:byte(1) ~= 0x2e then names[#names + 1] = name; end
		end
		table.sort(names);
		return names;
	end

	function files.mkdir(path)
		local ok, message, errno = lfs.mkdir(path);
		if ok then return true; end
		return failed(message, errno);
	end

	return files;
end
