-- `prosodyctl mod_partner_policy token NAME ro|rw`: makes a token and its line for the tokens file.
--
-- The token is made here and only printed, so that it is neither in an argument nor in the history of a shell.

local USAGE = [[usage: prosodyctl mod_partner_policy token NAME ro|rw

Makes a token for the partner API. The token goes to whoever calls the API; the line goes into the file that
partner_policy_tokens names. NAME has letters, digits, dots, hyphens and underscores: it appears in the log.]];

-- sha256: text -> hex; random: number -> bytes; base64: text -> text; print: as Lua's. Answers an exit code.
return function (sha256, random, base64, print)
	return function (arguments)
		local command, name, access = arguments[1], arguments[2], arguments[3];
		if command ~= "token" or not (name or ""):find("^[%w._-]+$") or access ~= "ro" and access ~= "rw" then
			print(USAGE);
			return 1;
		end
		local token = base64(random(32)):gsub("[+/=]", { ["+"] = "-", ["/"] = "_", ["="] = "" });
		print("The token, shown this once:\n\n  " .. token .. "\n");
		print("Its line for the tokens file:\n\n  " .. ("%s %s sha256:%s"):format(name, access, sha256(token)));
		return 0;
	end
end
