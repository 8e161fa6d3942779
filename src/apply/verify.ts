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
    const { found, unanswered } = await effectShortfalls(connection, wanted, state.revision);
    // what was not answered has been asked often enough
    const mayPass = partners.length === 0 && found.length > 0 && !unanswered;
    if (!interrupted() && (!mayPass || attempt === ATTEMPTS)) return [...partners, ...found];
    await pause(attempt);
  }
  return [INTERRUPTION, ...partners];
}

/** Of an interrupted apply nothing is verified: somebody wanted it to end before its end. */
export const INTERRUPTION: Unverified = { reason: 'the apply was interrupted' };

interface Told {
  readonly found: readonly Unverified[];
  /** A question was not answered, although it was asked again. */
  readonly unanswered: boolean;
}

async function effectShortfalls(
  { sessions, health }: Connection,
  wanted: readonly PartnerSettings[],
  revision: string,
): Promise<Told> {
  const parts = [
    sessions &&
      (await told('its sessions could not be listed', async () => sessionShortfalls(wanted, await sessions()))),
    health && (await told('its health could not be asked for', async () => healthShortfalls(await health(), revision))),
  ].filter((part) => part !== undefined);
  return { found: parts.flatMap(({ found }) => found), unanswered: parts.some(({ unanswered }) => unanswered) };
}

async function told(failure: string, ask: () => Promise<readonly Unverified[]>): Promise<Told> {
  try {
    return { found: await ask(), unanswered: false };
  } catch (error) {
    return { found: [{ reason: `${failure}: ${reportOf(error).message}` }], unanswered: true };
  }
}
