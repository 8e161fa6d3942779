/** A row of the matrix as the policy of a server of ours. */
import { type NegotiationSettings, permittedMethods } from '../model/negotiation.ts';
import type { ServerPolicy } from './prediction.ts';

/**
 * Whether a partner accepts our certificate is told by what it offers to it (EXTERNAL or not), so that it counts as
 * valid here.
 */
export function ourPolicy(settings: NegotiationSettings): ServerPolicy {
  return {
    tls: settings.tlsNegotiation,
    permits: permittedMethods(settings),
    certificate: 'valid',
    manner: 'strongest',
  };
}

export function usesTls(settings: NegotiationSettings): boolean {
  return settings.tlsNegotiation !== 'NotSupported';
}
