/** What an exercise tells whoever runs it, once: whether it was right. */
export type ExerciseDone = CustomEvent<{ right: boolean }>;

/** A form with `fields` and a button that says `done`; what was chosen is heard once, and then stands. */
export function makeForm(fields: Node[], done: string, hear: (chosen: FormData) => void): HTMLFormElement {
  const form = document.createElement('form');
  const set = document.createElement('fieldset');
  const button = document.createElement('button');
  set.append(...fields);
  button.textContent = done;
  form.append(set, button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    hear(new FormData(form));
    set.disabled = true;
    button.remove();
  });
  return form;
}

/** Opens the solution of an exercise, whose verdict says `text`, and leads there; whoever runs the exercise is told. */
export function solve(exercise: HTMLElement, right: boolean, text: string): void {
  exercise.querySelector('details')!.open = true;
  exercise.classList.add('is-done');
  const verdict = exercise.querySelector<HTMLElement>('.verdict')!;
  verdict.textContent = text;
  verdict.classList.add(right ? 'good' : 'bad');
  verdict.tabIndex = -1;
  verdict.focus();
  exercise.dispatchEvent(new CustomEvent('exercise-done', { bubbles: true, detail: { right } }));
}
