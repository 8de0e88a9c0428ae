import { eventStoreContract } from '../event-store.contract';
import { memoryEventStore } from './memory-event-store';

describe('the event store in memory', () => eventStoreContract(async () => memoryEventStore()));
