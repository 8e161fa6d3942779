/** partnerctl.yaml: what it means, and how it is got wrong. */
import { describe, expect, test } from 'vitest';
import { ADAPTER_NAMES } from '../../src/adapters/registry.ts';
import { readConfig } from '../../src/load/config-file.ts';
import { EMBEDDED_DEPLOYMENT } from '../../src/model/deployment.ts';
import { ALL_RULES } from '../../src/reconcile/check.ts';

/** As messages list them; with every further adapter one more. */
const NAMES = ADAPTER_NAMES.length === 1 ? '`file`' : `one of ${ADAPTER_NAMES.join(', ')}`;

const read = (text: string) => readConfig('partnerctl.yaml', text, ALL_RULES);

/** `line:column-column message | hint` of each finding, all of them `schema`. */
function told(text: string): readonly string[] {
  return read(text).diagnostics.map(({ code, message, hint, range }) => {
    const { start, end } = range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
    expect(code).toBe('schema');
    return `${start.line}:${start.column}-${end.line === start.line ? '' : `${end.line}:`}${end.column} ${message} | ${hint}`;
  });
}

test('everything stated', () => {
  const text = `
workspace: contoso-partners
localDomains: [contoso.com]
weakestMethod: tls-dialback
rules: { missing-owner: warning, expired: off }
deployments:
  local: { adapter: file, path: .partnerctl/local.json }
  edge-eu:
    adapter: file
    path: state/edge-eu.json
    unmanaged: remove
    guards: { removals: 0, removalPercent: 2.5 }
`;
  expect(read(text).diagnostics).toEqual([]);
  expect(read(text).config).toEqual({
    workspace: 'contoso-partners',
    localDomains: ['contoso.com'],
    weakestMethod: 'tls-dialback',
    rules: { 'missing-owner': 'warning', expired: 'off' },
    deployments: [
      {
        name: 'edge-eu',
        adapter: 'file',
        unmanaged: 'remove',
        guards: { removals: 0, removalPercent: 2.5, updatePercent: 50 },
        options: { path: 'state/edge-eu.json' },
      },
      {
        name: 'local',
        adapter: 'file',
        unmanaged: 'report',
        guards: { removals: 3, removalPercent: 10, updatePercent: 50 },
        options: { path: '.partnerctl/local.json' },
      },
    ],
  });
});

test('what is left out has its default', () => {
  expect(read('workspace: x\n').config).toEqual({
    workspace: 'x',
    localDomains: [],
    weakestMethod: 'tcp-dialback',
    rules: {},
    deployments: [EMBEDDED_DEPLOYMENT],
  });
});

const FILE = 'adapter: file, path: .partnerctl/a.json';
const PATH_HINT = 'write a relative path inside it, such as .partnerctl/local.json';

describe('deployments', () => {
  test.each([
    [
      'local: { adapter: fil, path: a.json }',
      `2:21-24 deployments.local.adapter: "fil" is not ${NAMES} | did you mean \`file\`?`,
    ],
    [
      'local: { path: a.json }',
      '2:10-26 `adapter` is missing in deployments.local | add adapter: file, http, ejabberd or lync',
    ],
    ['local: { adapter: file }', '2:10-27 `path` is missing in deployments.local | add path: .partnerctl/local.json'],
    [
      `local: { ${FILE}, unmanagd: report }`,
      '2:53-61 unknown key "unmanagd" in deployments.local | did you mean `unmanaged`?',
    ],
    [
      `local: { ${FILE}, unmanaged: keep }`,
      '2:64-68 deployments.local.unmanaged: "keep" is not one of report, remove, ignore | write report, remove or ignore',
    ],
    [
      `Edge_EU: { ${FILE} }`,
      '2:3-10 "Edge_EU" is not a name for a deployment | write lower-case letters, digits and hyphens, such as edge-eu',
    ],
    [
      `local: { ${FILE}, guards: { removal: 3 } }`,
      '2:63-70 unknown key "removal" in deployments.local.guards | did you mean `removals`?',
    ],
    [
      `local: { ${FILE}, guards: { removals: -1 } }`,
      '2:73-75 deployments.local.guards.removals: the number -1 is less than 0 | write 0 or more, or leave the key out',
    ],
    [
      `local: { ${FILE}, guards: { updatePercent: 101 } }`,
      '2:78-81 deployments.local.guards.updatePercent: the number 101 is more than 100 | write 100 or less, or leave the key out',
    ],
    [
      `local: { ${FILE}, guards: { removalPercent: half } }`,
      '2:79-83 deployments.local.guards.removalPercent: "half" is not a number | write a number',
    ],
    ['local: file', '2:10-14 deployments.local: "file" is not a mapping | write keys and values below it, indented'],
    ['local:', '2:3-8 deployments.local has no value | write keys and values below it, indented'],
    [
      'local: { adapter: file, path: "" }',
      '2:33-35 deployments.local.path is empty | write a value, or leave the key out',
    ],
  ])('%s', (line, expected) => {
    expect(told(`deployments:\n  ${line}\n`)).toEqual([expected]);
  });

  test.each(['/etc/passwd', '../a.json', 'a/../../b.json', '..', '.', 'state/', 'C:\\x.json', '..\\x.json'])(
    'the path %s leads out of the repository',
    (path) => {
      expect(told(`deployments:\n  local: { adapter: file, path: '${path}' }\n`)).toEqual([
        `2:33-${35 + path.length} path: ${JSON.stringify(path)} is not a file inside the repository | ${PATH_HINT}`,
      ]);
    },
  );

  test.each(['.git/hooks/post-merge', '.GIT/config', 'partners/x.yaml', 'a/../partners'])(
    'the path %s is taken',
    (path) => {
      expect(told(`deployments:\n  local: { adapter: file, path: ${path} }\n`)).toEqual([
        `2:33-${33 + path.length} path: "${path}" leads into .git or partners | ${PATH_HINT}`,
      ]);
    },
  );

  test('a file that two deployments share, however it is written', () => {
    const shared = (path: string) =>
      told(`deployments:\n  a: { adapter: file, path: .partnerctl/a.json }\n  b: { adapter: file, path: ${path} }\n`);
    for (const path of ['.partnerctl/a.json', './.partnerctl/x/../a.json'])
      expect(shared(path)).toEqual([
        `3:29-${29 + path.length} path: "${path}" is that of a already | give each deployment its own`,
      ]);
    expect(shared('.partnerctl/b.json')).toEqual([]);
  });

  test('a path with a control character', () => {
    expect(told('deployments:\n  local: { adapter: file, path: "a\\0" }\n')).toEqual([
      `2:33-38 path: "a\\u0000" has a control character | ${PATH_HINT}`,
    ]);
  });

  const HTTP = 'adapter: http, url: https://x.example/p, token: env:T';

  test.each([
    [
      'edge: { adapter: http, token: env:T }',
      '`url` is missing in deployments.edge | add url: https://xmpp.contoso.com:5281/partner-policy',
    ],
    ['edge: { adapter: http, url: https://x.example }', '`token` is missing in deployments.edge | add token: env:NAME'],
    [
      'edge: { adapter: http, url: https://x.example, token: s3cr3t-t0ken }',
      'deployments.edge.token: what stands there is not a reference to a secret | write env:NAME, where NAME is a variable of the environment; never the secret itself',
    ],
    [
      'edge: { adapter: http, url: https://x.example, token: 1234567890 }',
      'deployments.edge.token: what stands there is not text | write env:NAME, where NAME is a variable of the environment; never the secret itself',
    ],
    [
      `edge: { ${HTTP}, clientKey: key.pem }`,
      'deployments.edge.clientKey: what stands there is not a reference to a secret | write env:NAME, where NAME is a variable of the environment; never the secret itself',
    ],
    [
      `edge: { ${HTTP}, timeout: 0 }`,
      'deployments.edge.timeout: the number 0 is less than 1 | write 1 or more, or leave the key out',
    ],
    [
      `edge: { ${HTTP}, ca: ../ca.pem }`,
      'ca: "../ca.pem" is not a file inside the repository | write a relative path inside it, such as certs/contoso-ca.pem',
    ],
    [
      'edge: { adapter: http, url: http://xmpp.contoso.com/p, token: env:T }',
      'url: "http://xmpp.contoso.com/p" cannot be used: http is for this machine only (127.0.0.1, [::1], localhost) | write https://xmpp.contoso.com/p; http would show the token to the network',
    ],
    [
      'lync-1: { adapter: lync, host: -oProxyCommand=x }',
      'deployments.lync-1.host: "-oProxyCommand=x" is not a host name | write its name in lower case and nothing else, such as admin-1.contoso.com; your SSH configuration knows the rest',
    ],
    [
      'lync-1: { adapter: lync, shell: powershell.exe -x }',
      'deployments.lync-1.shell: "powershell.exe -x" is not a PowerShell | write powershell.exe or pwsh, or its absolute path, without spaces and arguments',
    ],
    [
      'lync-1: { adapter: lync, export: x.json, host: admin-1 }',
      'export and host exclude each other: an export is read without any connection | remove one of them',
    ],
    [
      'lync-1: { adapter: lync, export: ../x.json }',
      'export: "../x.json" is not a file inside the repository | write a relative path inside it, such as .partnerctl/lync-partners.json',
    ],
    [
      'edge: { adapter: http, url: https://alice:secret@x.example/p, token: env:T }',
      'url: what stands there cannot be used: it holds a user or a password | remove them: the secret is `token: env:NAME`',
    ],
  ])('%s', (line, expected) => {
    const found = told(`workspace: contoso\ndeployments:\n  ${line}\n`).map((each) => each.replace(/^\S+ /, ''));
    expect(found).toEqual([expected]);
  });

  test('a repository that reaches a server has a name', () => {
    expect(told(`deployments:\n  edge: { ${HTTP} }\n`)).toEqual([
      '2:20-24 `workspace` is missing: with the "http" adapter several repositories can reach one server, so this one needs a name | add at the top, workspace: with a name for this repository, such as contoso-partners',
    ]);
  });

  test('none at all', () => {
    expect(told('deployments: {}\n')).toEqual(['1:14-16 deployments is empty | write a value, or leave the key out']);
  });
});

describe('rules', () => {
  test.each([
    ['mising-owner: warning', '1:10-22 there is no rule "mising-owner" | did you mean `missing-owner`?'],
    [
      'missing-owner: warn',
      '1:25-29 rules.missing-owner: "warn" is not one of off, info, warning, error | did you mean `warning`?',
    ],
    [
      'missing-owner: no',
      '1:25-27 rules.missing-owner: "no" is not one of off, info, warning, error | did you mean `off`?',
    ],
    [
      'missing-owner: 2',
      '1:25-26 rules.missing-owner: the number 2 is not one of off, info, warning, error | write off, info, warning or error',
    ],
  ])('{ %s }', (setting, expected) => {
    expect(told(`rules: { ${setting} }\n`)).toEqual([expected]);
  });

  test.each(['duplicate-domain', 'schema', 'own-domain', 'unsupported-field'])('%s cannot be changed', (code) => {
    expect(told(`rules: { ${code}: off }\n`)[0]).toMatch(
      new RegExp(
        `^1:10-${10 + code.length} the severity of ${code} cannot be changed: it is always error \\| remove it;`,
      ),
    );
  });

  test.each(['__proto__', 'constructor', 'zzzzzzzz'])('%s: the ones that exist are named', (name) => {
    expect(told(`rules: { ${name}: off }\n`)[0]).toMatch(
      /these can be set: weakest-method, public-suffix, .*missing-owner/,
    );
  });

  test('at an old commit, names are not judged by the rules of today', () => {
    expect(readConfig('partnerctl.yaml', 'rules: { some-day: off }\n').config).toMatchObject({
      rules: { 'some-day': 'off' },
    });
  });
});

describe('the rest', () => {
  test.each([
    ['workspac: x', '1:1-9 unknown key "workspac" | did you mean `workspace`?'],
    [
      'workspace: "my workspace!"',
      '1:12-27 workspace: "my workspace!" is not a name for a workspace | write letters, digits, dots, hyphens and underscores, such as contoso-partners',
    ],
    [
      'workspace: 42',
      '1:12-14 workspace: the number 42 is not text | write letters, digits, dots, hyphens and underscores, such as contoso-partners',
    ],
    [
      'weakestMethod: sasl',
      '1:16-20 weakestMethod: "sasl" is not one of sasl-tls, tls-dialback, tcp-dialback | did you mean `sasl-tls`?',
    ],
    [
      'localDomains: contoso.com',
      '1:15-26 localDomains: "contoso.com" is not a list | write a list: one item per line, each after "- "',
    ],
    [
      'localDomains: [Contoso.com]',
      '1:16-27 localDomains: "Contoso.com" is not as a domain is written here: it has upper-case letters | write contoso.com',
    ],
    [
      'localDomains: [10.0.0.1]',
      '1:16-24 localDomains: "10.0.0.1" is not a domain: it is an IP address | write the domain: certificates and dialback are bound to names',
    ],
    ['rules: [a]', '1:8-11 rules: a list is not a mapping | write keys and values below it, indented'],
    ['', '1:1-1 the file is empty | remove the file, or state `workspace:` and `deployments:`'],
    [
      '- a',
      '1:1-4 the file holds a list where keys and values belong | remove the file, or state `workspace:` and `deployments:`',
    ],
  ])('%s', (line, expected) => {
    expect(told(line === '' ? '' : `${line}\n`)).toEqual([expected]);
  });

  test('all findings at once, and no configuration', () => {
    const text =
      'workspac: x\nlocalDomains: [X.org]\nrules: { nonsense-rule: off }\ndeployments:\n  local: { adapter: file, path: ../x }\n';
    expect(told(text).map((line) => line.split(':')[0])).toEqual(['1', '2', '3', '5']);
    expect(read(text).config).toBeUndefined();
  });

  test('plain data here, too', () => {
    const codes = read('workspace: &w x\n---\na: *w\n').diagnostics.map(({ code }) => code);
    expect(codes).toEqual(['plain-yaml', 'plain-yaml']);
  });
});
