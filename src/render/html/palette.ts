/** The page's colours, light and dark. Each pair that is text on a ground is listed: a test computes its contrast. */

export const ROLES = [
  'page',
  'panel',
  'text',
  'quiet',
  'line',
  'link',
  'certificate',
  'tls',
  'tcp',
  'none',
  'danger',
  'danger-panel',
  'warn-panel',
  'added',
  'added-panel',
  'removed',
  'removed-panel',
] as const;
export type Role = (typeof ROLES)[number];
export type Palette = Readonly<Record<Role, string>>;

export const LIGHT: Palette = {
  page: '#ffffff',
  panel: '#f4f6f8',
  text: '#1b2127',
  quiet: '#545d68',
  line: '#c9d1d9',
  link: '#0a55b8',
  certificate: '#0b6e5e',
  tls: '#8a5600',
  tcp: '#b3221c',
  none: '#57606a',
  danger: '#a81b16',
  'danger-panel': '#fdeceb',
  'warn-panel': '#fff5d6',
  added: '#0f6a2c',
  'added-panel': '#e3f6e8',
  removed: '#a81b16',
  'removed-panel': '#fdeceb',
};

export const DARK: Palette = {
  page: '#11161c',
  panel: '#1b222b',
  text: '#e3e8ed',
  quiet: '#a4afbb',
  line: '#3b4652',
  link: '#7cb4ff',
  certificate: '#4fd1b5',
  tls: '#f0b74a',
  tcp: '#ff8f85',
  none: '#a4afbb',
  danger: '#ff9a91',
  'danger-panel': '#3a1c1b',
  'warn-panel': '#35290f',
  added: '#6fdb8c',
  'added-panel': '#16301d',
  removed: '#ff9a91',
  'removed-panel': '#3a1c1b',
};

/** Text, ground. What is drawn in a method's colour counts as text. */
export const TEXT_PAIRS: readonly (readonly [Role, Role])[] = [
  ...(['text', 'quiet', 'link', 'certificate', 'tls', 'tcp', 'none', 'danger'] as const).flatMap((role) => [
    [role, 'page'] as const,
    [role, 'panel'] as const,
  ]),
  ['text', 'danger-panel'],
  ['danger', 'danger-panel'],
  ['quiet', 'danger-panel'],
  ['link', 'danger-panel'],
  ['text', 'warn-panel'],
  ['quiet', 'warn-panel'],
  ['added', 'added-panel'],
  ['removed', 'removed-panel'],
  // badges: the page's colour on the role's
  ['page', 'danger'],
  ['page', 'quiet'],
  ['page', 'certificate'],
  ['page', 'link'],
];
