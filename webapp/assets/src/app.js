import { initAll as startGovuk } from 'govuk-frontend';
import { initAll as startMoj } from '@ministryofjustice/frontend';

import { showQuestionsWhenAsked } from './conditional.js';
import { warnBeforeTheEnd } from './staying.js';

startGovuk();
startMoj();
showQuestionsWhenAsked(document);
warnBeforeTheEnd(document);
