import './copy-code.ts';
import './copy-link.ts';
import './page-parts.ts';
import './theme-switch.ts';
