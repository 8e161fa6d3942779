import { expect, test } from 'vitest';
import { formatPartnerYaml } from '../../src/yaml/format.ts';

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}

const LAYOUTS: readonly { readonly title: string; readonly from: string; readonly to: string }[] = [
  {
    title: 'keys stand in the order of the table, and a comment above a key travels with it',
    from: lines(
      '# yaml-language-server: $schema=../schemas/partner.schema.json',
      '# the usual choice',
      'partnerType: Federated',
      'deployments: [edge-eu]',
      '',
      '# agreed by phone',
      '',
      '',
      '# on 3 May',
      'tlsNegotiation: Optional',
      'domain: fabrikam.com',
    ),
    to: lines(
      '# yaml-language-server: $schema=../schemas/partner.schema.json',
      'domain: fabrikam.com',
      '# the usual choice',
      'partnerType: Federated',
      '# agreed by phone',
      '',
      '# on 3 May',
      'tlsNegotiation: Optional',
      'deployments: [edge-eu]',
    ),
  },
  {
    title: 'a comment set apart at the top heads the file, and those at the end stay there',
    from: lines('', '# Fabrikam, see ticket 4711', '', '', 'partnerType: Federated', 'domain: a.example', '', '# end'),
    to: lines('# Fabrikam, see ticket 4711', '', 'domain: a.example', 'partnerType: Federated', '', '# end'),
  },
  {
    title: 'one space before a comment behind a value, one after the colon, none at the end of a line',
    from: lines('domain:   a.example      # aligned  ', 'partnerType: Federated # not aligned', 'keepAlive:\ttrue   '),
    to: lines('domain: a.example # aligned', 'partnerType: Federated # not aligned', 'keepAlive: true'),
  },
  {
    title: 'lists are indented by two, with their comments; a column-0 comment below belongs to the next key',
    from: lines(
      'additionalDomains: # all of them',
      '# the first',
      '- conference.a.example   # rooms',
      '',
      '-   "muc.a.example"',
      '  # - old.a.example',
      '# the type',
      'partnerType: Federated',
    ),
    to: lines(
      'additionalDomains: # all of them',
      '  # the first',
      '  - conference.a.example # rooms',
      '  - "muc.a.example"',
      '  # - old.a.example',
      '# the type',
      'partnerType: Federated',
    ),
  },
  {
    title: 'a list in brackets stays on its line; over several lines it becomes one item a line',
    from: lines(
      'deployments: [ a,b ] # both',
      'additionalDomains: [',
      '  x.example, # first',
      '  y.example ]',
      'owner: me',
    ),
    to: lines(
      'additionalDomains:',
      '  - x.example # first',
      '  - y.example',
      'owner: me',
      'deployments: [a, b] # both',
    ),
  },
  {
    title: 'quotes, numbers and block texts stay as they are written, however long',
    from: lines(
      'owner: "uc team"',
      "proxyFqdn: 'x.example'",
      'connectionLimit: 0x10',
      'description: |-',
      `     ${'long '.repeat(60)}`,
      '       deeper  ',
      'domain: "a\\u002eexample"',
    ),
    to: lines(
      'domain: "a\\u002eexample"',
      'description: |-',
      `     ${'long '.repeat(60)}`,
      '       deeper  ',
      'connectionLimit: 0x10',
      "proxyFqdn: 'x.example'",
      'owner: "uc team"',
    ),
  },
  {
    title: 'a text that runs on over lines keeps its lines',
    from: lines('description:', '     Fabrikam,', ' the company', 'domain: a.example'),
    to: lines('domain: a.example', 'description: Fabrikam,', '  the company'),
  },
  {
    title: 'a mapping in braces, a document start and an indented mapping become ordinary',
    from: lines('--- # start', '{ "partnerType": Federated, # type', '  domain: a.example }'),
    to: lines('# start', 'domain: a.example', 'partnerType: Federated # type'),
  },
  {
    title: 'an indented mapping moves to the left, its block texts with it',
    from: lines('  domain: a.example', '  description: |2', '       one deeper', '  partnerType: Federated'),
    to: lines('domain: a.example', 'description: |2', '     one deeper', 'partnerType: Federated'),
  },
  {
    title: 'BOM, CRLF and a missing last line end are mended',
    from: '\ufeffdomain: a.example\r\n# why\r\npartnerType: Federated',
    to: lines('domain: a.example', '# why', 'partnerType: Federated'),
  },
  {
    title: 'a value that lint will not like is laid out all the same',
    from: lines('partnerType: Friend', 'domain: Upper.Example', 'owner:'),
    to: lines('domain: Upper.Example', 'partnerType: Friend', 'owner:'),
  },
];

test.each(LAYOUTS)('$title', ({ from, to }) => {
  expect(formatPartnerYaml(from)).toEqual({ text: to });
  expect(formatPartnerYaml(to)).toEqual({ text: to });
});

const LEFT_ALONE: readonly (readonly [string, string, string])[] = [
  ['an unknown key', 'domain: a.example\ntls: Required\n', 'unknown key "tls"'],
  ['a key twice', 'domain: a.example\ndomain: b.example\n', 'the key "domain" stands here a second time'],
  ['not YAML', 'domain: "a\n', 'a quote is opened here and not closed'],
  ['two documents', 'domain: a.example\n---\ndomain: b.example\n', 'a second document begins here'],
  ['an anchor', 'domain: &a a.example\n', 'there is an anchor'],
  ['a list at the top', '- a.example\n', 'does not hold keys and values'],
  ['nothing', '', 'does not hold keys and values'],
  ['only comments', '# nothing\n', 'does not hold keys and values'],
  ['a mapping as a value', 'domain: {a: b}\n', 'domain: it holds more than a value'],
  ['a list in a list', 'deployments:\n  - - a\n', 'deployments: it holds more than a value'],
];

test.each(LEFT_ALONE)('%s: the file is left alone, and why', (_, text, message) => {
  expect(formatPartnerYaml(text)).toMatchObject({
    problems: [{ message: expect.stringContaining(message) as unknown }],
  });
});
