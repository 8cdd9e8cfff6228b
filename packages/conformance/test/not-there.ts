/**
 * How many cases of each op the library has nothing for yet, by section. Whoever adds an op takes it out here; nothing
 * may come in.
 */
export const notThere: Readonly<Record<string, string>> = {
  H_init: `
    Embedding 1,
    EmbeddingBag 1,
  `,
  H_module_errors: `
    Embedding 1,
    autograd 1,
  `,
  H_modules: `
    nn.ConstantPad1d 2,
    nn.Embedding 2,
    nn.EmbeddingBag 2,
    nn.PairwiseDistance 2,
    nn.ReflectionPad1d 2,
    nn.Unflatten 2,
  `,
  I_artifacts: `
    safetensors 2,
  `,
  S_seed_streams: `
    Embedding 2,
  `,
};
