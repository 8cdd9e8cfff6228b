import { report } from './report.ts';
import { workedExample } from './worked-example.ts';

process.stdout.write(report(workedExample()));
