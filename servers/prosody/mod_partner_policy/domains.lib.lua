-- Domain names in their one form: lower-case A-labels without a trailing dot.
--
-- What is stored must have that form already; what arrives on the wire (U-labels, RFC 7622 section 3.2) is brought into
-- it before it is compared, because a comparison of any other form can be dodged by a look-alike.
-- Sources: RFC 1035 section 2.3.4 (63 octets a label, 253 in all), RFC 5890 (A-labels), RFC 5891.

-- idna_to_ascii: Unicode text -> A-labels or nil, as Prosody's util.encodings.idna.to_ascii
return function (idna_to_ascii)
	local function has_form(text)
		if #text > 253 or text:find("[^a-z0-9.-]") or text:find("..", 1, true) then return false; end
		for label in text:gmatch("[^.]+") do
			if #label > 63 or label:byte(1) == 0x2d or label:byte(-1) == 0x2d then return false; end
		end
		return text ~= "" and text:byte(1) ~= 0x2e and text:byte(-1) ~= 0x2e;
	end

	-- May it be a partner's domain, a proxy or a block? Two labels or more; a number at the end would be an IP address.
	local function is_valid(text)
		return type(text) == "string" and has_form(text) and text:find(".", 1, true) ~= nil
			and not text:find("%.%d+$") and not text:find("%.0x%x*$");
	end

	-- For shapes.lib.lua: the value, or nil and what to write.
	local function check(value)
		if is_valid(value) then return value; end
		return nil, "write a domain in lower-case A-labels, such as fabrikam.com or xn--bcher-kva.example";
	end

	-- What arrived on the wire, in the one form; nil where it is no domain at all. A local host may have a single label.
	local function to_ascii(text)
		if type(text) ~= "string" or #text > 1023 then return nil; end
		local ascii = text;
		if text:find("[\128-\255]") then
			-- IDNA libraries stop at NUL
			if text:find("\0", 1, true) then return nil; end
			ascii = idna_to_ascii(text);
			if not ascii then return nil; end
		end
		ascii = ascii:lower():gsub("%.$", "");
		return has_form(ascii) and ascii or nil;
	end

	return { is_valid = is_valid, check = check, to_ascii = to_ascii };
end
