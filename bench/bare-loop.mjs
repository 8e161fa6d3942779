// The least that anybody could do with the files: read each and let the YAML library parse it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const folder = join(process.argv[2], 'partners');
let parsed = 0;
for (const name of readdirSync(folder)) if (parse(readFileSync(join(folder, name), 'utf8')) !== null) parsed += 1;
console.log(parsed);
