import {
  backward,
  checkpoint,
  checkpointSequential,
  detectAnomaly,
  disableSavedTensorsHooks,
  getGradientEdge,
  registerMultiGradHook,
  savedTensorsHooks,
  setDetectAnomaly,
  type Tensor,
} from '@cotangent/core';
import { libraryArguments, toLibrary } from './interop.ts';
import type { Callable } from './scope.ts';

type Flag = boolean | undefined;

/** What `torch.autograd` and `torch.utils.checkpoint` have besides gradients. */
export const autogradFunctions: readonly (readonly [string, Callable])[] = [
  [
    'torch.autograd.backward',
    (args, kwargs) =>
      backward(args[0] as Tensor | Tensor[], {
        gradient: (kwargs.grad_tensors ?? args[1]) as Tensor | Tensor[] | undefined,
        retainGraph: (kwargs.retain_graph ?? args[2]) as Flag,
        createGraph: (kwargs.create_graph ?? args[3]) as Flag,
        inputs: kwargs.inputs as Tensor | Tensor[] | undefined,
      }),
  ],
  ['torch.autograd.detect_anomaly', (_, kwargs) => detectAnomaly(...(libraryArguments([], kwargs) as []))],
  [
    'torch.autograd.set_detect_anomaly',
    ([mode], { check_nan }) => setDetectAnomaly(Boolean(mode), { checkNan: check_nan as Flag }),
  ],
  [
    'torch.autograd.graph.saved_tensors_hooks',
    ([pack, unpack]) => savedTensorsHooks(toLibrary(pack) as () => unknown, toLibrary(unpack) as () => Tensor),
  ],
  ['torch.autograd.graph.disable_saved_tensors_hooks', ([message]) => disableSavedTensorsHooks(String(message))],
  [
    'torch.autograd.graph.register_multi_grad_hook',
    ([tensors, hook], { mode }) =>
      registerMultiGradHook(tensors as Tensor[], toLibrary(hook) as () => void, { mode: mode as 'all' | undefined }),
  ],
  ['torch.autograd.graph.get_gradient_edge', ([x]) => getGradientEdge(x as Tensor)],
  [
    'torch.utils.checkpoint.checkpoint',
    ([fn, ...inputs], { preserve_rng_state }) =>
      checkpoint(toLibrary(fn) as () => unknown, inputs as [], { preserveRngState: preserve_rng_state as Flag }),
  ],
  [
    'torch.utils.checkpoint.checkpoint_sequential',
    ([steps, segments, input]) =>
      checkpointSequential(
        (steps as unknown[]).map(toLibrary) as (() => Tensor)[],
        segments as number,
        input as Tensor,
      ),
  ],
];
