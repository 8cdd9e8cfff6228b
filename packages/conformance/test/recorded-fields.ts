/** What the fields of a section's cases are to the runner. */
export interface RecordedFields {
  /** What the library's results are compared with. */
  readonly compared: readonly string[];
  /** What goes into the computation. */
  readonly used: readonly string[];
  /** What says nothing about a result. */
  readonly informational?: readonly string[];
  /** Compared fields whose number of items nothing else fixes, so that one may be left out. */
  readonly open?: readonly string[];
}

/** Fields that all sections share. */
export const common: RecordedFields = {
  compared: ['throws'],
  used: ['id', 'op', 'torch_name', 'dtype', 'tol', 'notes'],
  informational: ['group', 'section', 'source', 'tier'],
};

const operations: RecordedFields = {
  compared: ['output_kind', 'outputs', 'outputs_require_grad', 'grads'],
  used: ['args', 'kwargs', 'grad_outputs', 'expr'],
  // `options` sums up what stands in kwargs
  informational: ['f32_err_ratio', 'options'],
  open: ['grads'],
};

const bySection: Readonly<Record<string, RecordedFields>> = {
  A_promotion: {
    compared: ['result_dtype', 'data', 'default_dtype_without_request'],
    used: ['a', 'b', 'python_value', 'requested_dtype'],
    informational: ['values'],
  },
  D_optim: {
    compared: ['losses', 'params_after_step', 'total_norms', 'total_norm', 'grads_out', 'steps'],
    used: [
      ...['problem', 'options', 'param_groups', 'clip', 'zero_grad_every', 'stable_steps'],
      ...['grads_in', 'max_norm', 'norm_type', 'clip_value'],
    ],
  },
  D_optim_errors: { compared: [], used: ['options', 'params'] },
  E_schedulers: {
    compared: ['lrs', 'momentums'],
    used: ['optimizer', 'optimizer_momentum', 'base_lrs', 'scheduler', 'metrics'],
    open: ['lrs'],
  },
  F_training: {
    compared: ['losses', 'grads_first_step', 'final_params', 'final_full_loss', 'final_accuracy', 'steps'],
    used: [
      ...['model', 'X', 'Y', 'initial_params', 'param_order', 'loss', 'optimizer', 'scheduler'],
      ...['clip_grad_norm', 'batches'],
    ],
    informational: ['f32_vs_f64_rel'],
    open: ['losses'],
  },
  G_autograd_programs: { compared: ['results'], used: ['program'], informational: ['program_note'] },
  G_higher_order: {
    compared: [...['outputs', 'grads', 'second_grads', 'vjp', 'jvp', 'hvp', 'jacobian', 'hessian', 'derivatives']],
    used: ['expr', 'args', 'kwargs', 'what', 'grad_outputs', 'v'],
    open: ['grads', 'derivatives'],
  },
  H_init: { compared: ['params', 'fan_in', 'fan_out', 'gain'], used: ['module', 'shape', 'nonlinearity'] },
  H_module_errors: { compared: [], used: ['program'] },
  H_modules: {
    compared: ['outputs', 'grads', 'buffers_after', 'state_dict_keys'],
    used: ['constructor', 'build', 'mode', 'state_dict', 'args', 'kwargs', 'grad_outputs'],
    open: ['grads'],
  },
  H_state_dict: {
    compared: ['state_dict', 'parameters', 'buffers', 'num_parameters', 'modules', 'repr'],
    used: ['module'],
  },
  I_artifacts: {
    compared: [
      ...['tensors', 'state_dict', 'expected_logits_float32', 'expected_logits_float64'],
      ...['expected_predictions_all', 'labels_all', 'test_accuracy'],
    ],
    used: ['file', 'model', 'inputs_raw', 'test_indices', 'tol_float32', 'tol_float64'],
    informational: [
      ...['safetensors', 'test_indices_note', 'train_accuracy', 'mean_test_cross_entropy'],
      ...['mean_test_cross_entropy_ls0.1', 'training_recipe'],
    ],
  },
  S_seed_streams: {
    compared: ['outputs', 'epoch_loss', 'train_accuracy'],
    used: ['seed', 'call', 'args'],
    open: ['epoch_loss'],
  },
};

/** The fields of a section by its name; sections A, B and C are operations. */
export function recordedFields(section: string): RecordedFields | undefined {
  return bySection[section] ?? (/^[ABC]_/.test(section) ? operations : undefined);
}
