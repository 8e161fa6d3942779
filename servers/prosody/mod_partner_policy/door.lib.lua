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

-- An answer above this size is handed over in pieces of it, because Prosody 0.12 copies all that is left to send with
-- every packet. (The pieces are larger than those that are asked for: many small ones take longer than the copies.)
local PIECE = 4 * 1024 * 1024;

local function reader_of(text)
	local at = 1;
	return {
		read = function ()
			local piece = text:sub(at, at + PIECE - 1);
			at = at + PIECE;
			return piece ~= "" and piece or nil;
		end;
	};
end

-- hook: (event, handler) of the HTTP server; base: path without a slash at the end; addresses, api: of the libraries
local function open(hook, base, addresses, api)
	-- The peer itself, and whom mod_http takes it to speak for (trusted_proxies, X-Forwarded-For): both must be allowed,
	-- so that no header makes an address allowed.
	local function is_allowed(request)
		return addresses.has(request.conn:ip()) and addresses.has(request.ip);
	end

	local function handle(event)
		local request, response = event.request, event.response;
		if not is_allowed(request) then return nil; end
		local length = tonumber(request.headers.content_length or "");
		if request.partial and not request.body_sink and length and length <= MAX_DRAINED then
			-- The head of a body above http_max_content_size. Prosody comes again when the sink has had all of it.
			request.body_sink = DRAIN;
			return true;
		end
		local answer = api.answer(request, request.path:sub(#base + 1));
		-- Prosody's parser does not know chunked requests: it fails at the first chunk and closes. A second close, by us,
		-- would take the answer with it.
		if answer and request.headers.transfer_encoding then response.headers.connection = "close"; end
		if not answer or #answer.body <= PIECE then return answer; end
		response.status_code = answer.status_code;
		for name, value in pairs(answer.headers) do response.headers[name] = value; end
		response.headers.content_length = ("%d"):format(#answer.body);
		return response:send_file(reader_of(answer.body));
	end

	for _, method in ipairs(METHODS) do
		hook(method .. " " .. base .. "/*", handle);
	end
end

return { open = open };
