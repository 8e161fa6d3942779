-- What every script here needs: the module's libraries wired as mod_partner_policy.lua does, checks, and a disk in
-- memory that can die or fill up at any operation. Run as: lua5.4 -l prelude script.lua LIBRARIES PROSODY FOLDER

local folder, prosody, scratch = arg[1], arg[2], arg[3];
package.path = prosody .. "/?.lua;" .. package.path;
package.cpath = prosody .. "/?.so;" .. package.cpath;
-- Prosody 13 asks for prosody.util.x where its files are util/x
table.insert(package.searchers, function (name)
	local plain = name:match("^prosody%.(.*)$");
	return plain and function () return require(plain); end;
end);

local tested = {};
local allowed_globals = { prelude = true, lfs = true }; -- set by lua5.4 -l, and by LuaFileSystem itself
for name in pairs(_G) do allowed_globals[name] = true; end

function tested.library(name)
	return assert(loadfile(folder .. "/" .. name .. ".lib.lua"))();
end

local hashes, encodings = require "util.hashes", require "util.encodings";
local library = tested.library;
tested.scratch = scratch;
tested.hashes = hashes;
function tested.hex(text) return hashes.sha256(text, true); end

tested.json = library("json")(require "util.json".null, require "util.array", encodings.utf8.valid);
tested.shapes = library("shapes")(tested.json);
tested.matrix = library("matrix");
tested.domains = library("domains")(encodings.idna.to_ascii);
tested.revision = library("revision")(hashes.sha256, require "util.hex".to);
tested.partner_codec = library("partner_codec")(tested.json, tested.shapes, tested.domains, tested.matrix);
tested.record_codec = library("record_codec")(tested.shapes, tested.domains);
tested.partner_set = library("partner_set")(tested.revision, tested.json);
tested.batch = library("batch")(tested.json, tested.shapes, tested.partner_codec, tested.record_codec, tested.domains);
tested.loading = library("loading")(tested.json, tested.partner_set, tested.partner_codec, tested.record_codec);
tested.blocks = library("blocks")(tested.json, tested.record_codec);
tested.state = library("state")(tested);

tested.clock = { now = 1893456000 }; -- 2030-01-01T00:00:00Z

function tested.state_on(files, directory)
	local store = library("store")(files, tested.hex).new(directory or "/state");
	return tested.state.new(store, function () return tested.clock.now; end, function () end);
end

-- Checks --------------------------------------------------------------------------------------------------------------

local function show(value)
	if type(value) ~= "table" then return type(value) == "string" and ("%q"):format(value) or tostring(value); end
	local pieces = {};
	for key, item in pairs(value) do pieces[#pieces + 1] = tostring(key) .. " = " .. show(item); end
	table.sort(pieces);
	return "{ " .. table.concat(pieces, ", ") .. " }";
end
tested.show = show;

local failures = 0;
function tested.test(name, run)
	local ok, message = xpcall(run, function (message) return debug.traceback(type(message) == "table" and tested.show(message) or message); end);
	if ok then return; end
	failures = failures + 1;
	print(("not ok: %s\n%s\n"):format(name, message));
end

function tested.equal(got, wanted, what)
	if show(got) ~= show(wanted) then
		error(("%s\n   got: %s\nwanted: %s"):format(what or "", show(got), show(wanted)), 2);
	end
end

function tested.finish()
	for name in pairs(_G) do
		if not allowed_globals[name] then print("a global: " .. name); failures = failures + 1; end
	end
	os.exit(failures == 0 and 0 or 1);
end

-- Values --------------------------------------------------------------------------------------------------------------

-- Decoded JSON of a partner.
function tested.partner(domain, changes)
	local null = tested.json.null;
	local partner = {
		domain = domain, description = null, additionalDomains = tested.json.array(), partnerType = "Federated";
		tlsNegotiation = "Required", saslNegotiation = "Required", dialbackNegotiation = false;
		connectionLimit = null, keepAlive = true, proxyFqdn = null;
	};
	for key, value in pairs(changes or {}) do partner[key] = value; end
	return partner;
end

function tested.list(...) return tested.json.array({ ... }); end

-- { { "a.example", partner or nil }, … } -> decoded JSON of a request
function tested.request(changes, record)
	local list = tested.json.array();
	for index, change in ipairs(changes) do
		list[index] = { domain = change[1], partner = change[2] or tested.json.null };
	end
	return { changes = list, record = record };
end

-- A disk in memory ----------------------------------------------------------------------------------------------------

-- With the interface of files.lib.lua. plan(number, operation) before each operation that changes something: nil,
-- "die" (before it), "tear" (half a text is written, then it dies) or "fail" (nothing happens).
function tested.disk(nodes)
	nodes = nodes or { [""] = "directory" };
	local disk = { nodes = nodes, count = 0, plan = function () end };

	local function fate(operation)
		disk.count = disk.count + 1;
		local what = disk.plan(disk.count, operation);
		if what == "die" then error({ died = true }, 0); end
		return what;
	end
	local function missing() return nil, "No such file or directory", "missing"; end
	local function is_file(path) return type(nodes[path]) == "table"; end

	function disk.copy()
		local copied = {};
		for path, node in pairs(nodes) do copied[path] = type(node) == "table" and { text = node.text } or node; end
		return tested.disk(copied);
	end
	function disk.kind(path)
		if nodes[path] == nil then return missing(); end
		return is_file(path) and "file" or nodes[path];
	end
	function disk.read(path, limit)
		if not is_file(path) then return missing(); end
		return #nodes[path].text <= limit and nodes[path].text or nil, "more than the limit";
	end
	function disk.write(path, text)
		local what = fate("write");
		if what == "fail" then return nil, "No space left on device"; end
		if nodes[path:match("^(.*)/")] ~= "directory" then return missing(); end
		if what == "tear" then
			nodes[path] = { text = text:sub(1, #text // 2) };
			error({ died = true }, 0);
		end
		nodes[path] = { text = text };
		return true;
	end
	function disk.rename(from, to)
		if fate("rename") == "fail" then return nil, "Input/output error"; end
		if not is_file(from) then return missing(); end
		nodes[from], nodes[to] = nil, nodes[from];
		return true;
	end
	function disk.remove(path)
		if fate("remove") == "fail" then return nil, "Input/output error"; end
		if not is_file(path) then return missing(); end
		nodes[path] = nil;
		return true;
	end
	function disk.list(path)
		if nodes[path] ~= "directory" then return missing(); end
		local names = {};
		for each in pairs(nodes) do
			local name = each:sub(1, #path + 1) == path .. "/" and each:sub(#path + 2);
			if name and not name:find("/", 1, true) and name:byte(1) ~= 0x2e then names[#names + 1] = name; end
		end
		table.sort(names);
		return names;
	end
	function disk.mkdir(path)
		if fate("mkdir") == "fail" then return nil, "No space left on device"; end
		if nodes[path:match("^(.*)/")] ~= "directory" then return missing(); end
		nodes[path] = "directory";
		return true;
	end

	return disk;
end

-- Everything that the API could show of a state, as one text.
function tested.picture(state)
	local listing, problem = state.listing();
	if not listing then return "unreadable: " .. problem.message; end
	local blocks = assert(state.blocks());
	return table.concat({
		listing.revision, table.concat(listing.texts, "\n"), listing.last_applied, table.concat(blocks, "\n"),
	}, "\n");
end

return tested;
