import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';

/** The windows of a plane, in the order in which functions take them, and the plane itself. */
export interface WindowLocals {
  readonly plane: Local;
  readonly width: Local;
  readonly rows: Local;
  readonly columns: Local;
  readonly rowStep: Local;
  readonly columnStep: Local;
  readonly alongRows: Local;
  readonly alongColumns: Local;
}

/** What is done with a window: `place` is the index in the plane, `at` the address, of the element at hand. */
export interface WindowVisit {
  /** Before the first element, whose index `place` has. */
  readonly begin: () => void;
  readonly element: () => void;
  readonly end: () => void;
}

/** Writes loops over the elements of all windows of a plane, row-major. */
export function eachWindow(
  f: FunctionBuilder,
  windows: WindowLocals,
  place: Local,
  at: Local,
  { begin, element, end }: WindowVisit,
): void {
  const { plane, width, rows, columns, rowStep, columnStep, alongRows, alongColumns } = windows;
  const [rowsLeft, columnsLeft, spanRows, spanColumns] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const [y, yEnd, x, xStart, xEnd] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const yStart = f.local('i32');
  const locate = (row: Local, column: Local): void => {
    f.get(row).get(width).op(i32.mul).get(column).op(i32.add).set(place);
  };
  f.get(rows).set(rowsLeft).get(alongRows).set(spanRows);
  f.repeat(rowsLeft, () => {
    f.get(spanRows).memory(i32.load).set(yStart).get(spanRows).memory(i32.load, 4).set(yEnd).increment(spanRows, 8);
    f.get(columns).set(columnsLeft).get(alongColumns).set(spanColumns);
    f.repeat(columnsLeft, () => {
      f.get(spanColumns).memory(i32.load).set(xStart).get(spanColumns).memory(i32.load, 4).set(xEnd);
      f.increment(spanColumns, 8);
      locate(yStart, xStart);
      begin();
      f.get(yStart).set(y);
      f.get(xStart)
        .get(xEnd)
        .op(i32.lt_s)
        .get(yStart)
        .get(yEnd)
        .op(i32.lt_s)
        .op(i32.and)
        .if(() => {
          f.loop(() => {
            locate(y, xStart);
            f.get(plane).get(place).i32(2).op(i32.shl).op(i32.add).set(at).get(xStart).set(x);
            f.loop(() => {
              element();
              f.advance(place, columnStep).get(at).get(columnStep).i32(2).op(i32.shl).op(i32.add).set(at);
              f.get(x).get(columnStep).op(i32.add).tee(x).get(xEnd).op(i32.lt_s).branchIf(0);
            });
            f.get(y).get(rowStep).op(i32.add).tee(y).get(yEnd).op(i32.lt_s).branchIf(0);
          });
        });
      end();
    });
  });
}
