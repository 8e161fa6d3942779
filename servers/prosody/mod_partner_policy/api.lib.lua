-- The routes of the partner API (schemas/partner-api.openapi.yaml): an HTTP request -> an answer.
--
-- The order of the checks is the promise: address, token, path and method, access, body. Nothing about the state can be
-- learned, and no body is parsed, before the token is known to be right.

local MAX_BODY = 8 * 1024 * 1024;

-- libraries: json; given: state, sessions, health, observed, tokens, attempts, log
return function (json)
	local function problem(status, code, message, hint, headers)
		return nil, { status = status, code = code, message = message, hint = hint, headers = headers };
	end

	local function new(given)
		local state, log = given.state, given.log;

		-- Each route: (domain or nil, body or nil, if_match or nil) -> text, headers; or nil, problem

		local function read_partners()
			local listing, wrong = state.listing();
			if not listing then return nil, wrong; end
			local text = ('{"revision":%s,"partners":[%s],"lastApplied":%s}'):format(json.quote(listing.revision),
				table.concat(listing.texts, ","), listing.last_applied);
			return text, { etag = json.quote(listing.revision) };
		end

		local function change_partners(_, body, if_match)
			local answer, wrong = state.change(body, if_match);
			if not answer then
				if wrong.status == 412 then wrong.headers = { etag = json.quote(state.revision()) }; end
				return nil, wrong;
			end
			return json.encode(answer), { etag = json.quote(answer.revision) };
		end

		local function read_blocks()
			local texts, wrong = state.blocks();
			if not texts then return nil, wrong; end
			return '{"blocks":[' .. table.concat(texts, ",") .. "]}";
		end

		local function set_block(domain, body)
			local answer, wrong = state.set_block(domain, body);
			if not answer then return nil, wrong; end
			return '{"block":' .. answer.text .. ',"endedSessions":' .. json.encode(json.array(answer.ended)) .. "}";
		end

		local function lift_block(domain)
			local answer, wrong = state.lift_block(domain);
			if not answer then return nil, wrong; end
			return json.encode(answer);
		end

		local ROUTES = {
			["/v1/partners"] = { GET = { read_partners }, PATCH = { change_partners, body = true, if_match = true } };
			["/v1/blocks"] = { GET = { read_blocks } };
			["/v1/sessions"] = { GET = { function ()
				return json.encode({ sessions = json.array(given.sessions.list()) });
			end } };
			["/v1/health"] = { GET = { function () return json.encode(given.health.report()); end } };
			["/v1/observed"] = { GET = { function () return json.encode(given.observed.report()); end } };
		};
		local ONE_BLOCK = { PUT = { set_block, body = true }, DELETE = { lift_block } };

		local function check_token(request)
			local token = (request.headers.authorization or ""):match("^[Bb][Ee][Aa][Rr][Ee][Rr] +([%w._~+/=-]+)$");
			local entry = token and given.tokens.find(token);
			if entry then return entry; end
			local wait, count = given.attempts.add(request.ip);
			if count then
				log("warn", "partner-api refused address=%s reason=%s count=%d", request.ip,
					token and "wrong-token" or "no-token", count);
			end
			if wait then
				return problem(429, "too-many-requests", "too many calls without a valid token",
					("wait %d seconds, and send a valid token"):format(wait), { retry_after = tostring(wait) });
			end
			return problem(401, "unauthorized", token and "the token is not valid" or "a token is missing",
				"send Authorization: Bearer <token>, one that the server's tokens file lists", { www_authenticate = "Bearer" });
		end

		local function find_route(path, method)
			local domain = path:match("^/v1/blocks/([^/]+)$");
			local route = domain and ONE_BLOCK or ROUTES[path];
			if not route then return nil, { status = 404 }; end
			local found = route[method == "HEAD" and "GET" or method];
			if found then return found, domain; end
			local allowed = json.sorted_keys(route);
			if route.GET then allowed[#allowed + 1] = "HEAD"; end
			return problem(405, "method-not-allowed", "this path knows no " .. method, "use " .. table.concat(allowed, " or "),
				{ allow = table.concat(allowed, ", ") });
		end

		-- One strong entity tag and nothing else (RFC 9110 section 13.1.1): a list or * would not say what was planned on.
		local function read_if_match(header)
			if not header then
				return problem(428, "revision-required", "If-Match is missing", "send the revision that was read, in quotes");
			end
			local revision = header:match('^"([%w:._-]+)"$');
			if revision then return revision; end
			return problem(400, "bad-request", "If-Match is not one strong entity tag",
				"send the revision that was read, in quotes, without * or W/");
		end

		local function read_body(request)
			local headers = request.headers;
			if headers.transfer_encoding then
				-- Prosody's parser reads no such body of a request, but takes it for the next request.
				return problem(411, "length-required", "the body has no Content-Length", "send the body whole, not in chunks");
			end
			if not (headers.content_length or ""):find("^%d+$") then
				return problem(400, "bad-request", "Content-Length is missing or malformed", "send it once, as a number");
			end
			if tonumber(headers.content_length) > MAX_BODY or request.body_sink then
				return problem(413, "too-large", "the body is larger than 8 MiB, or than this server's http_max_content_size",
					"send the changes in several requests");
			end
			local media_type = (headers.content_type or ""):lower():gsub("%s", "");
			if headers.content_encoding
				or media_type ~= "application/json" and media_type ~= "application/json;charset=utf-8" then
				return problem(415, "unsupported-media-type", "the body is not said to be application/json",
					"send Content-Type: application/json, without Content-Encoding");
			end
			local value, message = json.decode(request.body or "");
			if value ~= nil then return value; end
			return problem(400, "bad-request", "the body is not JSON: " .. message, "send one JSON object");
		end

		local function run(request, route, domain)
			local body, if_match, wrong;
			if route.body then
				body, wrong = read_body(request);
				if body == nil then return nil, wrong; end
			end
			if route.if_match then
				if_match, wrong = read_if_match(request.headers.if_match);
				if not if_match then return nil, wrong; end
			end
			return route[1](domain, body, if_match);
		end

		local function answer(request, path)
			local entry, wrong = check_token(request);
			if not entry then return nil, wrong; end
			local route, domain = find_route(path, request.method);
			if not route then return nil, domain; end
			local reads = request.method == "GET" or request.method == "HEAD";
			if not reads and not entry.writes then
				return problem(403, "read-only-token", "the token " .. entry.name .. " is read-only",
					"use a token that the server's tokens file lists as rw");
			end
			local text, more = run(request, route, domain);
			if not reads then
				log("info", "partner-api call token=%s address=%s method=%s path=%s status=%d", entry.name, request.ip,
					request.method, json.quote(path), text and 200 or more.status);
			end
			return text, more;
		end

		local function error_text(wrong)
			local inner = { code = wrong.code, message = wrong.message, hint = wrong.hint, change = wrong.change, field = wrong.field };
			return json.encode({ error = inner });
		end

		local api = {};

		-- request: of net.http.server; path: below the API's own. A table of status, headers and body; nil for 404.
		function api.answer(request, path)
			local ok, text, more = xpcall(answer, debug.traceback, request, path);
			if not ok then
				log("error", "partner-api failed: %s", text);
				text, more = problem(500, "internal", "the server failed to answer", "look into the server's log");
			end
			local status, extra = 200, more or {};
			if not text then
				if more.status == 404 then return nil; end
				status, extra, text = more.status, more.headers or {}, error_text(more);
			end
			local headers = { content_type = "application/json", cache_control = "no-store", x_content_type_options = "nosniff" };
			for name, value in pairs(extra) do headers[name] = value; end
			return { status_code = status, headers = headers, body = text };
		end

		return api;
	end

	return { new = new };
end
