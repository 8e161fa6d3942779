-- The negotiation matrix: which authentication methods each of the 18 combinations of settings permits.
--
-- It is the single truth of enforcement: every gate is derived from a row's methods, never from the three settings one
-- by one (Optional/Required/true, for one, permits dialback). A row without methods refuses everybody.
-- Source: Microsoft, "Negotiation settings for XMPP federated partners in Lync Server 2013" (2012-10-21).

-- What tlsNegotiation and saslNegotiation can be.
local NEGOTIATIONS = { "Required", "Optional", "NotSupported" };
-- Strongest first: XEP-0178 over TLS, XEP-0220 over TLS, XEP-0220 over plain TCP.
local METHODS = { "sasl-tls", "tls-dialback", "tcp-dialback" };

local SASL = { ["sasl-tls"] = true };
local SASL_OR_TLS_DIALBACK = { ["sasl-tls"] = true, ["tls-dialback"] = true };
local ANY = { ["sasl-tls"] = true, ["tls-dialback"] = true, ["tcp-dialback"] = true };
local ANY_DIALBACK = { ["tls-dialback"] = true, ["tcp-dialback"] = true };
local TLS_DIALBACK = { ["tls-dialback"] = true };
local TCP_DIALBACK = { ["tcp-dialback"] = true };
local NONE = {};

-- By TLS, then SASL, then dialback.
local ROWS = {
	Required = {
		Required = { [true] = SASL, [false] = SASL };
		Optional = { [true] = SASL_OR_TLS_DIALBACK, [false] = SASL };
		NotSupported = { [true] = TLS_DIALBACK, [false] = NONE };
	};
	Optional = {
		Required = { [true] = ANY, [false] = SASL };
		Optional = { [true] = ANY, [false] = SASL };
		NotSupported = { [true] = ANY_DIALBACK, [false] = NONE };
	};
	NotSupported = {
		Required = { [true] = TCP_DIALBACK, [false] = NONE };
		Optional = { [true] = TCP_DIALBACK, [false] = NONE };
		NotSupported = { [true] = TCP_DIALBACK, [false] = NONE };
	};
};

-- The set of methods that a partner permits. Shared between partners: not to be changed.
local function methods_of(partner)
	return ROWS[partner.tlsNegotiation][partner.saslNegotiation][partner.dialbackNegotiation];
end

return { NEGOTIATIONS = NEGOTIATIONS, METHODS = METHODS, methods_of = methods_of };
