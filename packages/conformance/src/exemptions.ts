/** Cases that need not pass, by id, each with its reason; at most 30. */
export const exemptions: ReadonlyMap<string, string> = new Map([
  ['B/ce/err/int32_idx_ls0.0/f64', 'our int32 stands for int64, so int32 class indices are right'],
  ['B/ce/err/int32_idx_ls0.0/f32', 'our int32 stands for int64, so int32 class indices are right'],
  ['A/__radd__/e000', 'there are no reflected operators here: 2.__radd__(x) is add(x, 2), which means something'],
  ['A/logspace/e001', 'steps of 1.0, which PyTorch refuses as a float, is the number 1 here'],
]);
