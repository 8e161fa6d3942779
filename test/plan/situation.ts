/** A plan's input with only what matters to a test; the rest is an ordinary deployment in an ordinary repository. */
import type { Capabilities, LastApplied, LiveState, Session } from '../../src/model/adapter.ts';
import type { Block } from '../../src/model/block.ts';
import type { Change, Evidence } from '../../src/model/change.ts';
import type { DeclaredPartner } from '../../src/model/declared-partner.ts';
import { DEFAULT_GUARDS, type Deployment } from '../../src/model/deployment.ts';
import type { Health } from '../../src/model/health.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import type { Plan } from '../../src/model/plan.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { Ended, HistoryFacts, PlanInput, SettingsAt } from '../../src/plan/plan-input.ts';
import { declared } from '../support/declared.ts';
import { ALL_CAPABILITIES } from '../support/memory-adapter.ts';

export const HEAD = 'c0ffee0000000000000000000000000000000000';
export const EARLIER = 'bead000000000000000000000000000000000000';

export interface Situation {
  readonly live?: readonly PartnerSettings[];
  /** Settings are declared by a file of their own. */
  readonly desired?: readonly (PartnerSettings | DeclaredPartner)[];
  readonly deployment?: Partial<Deployment>;
  readonly capabilities?: Partial<Capabilities>;
  readonly history?: Partial<HistoryFacts>;
  /** How the declaration of a live partner ended; without it no commit ever declared it. */
  readonly ended?: Readonly<Record<string, Ended>>;
  readonly only?: readonly string[];
  readonly sessions?: readonly Session[];
  readonly health?: Health;
  readonly blocks?: readonly Block[];
  readonly lastApplied?: LastApplied;
  readonly unsettled?: true;
  readonly workspace?: string | null;
}

export function inputOf(situation: Situation): PlanInput {
  const { live = [], only, lastApplied, workspace = 'contoso-partners', sessions = null, health = null } = situation;
  const state: LiveState = {
    partners: live,
    revision: 'r1',
    ...(lastApplied && { lastApplied }),
    ...(situation.unsettled && { unsettled: true }),
    ...(situation.blocks && { blocks: situation.blocks }),
  };
  return {
    deployment: {
      name: 'edge-eu',
      adapter: 'memory',
      unmanaged: 'report',
      guards: DEFAULT_GUARDS,
      options: {},
      ...situation.deployment,
    },
    workspace,
    desired: (situation.desired ?? []).map((each) => ('settings' in each ? each : declaredOnce(each))),
    live: state,
    capabilities: { ...ALL_CAPABILITIES, ...situation.capabilities },
    sessions,
    health,
    history: {
      commit: HEAD,
      inGit: true,
      uncommitted: false,
      endings: new Map(live.map(({ domain }) => [domain, situation.ended?.[domain] ?? 'never-declared'])),
      atBase: null,
      atLastApplied: null,
      lastAppliedIs: lastApplied === undefined ? null : 'ancestor',
      ...situation.history,
    },
    only: only === undefined ? null : new Set(only),
  };
}

/** Reading YAML is most of the time that these tests take. */
const known = new WeakMap<PartnerSettings, DeclaredPartner>();

function declaredOnce(settings: PartnerSettings): DeclaredPartner {
  const found = known.get(settings) ?? declared(settings);
  known.set(settings, found);
  return found;
}

export function planOf(situation: Situation): Plan {
  return makePlan(inputOf(situation));
}

/** The commit that deleted a partner's file. */
export function deletion(domain: string): Extract<Evidence, { kind: 'commit' }> {
  return {
    kind: 'commit',
    commit: HEAD,
    author: 'Alice <alice@contoso.com>',
    date: '2030-01-01T00:00:00Z',
    subject: `Part with ${domain}`,
    ended: 'deleted',
    file: `partners/${domain}.yaml`,
  };
}

/** What some commit declared; of other partners: that it did not. */
export function settingsAt(...partners: readonly PartnerSettings[]): SettingsAt {
  const byDomain = new Map(partners.map((partner) => [partner.domain, partner]));
  return (domain) => byDomain.get(domain) ?? null;
}

export function applied(overrides: Partial<LastApplied> = {}): LastApplied {
  return { workspace: 'contoso-partners', commit: EARLIER, actor: 'alice', at: '2030-01-01T00:00:00Z', ...overrides };
}

/** `update fabrikam.com weakens,opens`, for each change. */
export function told(plan: Plan): readonly string[] {
  return plan.changes.map(({ action, domain, effects }) => `${action} ${domain} ${effects.join()}`);
}

export function changeOf(plan: Plan, domain: string): Change {
  const found = plan.changes.find((change) => change.domain === domain);
  if (found === undefined) throw new Error(`the plan does not change ${domain}: ${told(plan).join('; ')}`);
  return found;
}

/** The codes and messages of its errors. */
export function errorsOf(plan: Plan): readonly string[] {
  return plan.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`);
}
