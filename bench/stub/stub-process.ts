import { argumentOfChild } from '../measure/run-child.ts';
import { serve } from '../measure/run-server.ts';
import { createStub } from './answer.ts';

const stub = createStub();
await serve(
  (operation, input) => {
    if (operation === 'Counts') return stub.counts();
    if (operation !== 'Reset') return stub.answer(operation, input);
    stub.reset(input as { keepItems: boolean });
    return {};
  },
  argumentOfChild() as { delayMilliseconds: number },
);
