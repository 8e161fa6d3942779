/** An editor without a screen: opens files of a folder with the real YAML language server, and looks at places in them. */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type EditorDiagnostic, type EditorPosition, startLanguageServer } from '../support/language-server.ts';

const SERVER = fileURLToPath(
  new URL('../../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url),
);
/** No catalogue of the internet's schemas: nothing is fetched. */
const OFFLINE = { schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } };

export interface Editor {
  /** `text` with one `▮` where the cursor is; the file itself need not exist. */
  open(file: string, text: string): OpenFile;
  close(): Promise<void>;
}

export interface OpenFile {
  /** As `line:column message`, 1-based; resolves when `wanted` is among them. */
  problems(wanted: RegExp): Promise<readonly string[]>;
  /** What stands in the box at the cursor, as it is read: without Markdown's signs. */
  hover(): Promise<string>;
  /** Label → documentation, of what is offered at the cursor. */
  completions(): Promise<Readonly<Record<string, string>>>;
}

/** `yaml`: the settings below `yaml.` of .vscode/settings.json. */
export async function startEditor(root: string, yaml: Readonly<Record<string, unknown>> = {}): Promise<Editor> {
  const server = startLanguageServer(SERVER, { yaml: { ...OFFLINE, ...yaml } });
  const rootUri = pathToFileURL(root).href;
  await server.request('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'partners' }],
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: { hover: { contentFormat: ['markdown'] }, publishDiagnostics: {} },
    },
  });
  server.notify('initialized', {});
  server.notify('workspace/didChangeConfiguration', { settings: null });
  return {
    open: (file, text) => {
      const uri = pathToFileURL(join(root, file)).href;
      const before = text.slice(0, Math.max(0, text.indexOf('▮'))).split('\n');
      const position: EditorPosition = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
      const textDocument = { uri, languageId: 'yaml', version: 1, text: text.replace('▮', '') };
      server.notify('textDocument/didOpen', { textDocument });
      const ask = async (what: string): Promise<unknown> =>
        await server.request(`textDocument/${what}`, { textDocument: { uri }, position });
      return {
        problems: async (wanted) =>
          (await server.diagnostics(uri, (found) => found.some(({ message }) => wanted.test(message)))).map(inWords),
        hover: async () => asRead((await ask('hover')) as Hover),
        completions: async () => documentation((await ask('completion')) as Completions),
      };
    },
    close: async () => await server.stop(),
  };
}

function inWords({ message, range: { start } }: EditorDiagnostic): string {
  return `${start.line + 1}:${start.character + 1} ${message}`;
}

interface Markup {
  readonly value: string;
}

type Hover = { readonly contents: Markup } | null;

function asRead(hover: Hover): string {
  return (hover?.contents.value ?? '').replace(/^#+ |`/gm, '');
}

interface Completions {
  readonly items: readonly { readonly label: string; readonly documentation?: string | Markup }[];
}

function documentation({ items }: Completions): Readonly<Record<string, string>> {
  return Object.fromEntries(
    items.map(({ label, documentation: text = '' }) => [label, typeof text === 'string' ? text : text.value]),
  );
}
