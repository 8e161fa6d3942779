-- Where HTTP meets the partner API: which requests reach it, and that their bodies are bounded.
--
-- To an address that is not allowed nothing is here, on any path: its requests go on through Prosody exactly as those
-- for an unknown path, whatever other modules serve. That is why the handlers are hooked into net.http.server (through
-- the module, so that they end with it) and not given to mod_http as an app: an app's base path redirects everybody, and
-- its CORS headers, which the administrator may switch on for all apps, have no business here.

-- Every method that could be meant; for any other one the path is unknown.
local METHODS = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };
-- An over-long body up to this size is read and thrown away, so that the answer is not lost in a reset of the connection.
local MAX_DRAINED = 32 * 1024 * 1024;
local DRAIN = { write = function () return true; end };

-- hook: (event, handler) of the HTTP server; base: path without a slash at the end; addresses, api: of the libraries
local function open(hook, base, addresses, api)
	-- The peer itself, and whom mod_http takes it to speak for (trusted_proxies, X-Forwarded-For): both must be allowed,
	-- so that no header makes an address allowed.
	local function is_allowed(request)
		return addresses.has(request.conn:ip()) and addresses.has(request.ip);
	end

	local function handle(event)
		local request = event.request;
		if not is_allowed(request) then return nil; end
		if request.partial and not request.body_sink and tonumber(request.headers.content_length) <= MAX_DRAINED then
			-- The head of a body above http_max_content_size. Prosody comes again when the sink has had all of it.
			request.body_sink = DRAIN;
			return true;
		end
		local answer = api.answer(request, request.path:sub(#base + 1));
		-- Prosody's parser does not know chunked requests: it fails at the first chunk and closes. A second close, by us,
		-- would take the answer with it.
		if answer and request.headers.transfer_encoding then event.response.headers.connection = "close"; end
		return answer;
	end

	for _, method in ipairs(METHODS) do
		hook(method .. " " .. base .. "/*", handle);
	end
end

return { open = open };
