import { recall } from './storage.ts';

/** The numbers of the starred questions, in the order in which they were starred. */
export const starred = (): number[] => recall('stars') ?? [];
