/**
 * One domain: its targets one after another, each address once. What was seen of one target decides what may still be
 * asked of the next: nothing again after a policy error, no second authentication, one `see-other-host`.
 */
import { unicodeForm } from '../model/domain-name.ts';
import type { Attempt, AttemptEnd, Discovery, DomainEvidence, NotTried, Target, Transport } from '../model/probe.ts';
import { isPublicAddress } from './address.ts';
import { type AttemptSeen, attempt } from './attempt.ts';
import { type Aim, otherHostAim } from './discovery.ts';
import { type CutShort, cutShortBy, Ended } from './ended.ts';
import { type Addressed, findTargets, withAddresses } from './find-targets.ts';
import { ATTEMPTS } from './limits.ts';
import type { Question, Run, Unreached } from './run.ts';

/** They said no, or "too much": to ask on would be to insist. */
const POLICY_ERRORS: ReadonlySet<string> = new Set(['policy-violation', 'not-authorized', 'resource-constraint']);

export async function probeDomain(question: Question, run: Run): Promise<DomainEvidence> {
  return await new DomainProbe(question, run).evidence();
}

class DomainProbe {
  readonly #question: Question;
  readonly #run: Run;
  readonly #addressedAs: string;
  readonly #at: string;
  readonly #targets: Target[] = [];
  readonly #tried = new Set<string>();
  readonly #refusedBy = new Set<Transport>();
  #leftMs: number;
  #attempts = 0;
  #authenticated = false;
  #elsewhere: Aim | null = null;
  #cutShort: CutShort | null = null;

  constructor(question: Question, run: Run) {
    this.#question = question;
    this.#run = run;
    this.#addressedAs = onTheWire(question.domain);
    this.#at = run.now().toISOString();
    this.#leftMs = run.limits.domainMs;
  }

  async evidence(): Promise<DomainEvidence> {
    const { vantage, presented } = this.#run;
    const discovery = await this.#discover();
    return {
      domain: this.#question.domain,
      addressedAs: this.#addressedAs,
      at: this.#at,
      vantage,
      presented,
      discovery,
      targets: this.#targets,
      cutShort: this.#cutShort,
    };
  }

  async #discover(): Promise<Discovery> {
    const began = performance.now();
    try {
      const { discovery, targets } = await findTargets(this.#question, this.#run);
      this.#leftMs -= performance.now() - began;
      for (const target of targets) await this.#target(target);
      if (this.#elsewhere !== null) await this.#target(await withAddresses(this.#elsewhere, this.#run));
      return discovery;
    } catch (error) {
      // before the first question: later ones answer that they were cut short
      this.#cut(error);
      const { proxyFqdn } = this.#question;
      const unasked = proxyFqdn === null ? ({ kind: 'failed', reason: 'cut-short' } as const) : null;
      return { directTls: unasked, startTls: unasked, proxyFqdn, omittedTargets: 0 };
    } finally {
      if (this.#run.signal.aborted) this.#cutShort ??= cutShortBy(this.#run.signal);
    }
  }

  async #target({ addresses, ...target }: Addressed): Promise<void> {
    const attempts: Attempt[] = [];
    this.#targets.push({ ...target, attempts });
    for (const address of addresses) attempts.push(await this.#address(target, address));
  }

  async #address(target: Omit<Addressed, 'addresses'>, address: string): Promise<Attempt> {
    const reason = this.#notTried(target, address);
    if (reason !== undefined) return this.#unmade(address, { kind: 'not-tried', reason });
    const place = `${address} ${target.port}`;
    try {
      return await this.#run.politeness.inTurn(address, this.#run.signal, async () => {
        const before = this.#run.unreached.get(place);
        if (before !== undefined) return { ...this.#unmade(address, before.end), ...asBefore(before) };
        if (this.#leftMs <= 0) return this.#unmade(address, this.#deadline());
        this.#attempts += 1;
        const seen = await this.#attempt(target, address);
        if (isUnreached(seen)) this.#run.unreached.set(place, { domain: this.#question.domain, ...seen });
        return { address, sameAs: null, ...seen };
      });
    } catch (error) {
      return this.#unmade(address, this.#cut(error));
    }
  }

  #notTried({ transport, port }: Omit<Addressed, 'addresses'>, address: string): NotTried | undefined {
    if (!this.#run.allowPrivate && !isPublicAddress(address)) return 'forbidden-address';
    const place = `${transport} ${address} ${port}`;
    if (this.#tried.has(place)) return 'same-address';
    this.#tried.add(place);
    if (this.#refusedBy.has(transport)) return 'policy-error-before';
    return this.#attempts >= ATTEMPTS ? 'limit' : undefined;
  }

  async #attempt(target: Omit<Addressed, 'addresses'>, address: string): Promise<AttemptSeen> {
    const { presented, tls, limits, signal, connect, randomId } = this.#run;
    const seen = await attempt(target, address, {
      domain: this.#question.domain,
      from: presented.from === null ? null : onTheWire(presented.from),
      to: this.#addressedAs,
      tls,
      authenticate: presented.authenticate ? (this.#authenticated ? 'tried-before' : 'yes') : 'no',
      limits,
      budgetMs: this.#leftMs,
      signal,
      connect,
      randomId,
    });
    this.#leftMs -= seen.milliseconds.total;
    const { end, authentication } = seen;
    if (authentication.kind !== 'not-tried' && authentication.kind !== 'not-offered') this.#authenticated = true;
    if (end.kind === 'stream-error' && POLICY_ERRORS.has(end.condition)) this.#refusedBy.add(target.transport);
    if (end.kind === 'cut-short') this.#cutShort ??= end.by;
    if (end.kind === 'stream-error' && end.otherHost !== null)
      this.#elsewhere ??= otherHostAim(end.otherHost, target) ?? null;
    return seen;
  }

  #deadline(): AttemptEnd {
    this.#cutShort ??= 'deadline';
    return { kind: 'cut-short', by: 'deadline' };
  }

  #cut(error: unknown): AttemptEnd {
    if (!(error instanceof Ended) || error.end.kind !== 'cut-short') throw error;
    this.#cutShort ??= error.end.by;
    return error.end;
  }

  #unmade(address: string, end: AttemptEnd): Attempt {
    const reason = this.#run.presented.authenticate ? 'not-reached' : 'not-asked';
    return {
      address,
      sameAs: null,
      phase: 'wait',
      end,
      milliseconds: { total: 0 },
      beforeTls: null,
      tls: null,
      afterTls: null,
      onDirectTls: null,
      authentication: { kind: 'not-tried', reason },
    };
  }
}

function onTheWire(domain: string): string {
  return unicodeForm(domain) ?? domain;
}

/** It ended before it could speak of any domain. */
function isUnreached({ phase, end }: AttemptSeen): boolean {
  return phase === 'connect' && (end.kind === 'refused' || end.kind === 'unreachable' || end.kind === 'timeout');
}

function asBefore({ domain, phase, milliseconds }: Unreached): Pick<Attempt, 'sameAs' | 'phase' | 'milliseconds'> {
  return { sameAs: domain, phase, milliseconds };
}
