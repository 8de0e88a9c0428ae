/** Whether `npm run fault` runs the tests: every way of ending something, and not only the hardest. */
export const isFault = process.env.TASUKI_FAULT === 'full';
