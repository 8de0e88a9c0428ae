export { type Activity, addFact, type Attributes, type Facts, isFact, noFacts } from './facts';
export { score } from './score';
