import { type Decay } from '@tasuki/definition';
import { never } from '@tasuki/domain';
import { halfEven, halfEvenQuotient, type Hundredths } from './rounding';
import { dayMs } from './timeline';

/** What is left of a contribution at that age, to the hundredth. `ageMs` is not negative. */
export function decayed(decay: Decay, hundredths: Hundredths, ageMs: number): Hundredths {
  switch (decay.kind) {
    case 'none':
      return hundredths;
    case 'linear': {
      const life = decay.days * dayMs;
      const left = Math.max(0, life - ageMs);
      return halfEvenQuotient(BigInt(hundredths) * BigInt(left), BigInt(life));
    }
    case 'half_life':
      return halfEven(hundredths * 2 ** (-ageMs / (decay.days * dayMs)));
    default:
      return never(decay);
  }
}
