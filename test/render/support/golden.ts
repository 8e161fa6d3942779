/** Golden files: looked at by a person before they were accepted. `npx vitest run test/render --update` writes them anew. */
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export async function expectGolden(name: string, text: string): Promise<void> {
  await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(`../../golden/render/${name}`, import.meta.url)));
}
