// Makes the emitted declarations fit the package: the compiler keeps `.ts` in their specifiers, emits every
// module of src/, and knows nothing of the bundle, in which no other package is left to import types from.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const specifier = /((?<![-.\w])from\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\2/g;

export async function tidyDeclarations(root: string): Promise<void> {
  const types = join(root, 'dist/types');
  const kept = new Set<string>();
  const queue = [join(types, 'index.d.ts')];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    const text = await declarationText(root, types, file);
    for (const [, , , name = ''] of text.matchAll(specifier)) {
      if (name.startsWith('.')) queue.push(join(dirname(file), name.replace(/\.[jt]s$/, '.d.ts')));
      else if (!name.startsWith('node:')) {
        throw new Error(`${relative(types, file)} shows the types of "${name}", which users of the bundle do not have`);
      }
    }
    await writeFile(file, text.replace(specifier, withJsExtension));
  }
  await removeOthers(types, kept);
}

/** Generated modules bring hand-written declarations, which the compiler does not copy. */
async function declarationText(root: string, types: string, file: string): Promise<string> {
  if (/[\\/]generated[\\/]/.test(file)) {
    await mkdir(dirname(file), { recursive: true });
    await copyFile(join(root, 'src', relative(types, file)), file);
  }
  return await readFile(file, 'utf8');
}

function withJsExtension(all: string, before: string, quote: string, name: string): string {
  return name.startsWith('.') ? `${before}${quote}${name.replace(/\.ts$/, '.js')}${quote}` : all;
}

async function removeOthers(types: string, kept: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(types, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) await rm(file);
  }
}
