import { type ChildNode, parse } from 'postcss';

const isFor = (node: ChildNode, name: string, params?: string) =>
  node.type === 'atrule' && node.name === name && (params === undefined || node.params === params);

/**
 * Tells a style sheet's rules for paper, which a browser can load beside the page, from all others. Both keep their order and their
 * layers, whose order is the one in which the page names them.
 */
export function splitPrint(css: string): { screen: string; print: string } {
  const root = parse(css);
  let print = '';
  for (const node of root.nodes.slice()) {
    if (isFor(node, 'media', 'print')) print += node.remove();
    if (node.type !== 'atrule' || !isFor(node, 'layer')) continue;
    for (const inner of node.nodes?.filter((one) => isFor(one, 'media', 'print')) ?? [])
      print += `@layer ${node.params}{${inner.remove()}}`;
  }
  return { screen: root.toString(), print };
}

const style = /<style>([\s\S]*?)<\/style>/g;

/** The page `html` without the rules for paper in the styles of its head; `linkTo` gives what stands for them all at its end. */
export function movePrint(html: string, linkTo: (print: string) => string): string {
  const end = html.indexOf('</head>');
  let print = '';
  const head = html.slice(0, end).replace(style, (_, css: string) => {
    const parts = splitPrint(css);
    print += parts.print;
    return parts.screen && `<style>${parts.screen}</style>`;
  });
  return print === '' ? html : head + linkTo(print) + html.slice(end);
}
