/**
 * The bytes that `dump_config` writes → text. ejabberd writes what is quoted as Latin-1 and all else as UTF-8 (measured
 * on 23.01; above U+00FF it cannot write what is quoted at all): line by line it is one of the two. What is ours is
 * ASCII where it is quoted.
 */
import { isUtf8 } from 'node:buffer';

export function dumpText(bytes: Uint8Array): string {
  const whole = Buffer.from(bytes);
  return isUtf8(whole) ? whole.toString('utf8') : whole.toString('latin1').split('\n').map(lineText).join('\n');
}

function lineText(line: string): string {
  const own = Buffer.from(line, 'latin1');
  return isUtf8(own) ? own.toString('utf8') : line;
}
