/** `npm run check:content`: all faults of the content, as a build names them, without building. */
import { checkContent, formatFault } from '../../src/check/index.ts';

const faults = checkContent('content').map(formatFault);
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? 'The content has no fault.' : `Faults: ${faults.length}`);
process.exitCode = Math.min(faults.length, 1);
