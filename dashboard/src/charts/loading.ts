/** The pictures are loaded when one is in view: the first view needs none. */
export const loadBars = () => import('./Bars').then(module => module.Bars);

/** The flow picture, with the library that lays it out. */
export const loadFlow = () => import('./Flow').then(module => module.Flow);
