export {
  type Activity,
  addFact,
  type Attributes,
  type Facts,
  factTypes,
  isFact,
  noFacts,
} from './facts';
export { score } from './score';
