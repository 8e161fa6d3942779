-- mod_partner_policy: this server federates with partners only, each as its settings say (see docs/prosody.md).
--
-- Wiring only: options, libraries, and who is given what. The libraries know neither each other nor `module`.

module:set_global();

-- prosodyctl loads this file for the command alone: nothing of the server's state may be touched then.
if prosody.process_type == "prosodyctl" then
	module.command = module:require("token_command")(function (text)
		return require "util.hashes".sha256(text, true);
	end, require "util.random".bytes, require "util.encodings".base64.encode, print);
	return;
end

-- The guard before everything else: it watches while the rest is loaded, and remains if that fails
local modulemanager, config = require "core.modulemanager", require "core.configmanager";
local guard = module:require("guard")(prosody, modulemanager, require "util.timer".add_task,
	require "util.logger".init("partner_policy_guard"), os.time);
local undo_proxy;
local guarded = { module = module };
function guarded.dismiss()
	module.loaded = false; -- ends its timers
	for object, event, handler in module.event_handlers:iter(nil, nil, nil) do object.remove_handler(event, handler); end
	if undo_proxy then undo_proxy(); end
end
guard.register(guarded);
local policy = {}; -- { mode, passive, problem, listed }: options that can change while the server runs
local function read_options()
	local mode = module:get_option_string("partner_policy_mode", "enforce");
	policy.mode = mode == "observe" and "observe" or "enforce";
	policy.passive = policy.mode == "observe";
	policy.problem = mode ~= policy.mode and "partner_policy_mode is neither enforce nor observe" or nil;
	guard.set_passive(policy.passive);
end
read_options();

local hashes = require "util.hashes";
local encodings = require "util.encodings";
local paths = require "util.paths";
local lfs = require "lfs";
local time = os.time;
local function sha256_hex(text) return hashes.sha256(text, true); end

local VERSION = "0.1.0"; -- as package.json
local DIRECTORY = module:get_option_string("partner_policy_directory", prosody.paths.data .. "/partner_policy");
local TOKENS = module:get_option_string("partner_policy_tokens");
local ALLOW_FROM = module:get_option_set("partner_policy_allow_from", { "127.0.0.1", "::1" });
local DEFAULT_PATH = "/partner-policy";
local KEEPALIVE = math.max(1, module:get_option_number("partner_policy_keepalive_interval", 300) or 300);
local TICK, KEEP_OBSERVED = 5, 30; -- seconds

local function list_of(set)
	local list = {};
	for item in set do list[#list + 1] = item; end
	table.sort(list);
	return list;
end
local function log(...) return module:log(...); end

-- Libraries
local json = module:require("json")(require "util.json".null, require "util.array", encodings.utf8.valid);
local shapes = module:require("shapes")(json);
local matrix = module:require("matrix");
local domains = module:require("domains")(encodings.idna.to_ascii);
local revision = module:require("revision")(hashes.sha256, require "util.hex".to);
local partner_codec = module:require("partner_codec")(json, shapes, domains, matrix);
local record_codec = module:require("record_codec")(shapes, domains);
local partner_set = module:require("partner_set")(revision, json);
local batch = module:require("batch")(json, shapes, partner_codec, record_codec, domains);
local loading = module:require("loading")(json, partner_set, partner_codec, record_codec);
local blocks = module:require("blocks")(json, record_codec);
local files = module:require("files")(lfs);

-- State
local store = module:require("store")(files, sha256_hex).new(DIRECTORY);
local state = module:require("state")({
	json = json, partner_set = partner_set, blocks = blocks, batch = batch, loading = loading;
	record_codec = record_codec, domains = domains;
}).new(store, time, log);

-- Enforcement
local stanza, jid, encodings_nameprep = require "util.stanza", require "util.jid", encodings.stringprep.nameprep;
local net = require "util.net";
local s2smanager = require "core.s2smanager";
local available_features = require "core.features".available;
local gates = module:require("gates")(time, log, debug.traceback).new(policy);
local verdict = module:require("verdict")(matrix.METHODS);
local streams = module:require("streams")(domains.to_ascii, prosody, s2smanager, require "util.error".new,
	module:shared("/*/s2s/sessions"));
local metrics;
local refusals = module:require("refusals")(require "util.cache".new, time, log).new(function (event, reason)
	metrics.count(event, reason);
end);
local certificates = module:require("certificates");
local sessions = module:require("sessions")(streams, verdict, refusals, state, policy, time, certificates.ends, json.null);
local inbound = module:require("inbound")(streams, verdict, sessions, state, stanza.stanza, encodings_nameprep);
local outbound = module:require("outbound")(streams, verdict, sessions, state, refusals, domains.to_ascii, prosody, stanza.error_reply);
local stanzas = module:require("stanzas")(streams, verdict, sessions, state, refusals, stanza.stanza, jid.host, jid.prepped_split, require "util.filters");
local rooms = module:require("rooms")(prosody.full_sessions, jid.bare);
local unverified = module:require("unverified")(verdict, state, refusals, rooms, streams.domain, prosody.bare_sessions, jid, stanza,
	require "core.rostermanager".load_roster);
local invitations = module:require("invitations")(verdict, refusals, unverified.may_reach, streams.domain, prosody.hosts, jid,
	stanza.error_reply);
local farewell = module:require("farewell")(state, rooms, streams.domain, domains.to_ascii, prosody, jid, stanza.presence)
	.new(module.saved_state and module.saved_state.farewell);
local keepalive = module:require("keepalive")(streams, state);
local pending = module:require("pending")(net.pton, time, streams, verdict, sessions.refuse).new();
local proxy = module:require("proxy")(state, domains.to_ascii, require "net.resolvers.basic", require "net.resolvers.service", {
	use_ipv4 = module:get_option_boolean("use_ipv4", true), use_ipv6 = module:get_option_boolean("use_ipv6", true);
});
local observe = module:require("observe")(json, files, time, log).new(DIRECTORY .. "/observed.json", policy);
local has_pre_connect = available_features:contains("s2sout-pre-connect-event");

local filter; -- of every s2s session

-- The last gate: what it lets through is noted on the session; in observe mode, what it would not have let through, too
local function authenticated(event, host)
	local session = event.session;
	if session.destroyed then return false; end
	local reason, facts = inbound.judge_authenticated(session, event.host, event.mechanism, host);
	if policy.passive then
		local tls = streams.tls(session);
		observe.saw(facts, tls and tls.protocol, reason);
		if reason then refusals.note("would-refuse", reason, { { "direction", facts.direction }, { "method", facts.method } }); end
	elseif reason then
		sessions.refuse(session, reason);
		return false;
	end
	if not session.partner_policy then sessions.authenticated(session, facts.method); end
	stanzas.watch(session, filter);
end

local hooks = module:require("hooks")({
	gates = gates, inbound = inbound, outbound = outbound, unverified = unverified, invitations = invitations;
	farewell = farewell, rooms = rooms;
	keepalive = keepalive, proxy = has_pre_connect and proxy or nil, sessions = sessions, verdict = verdict, streams = streams;
	authenticated = authenticated;
});
filter = gates.wrap_filter("stanzas/in", stanzas.is_known, stanzas.check, function (_, session) hooks.end_session(session); end);
for _, hook in ipairs(hooks.of_server(function (event)
	local session = event.session;
	session.partner_since = time();
	stanzas.watch(session, filter);
	if session.direction == "incoming" and not policy.passive then pending.add(session); end
end)) do
	module:hook_global(hook[1], hook[2], hook[3]);
end
undo_proxy = not has_pre_connect and proxy.wrap(gates) or nil;

-- Hosts
local attach = module:require("attach")(prosody, modulemanager, config, hooks.of_host).new(policy);
function module.add_host(host_module) return attach.add_host(host_module); end
module:hook_global("host-deactivating", function (event) attach.leave(event.host); end, 1e6);
module:hook_global("host-activated", function (host) attach.enter(host); end, 1e6);

-- After a change: whoever may no longer be here is sent away, and missed by nobody
state.on_change(function (changed)
	local ended = sessions.sweep(changed);
	if not policy.passive then gates.wrap_harmless("farewell", farewell.say)(changed); end
	return ended;
end);

local function read_listed()
	local listed = module:get_option_set("partner_policy_hosts");
	policy.listed = listed and {};
	for _, host in ipairs(listed and list_of(listed) or {}) do
		policy.listed[encodings_nameprep(host) or host] = true;
	end
end
read_listed();
module:hook_global("config-reloaded", gates.wrap_harmless("config-reloaded", function ()
	read_options();
	read_listed();
	attach.try_again();
	sessions.sweep();
end));

-- API
module:depends("http");
local tokens = module:require("tokens")(sha256_hex, hashes.equals, files.read, lfs.attributes, time, log)
	.new(TOKENS and paths.resolve_relative_path(prosody.paths.config, TOKENS));
local addresses = module:require("addresses")(require "util.ip", log).new(list_of(ALLOW_FROM));
local limits = module:require("limits")(json, config.get, domains.to_ascii, modulemanager.is_loaded);
local health = module:require("health")(json, state, gates, limits, guard, attach, policy, config, {
	module = { name = "mod_partner_policy", version = VERSION }, server = { name = "Prosody", version = prosody.version };
});
metrics = module:require("metrics")(function (...) return module:metric(...); end, state, sessions, health);
module:hook_global("stats-update", gates.wrap_harmless("stats-update", metrics.update));
local api = module:require("api")(json).new({
	state = state, tokens = tokens, log = log;
	attempts = module:require("attempts")(require "util.cache".new, time).new();
	sessions = module:require("session_list")(json, streams, sessions, state, time);
	health = health, observed = observe;
});

local http_paths = module:get_option("http_paths", {});
local base = require "util.http".normalize_path(http_paths.partner_policy or DEFAULT_PATH);
local server = require "net.http.server";
module:require("door").open(function (event, handler)
	module:hook_object_event(server, event, handler);
end, base == "/" and "" or base, addresses, api);

-- Time
local function every(seconds, name, task)
	local safely = gates.wrap_harmless(name, task);
	module:add_timer(seconds, function ()
		safely();
		return seconds;
	end);
end
every(TICK, "pending", pending.expire);
every(TICK, "certificates", sessions.expire);
every(KEEP_OBSERVED, "observe", observe.keep);
every(KEEPALIVE, "keepalive", function ()
	if not policy.passive then keepalive.ping(); end
end);
module:hook_global("server-stopping", gates.wrap_harmless("observe", observe.keep));

-- What was open before: looked at by the same rules
for _, session in ipairs(streams.all()) do
	sessions.adopt(session);
	if session.filters then stanzas.watch(session, filter); end
end
sessions.sweep();

-- From here on the guard finds a policy to attach
guarded.attach, guarded.is_attached = attach.settle, attach.is_attached;

function module.save()
	return { farewell = farewell.saved };
end

function module.unload()
	guard.unregister(guarded);
	if undo_proxy then undo_proxy(); end
	observe.keep();
	-- A new copy takes its place, and attaches itself; otherwise nobody is left to guard them
	if not module.reloading then attach.none(); end
end
