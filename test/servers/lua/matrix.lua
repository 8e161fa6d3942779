-- Prints the 18 rows for the test beside this folder to compare with src/model/negotiation.ts.
local t = require "prelude";

local rows = t.json.array();
for _, tls in ipairs(t.matrix.NEGOTIATIONS) do
	for _, sasl in ipairs(t.matrix.NEGOTIATIONS) do
		for _, dialback in ipairs({ true, false }) do
			local row = { tlsNegotiation = tls, saslNegotiation = sasl, dialbackNegotiation = dialback };
			local methods = t.json.array();
			for _, method in ipairs(t.matrix.METHODS) do
				if t.matrix.methods_of(row)[method] then methods[#methods + 1] = method; end
			end
			row.methods = methods;
			rows[#rows + 1] = row;
		end
	end
end
print(t.json.encode(rows));
t.finish();
