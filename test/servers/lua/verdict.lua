-- The verdict over all 18 rows and every kind of stream, against what a row's methods say and nothing else.
local t = require "prelude";

local verdict = assert(loadfile(arg[1] .. "/verdict.lib.lua"))()(t.matrix.METHODS);
local BOOLEANS = { true, false };
local CERTIFICATES = { "valid", "invalid", "none" };

local function each_row(run)
	for _, tls in ipairs(t.matrix.NEGOTIATIONS) do
		for _, sasl in ipairs(t.matrix.NEGOTIATIONS) do
			for _, dialback in ipairs(BOOLEANS) do
				local partner = {
					domain = "partner.test", tlsNegotiation = tls, saslNegotiation = sasl, dialbackNegotiation = dialback;
				};
				partner.methods = t.matrix.methods_of(partner);
				run(partner, partner.methods, ("%s/%s/%s"):format(tls, sasl, tostring(dialback)));
			end
		end
	end
end

local function code(reason) return reason and reason.code or nil; end
local function has(methods, name) return methods[name] == true; end

t.test("who is not a partner is refused whatever else, and told nothing that differs", function ()
	local texts = {};
	for _, why in ipairs({ "unlisted", "blocked", "unreadable" }) do
		for _, question in ipairs({ "stream", "certificate", "offer", "try_external", "try_dialback", "verify", "authenticated" }) do
			for _, secure in ipairs(BOOLEANS) do
				local reason = verdict[question](nil, why, { domain = "evil.test", secure = secure, certificate = "valid", method = "sasl-tls" });
				t.equal(code(reason), why, question);
				t.equal(reason.text, "evil.test is not a federation partner");
				t.equal(reason.type .. "/" .. reason.condition, "cancel/not-allowed");
				texts[reason.stream.condition .. reason.stream.text] = true;
			end
		end
	end
	texts[verdict.reason("certificate-invalid", "partner.test").stream.condition .. verdict.reason("no-method", "x").stream.text] = true;
	local first = next(texts);
	t.equal(next(texts, first), nil, "every stranger gets the same answer");
end);

t.test("without a method nobody may do anything", function ()
	each_row(function (partner, methods, name)
		local none = next(methods) == nil;
		t.equal(code(verdict.stream(partner, nil, { domain = "partner.test", secure = false })), none and "no-method" or nil, name);
	end);
end);

t.test("TLS: must, may or never", function ()
	each_row(function (partner, methods, name)
		local over = has(methods, "sasl-tls") or has(methods, "tls-dialback");
		local plain = has(methods, "tcp-dialback");
		t.equal(verdict.tls(methods), over and plain and "may" or over and "must" or plain and "never" or nil, name);
		local inside = verdict.stream(partner, nil, { domain = "partner.test", secure = true });
		t.equal(inside == nil, over == true, name .. " inside TLS");
	end);
end);

t.test("what is offered to us is taken only if a permitted method can come of it", function ()
	each_row(function (partner, methods, name)
		for _, starttls in ipairs(BOOLEANS) do
			for _, required in ipairs(BOOLEANS) do
				for _, able in ipairs(BOOLEANS) do
					for _, external in ipairs(BOOLEANS) do
						for _, certificate in ipairs(CERTIFICATES) do
							for _, secure in ipairs(BOOLEANS) do
								local facts = {
									domain = "partner.test", secure = secure, certificate = certificate, external = external;
									starttls = starttls, starttls_required = starttls and required, able = able;
								};
								local possible;
								if secure then
									-- EXTERNAL with a certificate that is not valid leaves us with what DNS says
									local known = certificate == "valid" and "sasl-tls" or "tls-dialback";
									possible = has(methods, "tls-dialback") or external and has(methods, "sasl-tls") and has(methods, known);
								elseif starttls and able and (has(methods, "sasl-tls") or has(methods, "tls-dialback")) then
									possible = true; -- is asked again inside TLS
								else
									possible = has(methods, "tcp-dialback") and not (facts.starttls_required and verdict.tls(methods) == "never");
								end
								t.equal(verdict.offer(partner, nil, facts) == nil, possible == true, name .. t.show(facts));
							end
						end
					end
				end
			end
		end
	end);
end);

t.test("a certificate must be valid exactly where nothing else would do", function ()
	each_row(function (partner, methods, name)
		for _, certificate in ipairs(CERTIFICATES) do
			local fine = has(methods, "tls-dialback") or certificate == "valid" and has(methods, "sasl-tls");
			local reason = verdict.certificate(partner, nil, { domain = "partner.test", secure = true, certificate = certificate });
			t.equal(reason == nil, fine, name .. " " .. certificate);
		end
	end);
end);

t.test("EXTERNAL and dialback are tried only where they are permitted", function ()
	each_row(function (partner, methods, name)
		t.equal(verdict.try_external(partner, nil, { domain = "partner.test", secure = true }) == nil, has(methods, "sasl-tls"), name);
		for _, secure in ipairs(BOOLEANS) do
			local reason = verdict.try_dialback(partner, nil, { domain = "partner.test", secure = secure });
			t.equal(reason == nil, has(methods, secure and "tls-dialback" or "tcp-dialback"), name .. tostring(secure));
		end
		local any = has(methods, "tls-dialback") or has(methods, "tcp-dialback");
		t.equal(verdict.verify(partner, nil, { domain = "partner.test" }) == nil, any, name);
		t.equal(verdict.verify(partner, nil, { domain = "partner.test", secure = false }) == nil,
			any and verdict.tls(methods) ~= "must", name);
	end);
end);

t.test("how a stream was authenticated", function ()
	for _, case in ipairs({
		{ "inbound", "EXTERNAL", true, "valid", "sasl-tls" }, { "inbound", "EXTERNAL", true, "invalid", nil };
		{ "inbound", "EXTERNAL", false, "none", nil }, { "inbound", "dialback", true, "valid", "tls-dialback" };
		{ "inbound", "dialback", false, "none", "tcp-dialback" }, { "inbound", "PLAIN", true, "valid", nil };
		{ "outbound", "EXTERNAL", true, "valid", "sasl-tls" }, { "outbound", "EXTERNAL", true, "invalid", "tls-dialback" };
		{ "outbound", "EXTERNAL", true, "none", "tls-dialback" }, { "outbound", "EXTERNAL", false, "none", nil };
		{ "outbound", "dialback", true, "valid", "tls-dialback" }, { "outbound", "dialback", false, "none", "tcp-dialback" };
		{ "outbound", nil, true, "valid", nil };
	}) do
		t.equal(verdict.method(case[1], case[2], case[3], case[4]), case[5], t.show(case));
	end
end);

t.test("what is authenticated is let through by a permitted method only", function ()
	each_row(function (partner, methods, name)
		for _, method in ipairs({ "sasl-tls", "tls-dialback", "tcp-dialback", "none" }) do
			local facts = { domain = "partner.test", secure = method ~= "tcp-dialback", method = method ~= "none" and method or nil };
			t.equal(verdict.authenticated(partner, nil, facts) == nil, has(methods, method), name .. " " .. method);
		end
	end);
end);

t.test("the limit", function ()
	local partner = { domain = "partner.test", connectionLimit = 2 };
	t.equal(code(verdict.one_more(partner, 1, "partner.test")), nil);
	local reason = verdict.one_more(partner, 2, "partner.test");
	t.equal(code(reason), "limit");
	t.equal(reason.stream.condition .. " " .. reason.condition .. " " .. reason.type, "resource-constraint resource-constraint wait");
	t.equal(code(verdict.one_more({ domain = "partner.test" }, 1e6)), nil);
end);

t.test("our users are told which settings stand in the way", function ()
	each_row(function (partner, methods, name)
		local reason = verdict.offer(partner, nil, { domain = "partner.test", secure = false, starttls = false, able = true });
		if reason then
			t.equal(reason.condition, "policy-violation", name);
			t.equal(reason.text:find("tlsNegotiation " .. partner.tlsNegotiation, 1, true) ~= nil, true, reason.text);
		end
		t.equal(next(methods) == nil, code(reason) == "no-method", name);
	end);
end);

t.finish();
