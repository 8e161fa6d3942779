/** What the facts that the session's script gathers mean: one step of an examination each. Pure. */
import type { ExaminationStep } from '../../model/examination.ts';
import { domainsOf, type PartnerSettings } from '../../model/partner.ts';
import { counted } from '../../model/thousands.ts';

/** `2 partners with 4 domains`. */
export function partnersAndDomains(partners: readonly PartnerSettings[]): string {
  return `${counted(partners.length, 'partner')} with ${counted(partners.flatMap(domainsOf).length, 'domain')}`;
}

type Step = Omit<ExaminationStep, 'name'>;

/** May write, locally; may only read. As Microsoft's pages of the cmdlets name them. */
const WRITERS = 'RTCUniversalServerAdmins';
const READERS = 'RTCUniversalReadOnlyAdmins';

export const LOOKS = {
  commands: (missing: readonly string[]): Step =>
    missing.length === 0
      ? { status: 'ok', message: 'the four cmdlets for XMPP partners are there' }
      : {
          status: 'failed',
          message: `not there: ${missing.join(', ')}`,
          hint: 'Lync Server 2010 had none of them; or a role leaves them out: docs/lync.md names the groups',
        },
  groups: ([who = 'somebody', ...groups]: readonly string[]): Step => {
    const isIn = (wanted: string): boolean => groups.some((group) => group.split('\\').at(-1) === wanted);
    if (isIn(WRITERS)) return { status: 'ok', message: `${who} is in ${WRITERS}: may read and write` };
    if (isIn(READERS))
      return {
        status: 'warning',
        message: `${who} is in ${READERS}: may read, and so plan`,
        hint: `to apply, an account in ${WRITERS} is needed`,
      };
    return {
      status: 'warning',
      message: `${who} is neither in ${WRITERS} nor in ${READERS}`,
      hint: 'see whether it may read and write in another way; roles count in remote PowerShell only',
    };
  },
  gateway: (gateways: readonly string[]): Step =>
    gateways.length > 0
      ? { status: 'ok', message: `the XMPP gateway is configured (${gateways.join(', ')})` }
      : {
          status: 'warning',
          message: 'there is no configuration of an XMPP gateway',
          hint: 'deploy the XMPP gateway on the Edge Servers first',
        },
  edge: (permitted: readonly string[]): Step =>
    permitted.includes('True')
      ? { status: 'ok', message: 'the Edge Servers permit federation' }
      : {
          status: 'warning',
          message: 'the Edge Servers permit no federation at all',
          hint: 'Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true permits it',
        },
  policies: (permitting: readonly string[]): Step =>
    permitting.length > 0
      ? { status: 'ok', message: `XMPP is permitted to users by the policies ${permitting.join(', ')}` }
      : {
          status: 'warning',
          message: 'no external access policy permits XMPP: no user can talk to any partner',
          hint: 'Set-CsExternalAccessPolicy -EnableXmppAccess $true permits it to those who have that policy',
        },
  replication: (late: readonly string[]): Step =>
    late.length === 0
      ? { status: 'ok', message: 'all replicas are up to date' }
      : {
          status: 'warning',
          message: `not up to date: ${late.join(', ')}`,
          hint: 'a change is not in force there yet: wait, or see Get-CsManagementStoreReplicationStatus',
        },
} as const;
