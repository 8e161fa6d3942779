/** A probe for machines, and for `--save`: schemas/probe.schema.json. probe-file.ts reads the evidence back. */
import { compareDiagnostics } from '../../model/diagnostic.ts';
import type { DomainVerdict, ProbeReport, StreamOutcome, Suggestion } from '../../model/probe-verdict.ts';
import { diagnosticJson } from '../diagnostic-json.ts';
import { versionedJson } from '../json-text.ts';
import { countsOf } from './probe-words.ts';

export function renderProbeJson(report: ProbeReport): string {
  const { connects, refused, unknown } = countsOf(report);
  return versionedJson({
    vantage: report.vantage,
    presented: report.presented,
    summary: { domains: report.verdicts.length, connects, refused, unknown },
    domains: report.verdicts.map(domainJson),
    diagnostics: [...report.diagnostics].sort(compareDiagnostics).map(diagnosticJson),
  });
}

function domainJson(verdict: DomainVerdict): object {
  const { domain, partner, file, settings, server, suggestions, evidence } = verdict;
  return {
    domain,
    partner,
    file,
    settings: settingsOf(settings),
    ...directionsJson(verdict),
    server: server && {
      host: server.host,
      address: server.address,
      port: server.port,
      transport: server.transport,
    },
    suggestions: suggestions.map(suggestionJson),
    evidence,
  };
}

export function directionsJson({ outbound, inbound }: Pick<DomainVerdict, 'outbound' | 'inbound'>) {
  return { outbound: outcomeJson(outbound, 'observed'), inbound: outcomeJson(inbound, 'inferred') };
}

function outcomeJson(outcome: StreamOutcome, basis: 'observed' | 'inferred'): object {
  switch (outcome.kind) {
    case 'connects':
      return { kind: 'connects', basis, methods: outcome.methods, forcible: outcome.forcible };
    case 'refused':
      return {
        kind: 'refused',
        basis,
        causes: outcome.causes.map(({ code, mender, message, hint }) => ({ code, mender, message, hint })),
      };
    case 'unknown':
      return {
        kind: 'unknown',
        basis,
        missing: outcome.missing.map(({ code, message, hint }) => ({ code, message, hint })),
      };
  }
}

function suggestionJson({ settings, lines, methods, inbound, permits }: Suggestion): object {
  return { settings: settingsOf(settings), lines, methods, inbound, permits };
}

function settingsOf({ tlsNegotiation, saslNegotiation, dialbackNegotiation }: DomainVerdict['settings']) {
  return { tlsNegotiation, saslNegotiation, dialbackNegotiation };
}
