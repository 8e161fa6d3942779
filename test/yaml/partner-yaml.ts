/** Partner files as people write them: any order of keys, comments everywhere, every quoting style. For fast-check. */
import fc from 'fast-check';

/** Words that tempt a formatter: comment signs, colons, quotes, dashes, wide characters. */
const word = fc.constantFrom(
  'noc@fabrikam.com',
  'a#b',
  'it’s',
  '24/7:',
  '- no -',
  'Größe',
  '漢字',
  '"x"',
  "o'clock",
  '🙂',
  '\\n',
);
const prose = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => `T ${words.join(' ')}.`);
const domain = fc.constantFrom('fabrikam.com', 'corp.fabrikam.com', 'xn--bcher-kva.example', '0nl1ne.at', '5222.de');

const plain = (value: string) => value.replaceAll(': ', ':');
const single = (value: string) => `'${value.replaceAll("'", "''")}'`;
const double = (value: string) => JSON.stringify(value);
const quoted = (values: fc.Arbitrary<string>) =>
  fc.tuple(values, fc.constantFrom(plain, single, double)).map(([value, style]) => style(value));

const multiLine = fc.constantFrom(
  '|\n  first\n    deeper # no comment\n\n  last',
  '>-\n  folded\n  text\n',
  '|+ # comment of the block\n  kept\n\n',
  '|2\n   one space deep\n',
  'plain text\n     that runs on\n\n  and on',
  '"quoted\n  text \\\n   that runs on"',
  "'single\n quoted: text'",
  '\n  on the next line',
);

const commentText = fc.constantFrom(
  '# why',
  '#',
  '#no space',
  '# - b.example',
  '# key: value',
  '#    deep   ',
  '# ümlaut',
);
const gap = fc.constantFrom('', '', '', '\n', '\n\n\n');
const ownLine = (indent: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(gap, indent, commentText), { maxLength: 2 })
    .chain((lines) =>
      gap.map((last) => lines.map((line) => `${line.join('')}\n`).join('') + (lines.length > 0 ? last : '')),
    );
const trailing = fc.oneof(
  { arbitrary: fc.constant(''), weight: 3 },
  commentText.map((text) => `   ${text}`),
);

const items = fc.array(quoted(domain), { minLength: 1, maxLength: 4 });
const blockList = fc
  .tuple(
    fc.constantFrom('', '  ', '      '),
    items,
    trailing,
    fc.array(fc.tuple(ownLine(fc.constant('    ')), trailing), { minLength: 5, maxLength: 5 }),
  )
  .map(([indent, list, onKey, around]) => {
    const lines = list.map(
      (item, index) => `${around[index]?.[0] ?? ''}${indent}-  ${item}${around[index]?.[1] ?? ''}\n`,
    );
    return `${onKey}\n${lines.join('')}${around[4]?.[0] ?? ''}`.replace(/\n$/, '');
  });
const flowList = fc.oneof(
  items.map((list) => ` [ ${list.join(' ,')} ]`),
  fc
    .tuple(items, commentText)
    .map(([list, comment]) => ` [ ${comment}\n  ${list.join(`, ${comment}\n\n   `)}\n  ${comment}\n  ]`),
  fc.constantFrom(' []', '\n  [ ]'),
);
const list = fc.oneof(blockList, flowList);
const scalar = (values: fc.Arbitrary<string>) => fc.tuple(values, trailing).map(([value, end]) => ` ${value}${end}`);

const entries = {
  domain: scalar(quoted(domain)),
  description: fc.oneof(
    scalar(quoted(prose)),
    multiLine.map((value) => ` ${value}`),
  ),
  additionalDomains: list,
  partnerType: scalar(fc.constantFrom('Federated', '"PublicVerified"', 'Unknown')),
  tlsNegotiation: scalar(fc.constantFrom('Required', "'Optional'")),
  dialbackNegotiation: scalar(fc.constantFrom('true', 'False', 'no')),
  connectionLimit: scalar(fc.constantFrom('10', '007', '0x10', '1e3')),
  proxyFqdn: scalar(quoted(domain)),
  owner: scalar(fc.constantFrom('uc-team', '~', 'null', '')),
  expires: scalar(fc.constantFrom('2099-06-30', '"2099-06-30"')),
  deployments: list,
} as const;

const names = Object.keys(entries) as (keyof typeof entries)[];

/** A text that is valid YAML and holds only known keys, though perhaps with wrong values. */
export const partnerYaml: fc.Arbitrary<string> = fc
  .record({
    keys: fc.shuffledSubarray(names, { minLength: 1 }),
    values: fc.record(entries),
    above: fc.array(ownLine(fc.constantFrom('', '', '  ')), { minLength: names.length, maxLength: names.length }),
    between: fc.array(gap, { minLength: names.length, maxLength: names.length }),
    head: fc.constantFrom(
      '',
      '',
      '# yaml-language-server: $schema=../schemas/partner.schema.json\n',
      '---\n',
      '\n\n',
      '# About\n\n',
    ),
    end: ownLine(fc.constantFrom('', ' ')),
    eol: fc.constantFrom('\n', '\n', '\r\n'),
    shift: fc.constantFrom('', '', ' '),
    bom: fc.constantFrom('', '', '\ufeff'),
    final: fc.boolean(),
  })
  .map(({ keys, values, above, between, head, end, shift, eol, bom, final }) => {
    const body = keys
      .map((key, index) => `${above[index] ?? ''}${key}:${values[key]}\n${between[index] ?? ''}`)
      .join('');
    const text = `${head}${body.replace(/^(?=.)/gm, shift)}${end}`;
    return bom + (final ? text : text.replace(/\n+$/, '')).replaceAll('\n', eol);
  });
