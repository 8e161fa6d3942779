/** Findings as SARIF 2.1.0 (OASIS), within the limits of GitHub's code scanning. */
import { createHash } from 'node:crypto';
import { compareDiagnostics, type Diagnostic, type Severity } from '../../model/diagnostic.ts';
import type { RuleInfo } from '../../model/rule.ts';
import type { SourceRange } from '../../model/source.ts';
import { counted } from '../counts.ts';
import { jsonText } from '../json-text.ts';
import { type LintReport, SEVERITIES } from './lint-report.ts';

/** GitHub refuses a run with more. */
const MAX_RESULTS = 25_000;
/** GitHub refuses a result without a place: what belongs to no file is shown at the configuration. */
const NO_FILE = 'partnerctl.yaml';
const LEVELS = { error: 'error', warning: 'warning', info: 'note', off: 'none' } as const;

export function renderLintSarif(report: LintReport, rules: readonly RuleInfo[], toolVersion: string): string {
  const shown = mostImportant(report.diagnostics);
  const left = report.diagnostics.length - shown.length;
  const known = rulesWith(rules, shown);
  const indexOf = new Map(known.map((rule, index) => [rule.code, index]));
  const fingerprint = fingerprints();
  return jsonText({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'partnerctl', version: toolVersion, rules: known.map(ruleObject) } },
        columnKind: 'utf16CodeUnits',
        results: shown.map((diagnostic) => ({
          ruleId: diagnostic.code,
          ruleIndex: indexOf.get(diagnostic.code),
          level: LEVELS[diagnostic.severity],
          message: { text: messageText(diagnostic) },
          locations: [location(diagnostic.range)],
          ...relatedLocations(diagnostic),
          partialFingerprints: { 'partnerctlFinding/v1': fingerprint(diagnostic) },
        })),
        ...(left > 0 && { invocations: [tooMany(left)] }),
      },
    ],
  });
}

/** All, or the errors before the warnings before the rest; sorted as in every other output. */
function mostImportant(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const rank = (severity: Severity) => SEVERITIES.indexOf(severity);
  return [...diagnostics]
    .sort(compareDiagnostics)
    .sort((a, b) => rank(a.severity) - rank(b.severity))
    .slice(0, MAX_RESULTS)
    .sort(compareDiagnostics);
}

/** A finding of a stage whose rules were not given is still named. */
function rulesWith(rules: readonly RuleInfo[], shown: readonly Diagnostic[]): readonly RuleInfo[] {
  const known = new Map(rules.map((rule) => [rule.code, rule]));
  for (const { code, severity } of shown)
    if (!known.has(code)) known.set(code, { code, severity, configurable: false, summary: code });
  return [...known.values()];
}

function ruleObject({ code, severity, configurable, summary }: RuleInfo) {
  return {
    id: code,
    shortDescription: { text: summary },
    defaultConfiguration: { enabled: severity !== 'off', level: LEVELS[severity] },
    properties: { configurable },
  };
}

function messageText({ message, hint }: Diagnostic): string {
  return hint === undefined ? message : `${message}\nHint: ${hint}`;
}

function location(range: SourceRange | undefined) {
  const { file, start, end } = range ?? { file: NO_FILE, start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return {
    physicalLocation: {
      artifactLocation: { uri: relativeUri(file), uriBaseId: '%SRCROOT%' },
      region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    },
  };
}

/** RFC 3986, relative: a colon in the first segment would be taken for a scheme. */
function relativeUri(file: string): string {
  return file
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}

function relatedLocations({ related = [] }: Diagnostic) {
  if (related.length === 0) return {};
  return {
    relatedLocations: related.map((place, index) => ({
      id: index + 1,
      ...location(place),
      message: { text: place.message },
    })),
  };
}

/** The same finding keeps its fingerprint when lines move: the rule, the file, the message, and which of several. */
function fingerprints(): (diagnostic: Diagnostic) => string {
  const seen = new Map<string, number>();
  return ({ code, message, range }) => {
    const key = JSON.stringify([code, range?.file ?? null, message]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}:${count}`;
  };
}

function tooMany(left: number) {
  return {
    executionSuccessful: true,
    toolExecutionNotifications: [
      { level: 'warning', message: { text: `${counted(left, 'finding')} left out: more than code scanning accepts` } },
    ],
  };
}
