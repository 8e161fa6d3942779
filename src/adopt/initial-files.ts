/** The files of a new repository. Pure. */
import { EMBEDDED_DEPLOYMENT } from '../model/deployment.ts';
import { PARTNERS_FOLDER } from '../model/partner-file-name.ts';
import { flowScalarText } from '../yaml/scalar-text.ts';
import { type CiKind, ciFiles } from './ci-files.ts';
import { publishedSchemas } from './generated/published-schemas.js';
import type { InitialFile } from './initial-file.ts';

export interface InitOptions {
  readonly ci: CiKind;
  /** Of partnerctl. */
  readonly version: string;
  readonly workspace: string;
  /** In their one canonical form. */
  readonly localDomains: readonly string[];
}

/** The schemas that editors read; those of outputs come with the package. */
const EDITOR_SCHEMAS = ['partner.schema.json', 'config.schema.json'];

export function initialFiles(options: InitOptions): readonly InitialFile[] {
  return [
    { file: 'partnerctl.yaml', text: configText(options) },
    { file: `${PARTNERS_FOLDER}/README.md`, text: PARTNERS_README },
    ...EDITOR_SCHEMAS.map((name) => ({ file: `schemas/${name}`, text: publishedSchemas[name] ?? '' })),
    { file: '.vscode/settings.json', text: json(EDITOR_SETTINGS) },
    { file: '.vscode/extensions.json', text: json({ recommendations: ['redhat.vscode-yaml'] }) },
    { file: '.editorconfig', text: EDITORCONFIG },
    ...ciFiles(options.ci, options.version),
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function configText({ workspace, localDomains }: InitOptions): string {
  const domains = localDomains.map(flowScalarText).join(', ');
  return `# yaml-language-server: $schema=schemas/config.schema.json
# Names this repository to servers, so that two repositories cannot overwrite each other.
workspace: ${flowScalarText(workspace)}
# Your own domains: none of them can be a partner.
${domains === '' ? '# localDomains: [contoso.com]' : `localDomains: [${domains}]`}
# The weakest way to authenticate that a partner may permit: sasl-tls, tls-dialback or tcp-dialback.
weakestMethod: tls-dialback
# The severity of a rule: off, info, warning or error. All rules are in docs/rules.md of partnerctl.
rules:
  expires-soon: warning
  # missing-owner: warning
deployments:
  # A JSON file, to try things out.
  ${EMBEDDED_DEPLOYMENT.name}:
    adapter: ${EMBEDDED_DEPLOYMENT.adapter}
    path: ${String(EMBEDDED_DEPLOYMENT.options['path'])}
  # A server with the partner API, such as Prosody with mod_partner_policy.
  # edge-eu:
  #   adapter: http
  #   url: https://xmpp.example.org:5281/partner-policy
  #   token: env:EDGE_EU_TOKEN
`;
}

const PARTNERS_README = `# Partners

One file per XMPP federation partner, named after its domain: \`fabrikam.com.yaml\`. Nothing else belongs here.

- \`partnerctl new fabrikam.com\` writes one with safe settings and a comment per field.
- \`partnerctl lint\` checks them all; \`partnerctl fmt\` puts them into their usual layout.
- \`partnerctl plan\` shows what would change on the servers; \`partnerctl apply\` changes it.

Every domain of a partner must be listed, subdomains too. Deleting a file cuts the partner off with the next apply.
`;

const EDITOR_SETTINGS = {
  'yaml.schemas': {
    './schemas/partner.schema.json': [`${PARTNERS_FOLDER}/*.yaml`],
    './schemas/config.schema.json': ['partnerctl.yaml'],
  },
};

const EDITORCONFIG = `root = true

[*]
charset = utf-8
end_of_line = lf
indent_style = space
indent_size = 2
insert_final_newline = true
trim_trailing_whitespace = true
`;

/** A repository's name made of its folder's: servers know it by that. */
export function workspaceName(folder: string): string {
  const name = folder
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 100);
  return name === '' ? 'partners' : name;
}

/** What `workspace` may be, as in the config schema. */
export function invalidWorkspace(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)
    ? undefined
    : 'a name of at most 100 letters, digits, dots, hyphens and underscores';
}
