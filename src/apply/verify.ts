/** The proof: what was read again is what was wanted, no live session violates it, and the server enforces it. */
import type { LiveState } from '../model/adapter.ts';
import { reportOf } from '../model/errors.ts';
import type { Unverified } from '../model/ledger.ts';
import type { PartnerSettings } from '../model/partner.ts';
import type { Connection } from './connection.ts';
import type { Job } from './job.ts';
import { ATTEMPTS } from './patience.ts';
import { healthShortfalls, partnerShortfalls, sessionShortfalls } from './shortfalls.ts';

/**
 * Every shortfall; empty means verified. `state` is what was read again. A server may need a moment to end sessions or
 * to reload, so it is asked up to three times.
 */
export async function verify(
  { connection, capabilities, pause, interrupted }: Job,
  wanted: readonly PartnerSettings[],
  state: LiveState,
): Promise<readonly Unverified[]> {
  const partners = partnerShortfalls(capabilities, wanted, state.partners);
  for (let attempt = 1; !interrupted(); attempt++) {
    const effects = await effectShortfalls(connection, wanted);
    const mayPass = partners.length === 0 && effects.length > 0;
    if (!interrupted() && (!mayPass || attempt === ATTEMPTS)) return [...partners, ...effects];
    await pause(attempt);
  }
  return [INTERRUPTION, ...partners];
}

/** Of an interrupted apply nothing is verified: somebody wanted it to end before its end. */
export const INTERRUPTION: Unverified = { reason: 'the apply was interrupted' };

async function effectShortfalls(
  { sessions, health }: Connection,
  wanted: readonly PartnerSettings[],
): Promise<readonly Unverified[]> {
  return [
    ...(sessions === undefined
      ? []
      : await told('its sessions could not be listed', async () => sessionShortfalls(wanted, await sessions()))),
    ...(health === undefined
      ? []
      : await told('its health could not be asked for', async () => healthShortfalls(await health()))),
  ];
}

async function told(failure: string, ask: () => Promise<readonly Unverified[]>): Promise<readonly Unverified[]> {
  try {
    return await ask();
  } catch (error) {
    return [{ reason: `${failure}: ${reportOf(error).message}` }];
  }
}
