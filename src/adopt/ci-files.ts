/** The files that make a CI do the work, from templates/: this project's own workflows are made of them, too. Pure. */
import { ciTemplates } from './generated/ci-templates.js';
import type { InitialFile } from './initial-file.ts';

export const CI_KINDS = ['github', 'gitlab', 'forgejo', 'none'] as const;
export type CiKind = (typeof CI_KINDS)[number];

/** Template → where it belongs. */
const FILES: Readonly<Record<CiKind, readonly (readonly [template: string, file: string])[]>> = {
  github: ['partners', 'partners-apply', 'partners-drift', 'partners-forks'].map((name) => [
    `github/${name}.yml`,
    `.github/workflows/${name}.yml`,
  ]),
  gitlab: [['gitlab-ci.yml', '.gitlab-ci.yml']],
  forgejo: [['forgejo/partners.yml', '.forgejo/workflows/partners.yml']],
  none: [],
};

/** `version`: of partnerctl, as the jobs install it. */
export function ciFiles(kind: CiKind, version: string): readonly InitialFile[] {
  return FILES[kind].map(([template, file]) => ({ file, text: forUsers(ciTemplates[template] ?? '', version) }));
}

const TOOL = '      # <partnerctl>\n';
const PROJECT = '  # <project>\n';

function forUsers(template: string, version: string): string {
  const install = `      - uses: actions/setup-node@395ad3262231945c25e8478fd5baf05154b1d79f # v6.1.0
        with:
          node-version: 24
      - run: npm install --global --no-fund --no-audit partnerctl@${version}
`;
  return template.replaceAll(TOOL, install).replaceAll(PROJECT, '').replaceAll('<partnerctl>', `partnerctl@${version}`);
}

/**
 * For this repository, which is its own example: partnerctl is built from the branch that a pull request is to be
 * merged into, and the project's own checks belong to the gate.
 */
export function ownWorkflows(): readonly InitialFile[] {
  const tool = `      - uses: actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6.0.1
        with:
          ref: \${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha || github.sha }}
          persist-credentials: false
      - uses: ./
`;
  const project = `  project:
    permissions:
      contents: read
    uses: ./.github/workflows/ci.yml

`;
  return FILES.github.map(([template, file]) => ({
    file,
    text: (ciTemplates[template] ?? '')
      .replaceAll(TOOL, tool)
      .replaceAll(PROJECT, project)
      .replace('needs: [lint, plan, comment]', 'needs: [project, lint, plan, comment]'),
  }));
}
