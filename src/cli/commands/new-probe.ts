/** `new --probe`: the strongest settings that connect with a domain that has no file yet. */
import { randomUUID } from 'node:crypto';
import { SAFEST } from '../../adopt/new-partner-text.ts';
import { canonicalDomain } from '../../model/domain-name.ts';
import type { NegotiationSettings } from '../../model/negotiation.ts';
import type { Workspace } from '../../model/workspace.ts';
import { openProbe } from '../../probe/probe.ts';
import { terminalPhrase } from '../../render/phrase.ts';
import { outcomeWords, reasons, vantageWords } from '../../render/probe/probe-words.ts';
import { judge } from '../../verdict/verdict.ts';
import type { Call } from '../command.ts';
import { watchInterrupts } from '../interrupt.ts';
import { probeOptions } from './probe-options.ts';

export interface ProbedSettings {
  /** Undefined: nothing is known to connect, so that the safest are written. */
  readonly negotiation?: NegotiationSettings;
  /** What the reader should know. */
  readonly notes: readonly string[];
}

export async function probedSettings(call: Call, typed: string, { config }: Workspace): Promise<ProbedSettings> {
  const domain = canonicalDomain(typed);
  if (domain === undefined) return { notes: [] };
  const prober = await openProbe(probeOptions(call, config.localDomains));
  const interruption = watchInterrupts(call.io);
  try {
    call.progress.show(`probing ${domain}`);
    const evidence = await prober.probe([{ domain, proxyFqdn: null }], {
      now: call.io.now,
      randomId: randomUUID,
      signal: interruption.signal,
    });
    call.progress.clear();
    const context = { partners: [], settings: SAFEST, weakestMethod: config.weakestMethod };
    const [verdict] = judge(evidence, context);
    const seen = terminalPhrase(vantageWords(prober.vantage, prober.presented));
    const suggestion = verdict?.suggestions[0];
    if (verdict === undefined || suggestion === undefined) {
      const why = verdict === undefined ? [] : reasons(verdict.outbound).map(({ message }) => terminalPhrase(message));
      return { notes: [`no settings are known to connect, so that the safest were written: ${why.join('; ')}`, seen] };
    }
    const methods = { kind: 'connects', methods: suggestion.methods, forcible: [] } as const;
    return {
      negotiation: suggestion.settings,
      notes: [`with these settings it ${terminalPhrase(outcomeWords(methods))}`, seen],
    };
  } finally {
    interruption.dispose();
  }
}
