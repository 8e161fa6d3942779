-- mod_partner_policy: this server federates with partners only, each as its settings say (see docs/prosody.md).
--
-- Wiring only: options, libraries, and who is given what. The libraries know neither each other nor `module`.

module:set_global();

local hashes = require "util.hashes";
local encodings = require "util.encodings";
local paths = require "util.paths";
local lfs = require "lfs";
local time = os.time;

local function sha256_hex(text) return hashes.sha256(text, true); end

-- prosodyctl loads this file for the command alone: nothing of the server's state may be touched then.
if prosody.process_type == "prosodyctl" then
	module.command = module:require("token_command")(sha256_hex, require "util.random".bytes, encodings.base64.encode, print);
	return;
end

local DIRECTORY = module:get_option_string("partner_policy_directory", prosody.paths.data .. "/partner_policy");
local TOKENS = module:get_option_string("partner_policy_tokens");
local ALLOW_FROM = module:get_option_set("partner_policy_allow_from", { "127.0.0.1", "::1" });
local DEFAULT_PATH = "/partner-policy";

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

-- API
module:depends("http");
local tokens = module:require("tokens")(sha256_hex, hashes.equals, files.read, lfs.attributes, time, log)
	.new(TOKENS and paths.resolve_relative_path(prosody.paths.config, TOKENS));
local addresses = module:require("addresses")(require "util.ip").new(list_of(ALLOW_FROM));
local api = module:require("api")(json).new({
	state = state, tokens = tokens, log = log;
	attempts = module:require("attempts")(require "util.cache".new, time).new();
	sessions = { list = function () return {}; end };
	health = { report = function () return { enforcing = false }; end };
	observed = { report = function () return { mode = "enforce", dropped = 0, observations = json.array() }; end };
});

local http_paths = module:get_option("http_paths", {});
local base = require "util.http".normalize_path(http_paths.partner_policy or DEFAULT_PATH);
local server = require "net.http.server";
module:require("door").open(function (event, handler)
	module:hook_object_event(server, event, handler);
end, base == "/" and "" or base, addresses, api);
