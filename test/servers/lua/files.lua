-- The real disk, through files.lib.lua: the same as the disk in memory, and what only a real one has.
local t = require "prelude";
local lfs = require "lfs";
local files = t.library("files")(lfs);
local root = t.scratch .. "/state";

t.test("a state on a real disk survives", function ()
	local state = t.state_on(files, root);
	local label = ("b"):rep(63);
	local long = table.concat({ label, label, label, ("b"):rep(61) }, ".");
	assert(state.change(t.request({ { "a.example", t.partner("a.example") }, { long, t.partner(long) } },
		{ workspace = "w", commit = "c", actor = "me" }), state.revision()));
	assert(state.set_block(long, { reason = "r", actor = "", ["until"] = t.json.null }));
	t.equal(t.picture(t.state_on(files, root)), t.picture(state));
	t.equal(files.list(root .. "/partners"), { "a.example", long });
	t.equal(files.list(root .. "/new"), {});
	assert(state.change(t.request({ { long } }), state.revision()));
	t.equal(t.picture(t.state_on(files, root)), t.picture(state));
end);

t.test("answers of the disk", function ()
	t.equal({ files.read(root .. "/none", 10) }, { [2] = "No such file or directory", [3] = "missing" });
	t.equal({ files.read(root, 10) }, { [2] = "Is a directory" });
	t.equal({ files.remove(root .. "/none") }, { [2] = "No such file or directory", [3] = "missing" });
	t.equal({ files.rename(root .. "/none", root .. "/other") }, { [2] = "No such file or directory", [3] = "missing" });
	t.equal({ files.list(root .. "/none") }, { [2] = "it cannot be listed" });
	t.equal({ files.kind(root .. "/none") }, { [2] = "No such file or directory", [3] = "missing" });
	t.equal({ files.write(root .. "/none/file", "x") }, { [2] = "No such file or directory", [3] = "missing" });
	assert(files.write(root .. "/long", ("x"):rep(11)));
	t.equal({ files.read(root .. "/long", 10) }, { [2] = "more than 10 bytes" });
	t.equal(#files.read(root .. "/long", 11), 11);
	assert(files.write(root .. "/empty", ""));
	t.equal(files.read(root .. "/empty", 11), "");
end);

t.test("a full disk", function ()
	local path = root .. "/full";
	assert(lfs.link("/dev/full", path, true));
	t.equal({ files.write(path, "x") }, { [2] = "No space left on device" });
	t.equal({ files.kind(path) }, { [2] = "No such file or directory", [3] = "missing" });
end);

t.test("a link or a pipe is not opened", function ()
	assert(lfs.link("/etc/hostname", root .. "/partners/link.example", true));
	os.execute("mkfifo '" .. root .. "/partners/pipe.example'");
	local state = t.state_on(files, root);
	for _, domain in ipairs({ "link.example", "pipe.example" }) do
		t.equal(select(2, state.permitted(domain)), "unreadable");
	end
	t.equal(state.permitted("a.example").domain, "a.example");
	os.remove(root .. "/partners/link.example");
	os.remove(root .. "/partners/pipe.example");
end);

t.finish();
