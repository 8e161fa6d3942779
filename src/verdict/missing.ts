/** What this vantage could not see, in words, with what would show it. */
import type { Missing, MissingCode, RefusalCause } from '../model/probe-verdict.ts';

type FixedCode = Exclude<MissingCode, 'port-blocked' | 'timeout' | 'dns-failed' | 'unreachable'>;

const WORDS: Readonly<Record<FixedCode, Omit<Missing, 'code'>>> = {
  'no-certificate': {
    message: 'no certificate was presented: a server offers SASL EXTERNAL only to one that matches the stream’s sender',
    hint: 'give --from, --cert and --key: a certificate of its own for probing, never the server’s key',
  },
  'no-from': {
    message: 'the probe did not say for whom it asks, and this server answers only to a name',
    hint: 'give --from with one of your own domains',
  },
  'no-ipv6': {
    message: 'its only addresses are IPv6, and this host has no IPv6',
    hint: 'probe from a host with IPv6',
  },
  'no-ipv4': {
    message: 'its only addresses are IPv4, and this host has no IPv4',
    hint: 'probe from a host with IPv4',
  },
  'address-not-allowed': {
    message: 'DNS names an address that is private, loopback or link-local, which is not probed',
    hint: 'if it is meant, give --allow-private; a server of ours may connect there all the same',
  },
  'cut-short': { message: 'the probe was cut short', hint: 'probe again, with fewer domains at once' },
  'names-omitted': {
    message: 'its certificate has more names than were read, and the domain was not among those',
    hint: 'look at the certificate by hand',
  },
  'xmpp-addr-only': {
    message: 'its certificate names the domain only as XmppAddr, which not every server looks at',
    hint: 'ask the partner for a certificate with the domain as a DNS name; ejabberd accepts this one, Prosody does not',
  },
  'client-purpose': {
    message: 'its certificate is not marked for clients, which some servers need of one that calls them',
    hint: 'whether that matters depends on our server: ejabberd before 25.08 refuses, Prosody does not look',
  },
  'own-limit': { message: 'it has more addresses than one probe tries', hint: 'look at its DNS by hand' },
};

export function missing(code: FixedCode): Missing {
  return { code, ...WORDS[code] };
}

export function isMissing(meaning: RefusalCause | Missing): meaning is Missing {
  return !('mender' in meaning);
}
