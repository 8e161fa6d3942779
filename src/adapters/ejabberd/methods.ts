/**
 * What a virtual host permits, from its options; docs/ejabberd.md has the table, and how it was measured.
 *
 * EXTERNAL is offered inside every TLS stream. Dialback is answered wherever mod_s2s_dialback is loaded, and where TLS
 * is required only inside TLS; its `access` decides on whose certificate is checked on the way out, not on the method.
 */
import type { Method } from '../../model/negotiation.ts';
import { METHODS } from '../../model/negotiation.ts';
import { isFalse, type VirtualHost } from './configuration-codec.ts';

export function permittedBy(host: VirtualHost, directTls: boolean): readonly Method[] {
  const tls = tlsOf(host);
  const isPermitted: Readonly<Record<Method, boolean>> = {
    'sasl-tls': tls !== 'none' || directTls,
    'tls-dialback': host.hasDialback && (tls !== 'none' || directTls),
    'tcp-dialback': host.hasDialback && tls !== 'required',
  };
  return METHODS.filter((method) => isPermitted[method]);
}

type Tls = 'required' | 'optional' | 'none';

function tlsOf({ startTls }: VirtualHost): Tls {
  if (startTls === 'required') return 'required';
  return isFalse(startTls) ? 'none' : 'optional';
}

/** As the main file has it. */
export function optionsInWords({ startTls, hasDialback }: VirtualHost): string {
  return `s2s_use_starttls: ${String(startTls)}, ${hasDialback ? 'with' : 'without'} mod_s2s_dialback`;
}
