/** The name spaces of server-to-server streams, and the header that opens one. */
import { escaped } from './xml.ts';

export const DIALBACK = 'jabber:server:dialback';
export const TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
export const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
export const STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';

export interface StreamHeader {
  readonly from?: string;
  readonly to?: string;
  readonly id?: string;
  /** `1.0` unless told; '' leaves it out, as servers before XMPP 1.0 did. */
  readonly version?: string;
}

export function streamHeader({ version = '1.0', ...names }: StreamHeader): string {
  const attributes = Object.entries({ ...names, ...(version !== '' && { version }) })
    .map(([name, value]) => ` ${name}='${escaped(value)}'`)
    .join('');
  return `<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:db='${DIALBACK}' xmlns:stream='http://etherx.jabber.org/streams'${attributes}>`;
}
