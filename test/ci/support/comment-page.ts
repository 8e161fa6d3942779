/** A comment as GitHub shows it: GFM through a real parser, in a page that looks alike. GitHub's own renderer cannot be had. */
import { toHtml } from '../../render/support/markdown.ts';

const STYLE = `
  body { font: 14px/1.5 'Liberation Sans', Arial, sans-serif; color: #1f2328; background: #f6f8fa; margin: 0; padding: 16px }
  article { border: 1px solid #d1d9e0; border-radius: 6px; background: #fff; max-width: 860px; margin: auto }
  header { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 16px; color: #59636e }
  main { padding: 16px; overflow-x: auto; overflow-wrap: break-word }
  h3 { margin: 0 0 12px } table { border-collapse: collapse; margin: 12px 0 }
  th, td { border: 1px solid #d1d9e0; padding: 5px 12px; text-align: left; vertical-align: top }
  code { font: 12px 'Liberation Mono', monospace; background: #eff1f3; border-radius: 6px; padding: 2px 5px }
  summary { cursor: pointer } a { color: #0969da } del { color: #59636e }`;

export function commentPage(markdown: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>comment</title><style>${STYLE}</style>
<article><header><strong>github-actions</strong> bot commented</header><main>${toHtml(markdown)}</main></article>`;
}
