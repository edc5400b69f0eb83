/** An element with attributes (`true` for one without a value, `undefined` for none) and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: { [name: string]: string | true | undefined } = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** A button with a name and what it does. */
export function makeButton(name: string, action: () => void): HTMLButtonElement {
  const button = make('button', { type: 'button' }, name);
  button.addEventListener('click', action);
  return button;
}
