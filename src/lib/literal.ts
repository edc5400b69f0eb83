import { type Expression, type Property, type PrivateIdentifier, parseExpressionAt, type SpreadElement } from 'acorn';

/** What an expression in an attribute may be made of. */
export type Literal = string | number | boolean | null | Literal[] | { [key: string]: Literal };

/** The value of a JavaScript expression that is data and no more: texts, numbers, lists, objects. Throws for anything that would be run. */
export function readLiteral(source: string): Literal {
  const expression = parseExpressionAt(source, 0, { ecmaVersion: 'latest' });
  if (source.slice(expression.end).trim() !== '') throw new Error(`"${source}" is more than one value`);
  return literalOf(expression, source);
}

function literalOf(node: Expression | SpreadElement | PrivateIdentifier | null, source: string): Literal {
  if (node?.type === 'ArrayExpression') return node.elements.map((one) => literalOf(one, source));
  if (node?.type === 'ObjectExpression') return Object.fromEntries(node.properties.map((one) => entryOf(one, source)));
  if (node?.type === 'Literal' && !('regex' in node) && typeof node.value !== 'bigint') return node.value as Literal;
  if (node?.type === 'UnaryExpression' && node.operator === '-') return -Number(literalOf(node.argument, source));
  throw new Error(`"${node ? source.slice(node.start, node.end) : source}" is not a plain value`);
}

function entryOf(property: Property | SpreadElement, source: string): [string, Literal] {
  if (property.type === 'Property' && property.kind === 'init' && !property.computed && !property.method) {
    const { key, value, shorthand } = property;
    if (!shorthand)
      return [key.type === 'Identifier' ? key.name : String(literalOf(key, source)), literalOf(value, source)];
  }
  throw new Error(`"${source.slice(property.start, property.end)}" is not a plain value`);
}
