/**
 * An apply looks at the server nine times, and mostly sees the same texts again: with 5,000 partners each takes half a
 * second to parse. So the last one is not parsed twice. Pure as what it remembers.
 */

export function remembering<Result>(decode: (text: string) => Result): (text: string) => Result {
  let last: { readonly text: string; readonly result: Result } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: decode(text) };
    return last.result;
  };
}
