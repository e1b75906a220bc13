/**
 * Possible needs of a method from its context. `batch-statistics`: batches of two images or more. `unmasked-model`: the
 * model of all classes beside that of the class mask, where there is one.
 */
export const methodNeeds = ['statistics', 'mgg', 'batch-statistics', 'unmasked-model'] as const;
export type MethodNeed = (typeof methodNeeds)[number];
