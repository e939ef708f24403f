import { expect, it } from 'vitest';
import { csvOf } from '../agent/admin/directory/csv';

it('writes cells that a spreadsheet reads as text', () => {
  expect(
    csvOf([
      ['a', 'b,c', 'say "hi"'],
      ['=1+1', '+39', 'x\ny'],
    ]),
  ).toBe('\uFEFFa,"b,c","say ""hi"""\r\n"\'=1+1","\'+39","x\ny"\r\n');
});
