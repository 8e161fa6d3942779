-- Test only, never shipped: runs Lua for the tests inside a server, on a loopback port. One JSON text per line, each
-- way: {"code": "return 1"} gives {"ok": true, "value": 1} or {"ok": false, "error": "…"}. Also notes how each s2s
-- session authenticated, apart from the module under test.
module:set_global();

local json = require "util.json";
local array = require "util.array";
local server = require "net.server";

local sessions = module:shared("/*/s2s/sessions");

local function method_of(session)
	local mechanism = session.test_rig_mechanism;
	if not mechanism then return nil; end
	if mechanism ~= "EXTERNAL" then return session.secure and "tls-dialback" or "tcp-dialback"; end
	-- outbound, EXTERNAL proves us to them; it is their certificate that proves them to us
	local valid = session.cert_chain_status == "valid" and session.cert_identity_status == "valid";
	return (session.direction == "incoming" or valid) and "sasl-tls" or "tls-dialback";
end

local function list_sessions()
	local list = array();
	for _, session in pairs(sessions) do
		local outgoing = session.direction == "outgoing";
		list:push({
			direction = outgoing and "outbound" or "inbound";
			["local"] = outgoing and session.from_host or session.to_host;
			remote = outgoing and session.to_host or session.from_host;
			authenticated = session.type == "s2sin" or session.type == "s2sout" or false;
			method = method_of(session);
			mechanism = session.test_rig_mechanism;
			encrypted = session.secure and true or false;
			chain = session.cert_chain_status;
			identity = session.cert_identity_status;
			bidi = (session.incoming or session.outgoing) and true or false;
			peer = session.conn and session.conn.ip and session.conn:ip() or session.ip;
		});
	end
	return list;
end

local function watch(host)
	prosody.hosts[host].events.add_handler("s2s-authenticated", function (event)
		event.session.test_rig_mechanism = event.mechanism or "unknown";
	end, 1e6);
end

for host in pairs(prosody.hosts) do watch(host); end
module:hook_global("host-activated", watch);

local environment = setmetatable({
	module = module;
	list_sessions = list_sessions;
	modulemanager = require "core.modulemanager";
	hostmanager = require "core.hostmanager";
	usermanager = require "core.usermanager";
	st = require "util.stanza";
	array = array;
}, { __index = _G });

local function evaluated(line)
	local request = json.decode(line);
	local chunk, problem = load(request.code, "=test", "t", environment);
	if not chunk then return { ok = false, error = problem }; end
	local ok, value = xpcall(chunk, debug.traceback);
	if ok then return { ok = true, value = value }; end
	return { ok = false, error = tostring(value) };
end

local listener = {};
local unread = setmetatable({}, { __mode = "k" });

function listener.onincoming(conn, data)
	local text = (unread[conn] or "")..data;
	for line in text:gmatch("([^\n]*)\n") do conn:write(json.encode(evaluated(line)).."\n"); end
	unread[conn] = text:match("[^\n]*$");
end

-- A test that thinks is not gone, however short the server's patience is.
function listener.onreadtimeout() return true; end

function listener.ondisconnect(conn) unread[conn] = nil; end

assert(server.addserver(module:get_option_string("test_rig_address"), module:get_option_number("test_rig_port"), listener, "*a"));

module:hook_global("server-started", function () module:log("info", "the test rig is ready"); end);
