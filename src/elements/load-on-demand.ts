/** What a reader may do with an answer, loaded at the first of it. */
export const loadOnDemand = () => import('./on-demand.ts');
