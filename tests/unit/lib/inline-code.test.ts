import { expect, test } from 'vitest';
import { codePieces } from '../../../src/lib/inline-code.ts';
import { renderInline } from '../../../src/lib/inline.ts';

/** The pieces in one text: `|` where it may break, `<…>` around what stays whole. */
const shown = (code: string) =>
  codePieces(code)
    .map((piece) => ('mayBreak' in piece ? '|' : 'whole' in piece ? `<${piece.whole}>` : piece.text))
    .join('');

test('a long run may break after _ . ( and =, a short one nowhere', () => {
  expect(shown('raise_server_exceptions=False')).toBe('raise_|server_|exceptions=|False');
  expect(shown('AsyncClient(transport=ASGITransport(app=app))')).toBe(
    'AsyncClient(|transport=|ASGITransport(|app=|app))',
  );
  expect(shown('app.dependency_overrides[get_db]')).toBe('app.|dependency_|overrides[get_|db]');
  expect(shown('app.dependency_overrides')).toBe('app.dependency_overrides');
  // 25 characters are short, 26 are long.
  expect(shown('an_identifier_of_25_chars')).toBe('an_identifier_of_25_chars');
  expect(shown('an_identifier_of_26_charss')).toBe('an_|identifier_|of_|26_|charss');
});

test('a run does not break after a leading underscore, between signs, or at its end', () => {
  expect(shown('_rate_limit_exceeded_handler')).toBe('_rate_|limit_|exceeded_|handler');
  expect(shown('session.scalars(select(Item)).all()')).toBe('session.|scalars(|select(|Item)).all()');
  expect(shown('a_very_long_comparison_here==1')).toBe('a_|very_|long_|comparison_|here==|1');
});

test('runs are told apart by spaces', () => {
  expect(shown('short one, and app.dependency_overrides[get_db]')).toBe(
    'short one, and app.|dependency_|overrides[get_|db]',
  );
});

test('a word with hyphens stays whole', () => {
  expect(shown('X-Forwarded-For')).toBe('<X-Forwarded-For>');
  expect(shown('uvicorn --workers 4')).toBe('uvicorn <--workers> 4');
  expect(shown('tiangolo/uvicorn-gunicorn')).toBe('tiangolo/<uvicorn-gunicorn>');
  expect(shown('--port=80')).toBe('<--port=>80');
  expect(shown('a - b')).toBe('a - b');
});

test('the text is the same, and is not translated', () => {
  expect(renderInline('`a -b`')).toBe('<code translate="no">a <span>-b</span></code>');
  expect(renderInline('`separate_input_output_schemas`')).toBe(
    '<code translate="no">separate_<wbr>input_<wbr>output_<wbr>schemas</code>',
  );
});
