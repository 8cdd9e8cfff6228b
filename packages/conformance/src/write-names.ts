import { writeFileSync } from 'node:fs';
import { pageOfNames } from './names.ts';

const { path, shouldBe } = pageOfNames();
writeFileSync(path, shouldBe);
