/** What an element is made of: properties, `class` and attributes by name, listeners as `on…`. */
type Props = { readonly [name: string]: string | boolean | number | undefined | ((event: Event) => void) };

/** Makes an element; children that are text stay text, whatever they hold. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: (Node | string | undefined)[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

/** A button that does something. */
export const button = (text: string, act: () => void, props: Props = {}): HTMLButtonElement =>
  make('button', { type: 'button', onclick: act, ...props }, text);
