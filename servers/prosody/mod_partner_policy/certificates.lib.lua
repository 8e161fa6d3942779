-- When a certificate ends: the only thing that we read of one ourselves. Everything else is Prosody's own verdict.

local MONTHS = { Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12 };

-- Days since 1970-01-01 of the proleptic Gregorian calendar; os.time would use the server's time zone.
local function days(year, month, day)
	if month <= 2 then year, month = year - 1, month + 12; end
	local leap = math.floor(year / 4) - math.floor(year / 100) + math.floor(year / 400);
	return 365 * year + leap + math.floor((153 * (month - 3) + 2) / 5) + day - 1 - 719468;
end

-- "Nov 24 20:39:29 2027 GMT", as OpenSSL prints it -> seconds since 1970, or nil.
local function parse(text)
	local month, day, hour, minute, second, year = text:match("^(%a+) +(%d+) (%d+):(%d+):(%d+) (%d+) GMT$");
	if not MONTHS[month] then return nil; end
	return days(tonumber(year), MONTHS[month], tonumber(day)) * 86400
		+ tonumber(hour) * 3600 + tonumber(minute) * 60 + tonumber(second);
end

-- certificate: LuaSec's; seconds since 1970, or nil where it cannot be known.
local function ends(certificate)
	local text = certificate.notafter and certificate:notafter();
	return type(text) == "string" and parse(text) or nil;
end

return { ends = ends, parse = parse };
