# There is no plan, and so nothing to run.
# https://xmpp-us.contoso.com:5281/partner-policy did not answer within 30 s (read-failed)
# What to do: is the server up, and may this machine reach it?

throw 'nothing was written: there is no plan: https://xmpp-us.contoso.com:5281/partner-policy did not answer within 30 s'
