-- A server that offers other servers no SASL EXTERNAL: they have to use dialback.
module:hook("s2s-stream-features", function (event)
	event.features:remove_children("mechanisms", "urn:ietf:params:xml:ns:xmpp-sasl");
end, -1000);
