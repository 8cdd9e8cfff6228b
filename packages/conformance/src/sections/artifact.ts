import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { indexSelect, noGrad, type Tensor, tensor } from '@cotangent/core';
import { parseDigits } from '@cotangent/data';
import type { Module } from '@cotangent/nn';
import { buildModule } from '../adapter/build-module.ts';
import { compareExactly, compareNumbers, compareTensor, exact, Mismatch } from '../compare.ts';
import type { Case, JsonNumber, TensorValue, Tolerance } from '../corpus.ts';
import { readSafetensors } from '../safetensors.ts';

interface ArtifactCase extends Case {
  /** The safetensors file beside the case. */
  readonly file: string;
  readonly model?: string;
  readonly tensors?: Readonly<Record<string, TensorValue>>;
  readonly state_dict?: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[];
  readonly inputs_raw?: readonly (readonly number[])[];
  readonly test_indices?: readonly number[];
  readonly expected_logits_float32?: readonly (readonly JsonNumber[])[];
  readonly expected_logits_float64?: readonly (readonly JsonNumber[])[];
  readonly expected_predictions_all?: readonly number[];
  readonly labels_all?: readonly number[];
  readonly test_accuracy?: JsonNumber;
  readonly tol_float32?: Tolerance;
  readonly tol_float64?: Tolerance;
}

/** A case of section I: a file that PyTorch's tensors were saved to, with the model they belong to where there is one. */
export function runArtifact(given: Case): void {
  const kase = given as ArtifactCase;
  const tensors = readSafetensors(readFileSync(kase.file));
  if (kase.tensors) {
    compareExactly('names', [...tensors.keys()].sort(), Object.keys(kase.tensors).sort());
    for (const [name, want] of Object.entries(kase.tensors)) {
      // half precision is read as single, in which the recorded decimals are rounded
      const dtype = want.dtype === 'float16' ? 'float32' : want.dtype;
      compareTensor(name, tensors.get(name), { ...want, dtype }, { rtol: 1e-7, atol: 0 });
    }
  }
  if (kase.model) runModel(kase, kase.model, tensors);
}

function runModel(kase: ArtifactCase, text: string, tensors: Map<string, Tensor>): void {
  // the rest of the text says how the inputs are made
  const model = buildModule(text.split(';')[0]!);
  compareExactly('tensors in state_dict', tensors.size, kase.state_dict?.length);
  for (const { name, shape, dtype } of kase.state_dict ?? []) {
    compareExactly(`state_dict ${name}`, tensors.get(name)?.shape, shape);
    compareExactly(`state_dict ${name}: dtype`, tensors.get(name)?.dtype, dtype);
  }
  model.loadStateDict(tensors);
  using _ = noGrad();
  const inputs = tensor(kase.inputs_raw as number[][], { dtype: 'float64' }).div(16);
  compareLogits('expected_logits_float32', model, inputs.float(), kase.expected_logits_float32, kase.tol_float32);
  comparePredictions(kase, model);
  model.to('float64');
  compareLogits('expected_logits_float64', model, inputs, kase.expected_logits_float64, kase.tol_float64);
}

/** Closer than the case asks for: single precision reaches 1e-5. */
function compareLogits(
  field: string,
  model: Module,
  inputs: Tensor,
  wanted: readonly (readonly JsonNumber[])[] = [],
  tolerance: Tolerance = exact,
): void {
  const { rtol, atol } = tolerance;
  const logits = model.call(inputs).tolist() as number[][];
  compareExactly(`${field}: rows`, logits.length, wanted.length);
  wanted.forEach((row, n) => {
    compareExactly(`${field}[${n}]: logits`, logits[n]!.length, row.length);
    for (const [c, value] of row.entries()) {
      compareNumbers(`${field}[${n}][${c}]`, logits[n]![c]!, value, {
        rtol: Math.min(rtol, 1e-5),
        atol: Math.min(atol, 1e-5),
      });
    }
  });
}

function comparePredictions(kase: ArtifactCase, model: Module): void {
  if (!kase.test_indices) return;
  const file = createRequire(import.meta.url).resolve('@cotangent/data/digits.csv');
  const { images, labels } = parseDigits(readFileSync(file, 'utf8'));
  const rows = tensor([...kase.test_indices], { dtype: 'int32' });
  const [x, y] = [indexSelect(images, 0, rows).div(16), indexSelect(labels, 0, rows)];
  if (kase.labels_all) compareExactly('labels_all', y.tolist(), kase.labels_all);
  const predictions = model.call(x).argmax({ dim: 1 });
  if (kase.expected_predictions_all) {
    compareExactly('expected_predictions_all', predictions.tolist(), kase.expected_predictions_all);
  }
  const accuracy = predictions.eq(y).float().mean().item();
  if (kase.test_accuracy === undefined) throw new Mismatch('no test_accuracy is recorded');
  compareNumbers('test_accuracy', accuracy, kase.test_accuracy, { rtol: 1e-6, atol: 0 });
}
