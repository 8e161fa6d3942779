/** Findings as people will see them, in the files they are about. */
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { RuleInfo } from '../../../src/model/rule.ts';
import { rangeOf, type SourceRange } from '../../../src/model/source.ts';
import type { LintReport } from '../../../src/render/lint/lint-report.ts';

const FABRIKAM = `# yaml-language-server: $schema=../schemas/partner.schema.json
domain: fabrikam.com
partnerType: Federated
tlsNegotiation: Requird
additionalDomains:
\t- corp.fabrikam.com
  - bücher.example # 你好 long comment that goes on and on, far beyond what a terminal of ordinary width can show in a line
connectionLimit: 2
`;
const NORTHWIND = 'domain: northwind.example\r\npartnerType: Federated\r\nadditionalDomains: [corp.fabrikam.com]\r\n';
const TEXTS: Readonly<Record<string, string>> = {
  'partners/fabrikam.com.yaml': FABRIKAM,
  'partners/northwind.example.yaml': NORTHWIND,
};

/** Where `part` stands in a file, behind `after`. */
function at(file: string, part: string, after = ''): SourceRange {
  const text = TEXTS[file] ?? '';
  const start = text.indexOf(part, text.indexOf(after) + after.length);
  return rangeOf({ file, text }, [start, start + part.length]);
}

const fabrikam = 'partners/fabrikam.com.yaml';
const northwind = 'partners/northwind.example.yaml';

const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    code: 'duplicate-domain',
    severity: 'error',
    message: '"corp.fabrikam.com" is a domain of two partners',
    hint: 'remove it from one of them',
    range: at(northwind, 'corp.fabrikam.com'),
    related: [{ ...at(fabrikam, 'corp.fabrikam.com'), message: 'declared here first' }],
  },
  {
    code: 'schema',
    severity: 'error',
    message: '"Requird" is not a value of tlsNegotiation',
    hint: 'did you mean `Required`?',
    range: at(fabrikam, 'Requird'),
  },
  {
    code: 'domain-form',
    severity: 'error',
    message: '"bücher.example" is not written in A-labels (xn--…)',
    hint: 'write xn--bcher-kva.example',
    range: at(fabrikam, 'bücher.example'),
  },
  {
    code: 'connection-limit-too-low',
    severity: 'warning',
    message: 'connectionLimit 2 is less than two for each of 3 domains',
    range: at(fabrikam, '2', 'connectionLimit: '),
  },
  {
    code: 'no-component-domain',
    severity: 'info',
    message: 'no additional domain below northwind.example: group chats will be refused',
    range: { file: northwind, start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
  },
  {
    code: 'unreadable-file',
    severity: 'error',
    message: 'there is no folder partners/',
    hint: 'begin with `partnerctl init`',
  },
];

export const report: LintReport = { files: 15, diagnostics: DIAGNOSTICS, textOf: (file) => TEXTS[file] };

/** `count` findings of one severity, in as many files. */
export function many(count: number, severity: Diagnostic['severity']): readonly Diagnostic[] {
  return Array.from({ length: count }, (_, index) => {
    const file = `partners/p${String(index).padStart(5, '0')}.example.yaml`;
    return {
      code: `a-${severity}`,
      severity,
      message: `number ${index}`,
      range: { file, start: { line: 2, column: 3 }, end: { line: 2, column: 9 } },
    };
  });
}

export const RULE_INFOS: readonly RuleInfo[] = [
  { code: 'schema', severity: 'error', configurable: false, summary: 'The file does not have the form of a partner.' },
  { code: 'no-component-domain', severity: 'info', configurable: true, summary: 'No domain below the primary one.' },
  { code: 'missing-owner', severity: 'off', configurable: true, summary: 'Nobody answers for the partner.' },
];
