/** One finding as every JSON output shows it: `start` and `end` beside `file`, in place of a range. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Position, SourceRange } from '../model/source.ts';

export interface DiagnosticJson {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly start?: Position;
  readonly end?: Position;
  readonly related?: readonly PlaceJson[];
}

interface PlaceJson {
  readonly message: string;
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

export function diagnosticJson({ code, severity, message, hint, range, related }: Diagnostic): DiagnosticJson {
  return {
    code,
    severity,
    message,
    ...(hint !== undefined && { hint }),
    ...(range !== undefined && rangeJson(range)),
    ...(related !== undefined &&
      related.length > 0 && { related: related.map((place) => ({ message: place.message, ...rangeJson(place) })) }),
  };
}

function rangeJson({ file, start, end }: SourceRange) {
  return {
    file,
    start: { line: start.line, column: start.column },
    end: { line: end.line, column: end.column },
  };
}
