/** What the schema of partnerctl.yaml cannot say: domains, paths, names of rules. Judges whatever has the right shape. */
import { posix } from 'node:path';
import { urlProblem } from '../model/deployment-url.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { checkDomain } from '../model/domain-name.ts';
import { PARTNERS_FOLDER } from '../model/partner-file-name.ts';
import { quoted } from '../model/quoted.ts';
import type { RuleInfo } from '../model/rule.ts';
import type { SourceText } from '../model/source.ts';
import { nearest } from '../model/suggest.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/tree.ts';
import { schemaFinding } from './rules/schema.ts';

/** `fits`: the schema has nothing to say; what depends on several keys is only looked at then. */
export function configFindings(
  source: SourceText,
  root: YamlMap,
  rules: readonly RuleInfo[] | undefined,
  fits: boolean,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const add = (node: YamlNode | YamlEntry, message: string, hint: string): void => {
    found.push(schemaFinding(source, 'keySpan' in node ? node.keySpan : node.span, message, hint));
  };
  for (const item of itemsOf(valueAt(root, 'localDomains'))) checkLocalDomain(item, add);
  for (const entry of entriesOf(valueAt(root, 'rules'))) checkRuleName(entry, rules, add);
  const entries = entriesOf(valueAt(root, 'deployments'));
  const deployments = entries.map((entry) => entry.value);
  for (const deployment of deployments) {
    for (const [option, example] of PATH_OPTIONS) {
      const path = valueAt(deployment, option);
      if (path !== undefined) checkPath(path, option, example, add);
    }
    const url = valueAt(deployment, 'url');
    if (url !== undefined) checkUrl(url, add);
    if (fits) checkExport(deployment, add);
  }
  checkShared(entries, 'path', normal, add);
  checkShared(entries, 'export', normal, add);
  checkShared(entries, 'url', (url) => url.replace(/\/+$/, ''), add);
  if (fits && valueAt(root, 'workspace') === undefined) checkWorkspace(deployments, add);
  return found;
}

/** Files that a deployment names, with an example of each. */
const PATH_OPTIONS: readonly (readonly [option: string, example: string])[] = [
  ['path', '.partnerctl/local.json'],
  ['ca', 'certs/contoso-ca.pem'],
  ['clientCertificate', 'certs/partnerctl.pem'],
  ['export', '.partnerctl/lync-partners.json'],
];

type Add = (place: YamlNode | YamlEntry, message: string, hint: string) => void;

function checkLocalDomain(node: YamlNode, add: Add): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
  const check = checkDomain(node.value);
  if (check.kind === 'ok') return;
  const isNot = check.kind === 'form' ? 'is not as a domain is written here' : 'is not a domain';
  const hint = check.kind === 'form' ? `write ${check.canonical}` : check.hint;
  add(node, `localDomains: ${quoted(node.value)} ${isNot}: ${check.reason}`, hint);
}

function checkRuleName(entry: YamlEntry, rules: readonly RuleInfo[] | undefined, add: Add): void {
  if (rules === undefined) return;
  const rule = rules.find(({ code }) => code === entry.key);
  if (rule?.configurable === true) return;
  const configurable = rules.filter((candidate) => candidate.configurable).map(({ code }) => code);
  const known = `these can be set: ${configurable.join(', ')}`;
  if (rule === undefined) {
    const meant = nearest(entry.key, configurable);
    add(entry, `there is no rule ${quoted(entry.key)}`, meant === undefined ? known : `did you mean \`${meant}\`?`);
  } else {
    add(entry, `the severity of ${entry.key} cannot be changed: it is always ${rule.severity}`, `remove it; ${known}`);
  }
}

function checkPath(node: YamlNode, option: string, example: string, add: Add): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return;
  const hint = `write a relative path inside it, such as ${example}`;
  const path = node.value;
  if (/[\x00-\x1f\x7f]/.test(path)) add(node, `${option}: ${quoted(path)} has a control character`, hint);
  else if (!staysInside(path)) add(node, `${option}: ${quoted(path)} is not a file inside the repository`, hint);
  else if (/^(?:\.git|partners)(?:\/|$)/i.test(normal(path)))
    add(node, `${option}: ${quoted(path)} leads into .git or ${PARTNERS_FOLDER}`, hint);
}

function checkUrl(node: YamlNode, add: Add): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return;
  const problem = urlProblem(node.value);
  // a user and password in it are a secret: they are not repeated
  const shown = /@/.test(node.value) ? 'what stands there' : quoted(node.value);
  if (problem !== undefined) add(node, `url: ${shown} cannot be used: ${problem.reason}`, problem.hint);
}

/** An export takes the place of a connection: with both, nobody could tell which of them was read. */
function checkExport(deployment: YamlNode, add: Add): void {
  const file = valueAt(deployment, 'export');
  const beside = ['shell', 'host', 'timeout'].find((option) => valueAt(deployment, option) !== undefined);
  if (file !== undefined && beside !== undefined)
    add(
      file,
      `export and ${beside} exclude each other: an export is read without any connection`,
      'remove one of them',
    );
}

/** A server that several repositories could reach must be told which of them speaks. */
function checkWorkspace(deployments: readonly YamlNode[], add: Add): void {
  for (const deployment of deployments) {
    const adapter = valueAt(deployment, 'adapter');
    if (adapter?.kind !== 'scalar' || typeof adapter.value !== 'string' || adapter.value === 'file') continue;
    const message = `\`workspace\` is missing: with the ${quoted(adapter.value)} adapter several repositories can reach one server, so this one needs a name`;
    add(adapter, message, 'add at the top, workspace: with a name for this repository, such as contoso-partners');
    return;
  }
}

/** Two deployments in one place would undo each other's changes for ever, each taking the other's for drift. */
function checkShared(
  deployments: readonly YamlEntry[],
  option: string,
  same: (text: string) => string,
  add: Add,
): void {
  const owners = new Map<string, string>();
  for (const { key, value: deployment } of deployments) {
    const node = valueAt(deployment, option);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') continue;
    const owner = owners.get(same(node.value));
    if (owner === undefined) owners.set(same(node.value), key);
    // a user and password in a url are a secret, and an error already
    else if (!node.value.includes('@'))
      add(node, `${option}: ${quoted(node.value)} is that of ${owner} already`, 'give each deployment its own');
  }
}

function normal(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/'));
}

function staysInside(path: string): boolean {
  const clean = normal(path);
  if (posix.isAbsolute(clean) || /^[A-Za-z]:/.test(clean)) return false;
  return clean !== '..' && !clean.startsWith('../') && clean !== '.' && !clean.endsWith('/');
}

function valueAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entriesOf(node).findLast((entry) => entry.key === key)?.value;
}

function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}
