/**
 * How many cases of each op the library has nothing for yet, by section. Whoever adds an op takes it out here; nothing
 * may come in.
 */
export const notThere: Readonly<Record<string, string>> = {
  A_create: 'logspace 6, new_zeros 7, new_ones 9, new_full 7',
  A_edge_errors: `
    cumsum 2, cumprod 2, median 2, nansum 2, nanmean 2, cummax 2, cummin 2, logcumsumexp 2, einsum 2, tril 2,
    flip 2, nn.functional.pad 4, unfold 2, __getitem__ 14, nn.functional.embedding 2, nn.functional.conv2d 4,
    nn.functional.max_pool2d 2, nn.functional.layer_norm 2, nn.functional.group_norm 2, nn.functional.batch_norm 2
  `,
  A_edges: `
    cumsum 10, cumprod 18, median 26, nansum 16, nanmean 24, cummax 6, cummin 10, logcumsumexp 8, norm 30,
    linalg.vector_norm 4, addmm 6, einsum 34, tril 6, triu 8, trace 2, diag 2, flip 4, roll 2, tile 6, repeat 4,
    nn.functional.pad 16, diagonal 6, unfold 2, repeat_interleave 2, __getitem__ 38, masked_select 2, sort 6,
    argsort 2, topk 6, nn.functional.embedding 2, nn.functional.conv1d 6, nn.functional.conv2d 4,
    nn.functional.conv_transpose1d 2, nn.functional.conv_transpose2d 2, nn.functional.max_pool2d 6,
    nn.functional.avg_pool2d 6, nn.functional.avg_pool1d 2, nn.functional.max_pool1d 4,
    nn.functional.adaptive_avg_pool2d 6, nn.functional.layer_norm 8, nn.functional.group_norm 8,
    nn.functional.instance_norm 2, nn.functional.batch_norm 10, nn.functional.scaled_dot_product_attention 6,
    nn.functional.normalize 2, nn.functional.interpolate 6, nn.functional.kl_div 12,
    nn.functional.cosine_similarity 2, nn.functional.cosine_embedding_loss 2, nn.functional.margin_ranking_loss 6,
    nn.functional.triplet_margin_loss 12, nn.functional.hinge_embedding_loss 4, nn.functional.soft_margin_loss 6,
    nn.functional.multi_margin_loss 8, nn.functional.multilabel_margin_loss 6,
    nn.functional.multilabel_soft_margin_loss 4, nn.functional.poisson_nll_loss 10,
    nn.functional.gaussian_nll_loss 10, ctc_of_logits 10, nn.functional.ctc_loss 28
  `,
  A_errors: `
    roll 1, diagonal 2, nn.functional.embedding 1, nn.functional.max_pool1d 8, nn.functional.max_pool2d 4,
    nn.functional.avg_pool1d 1, nn.functional.avg_pool2d 3, nn.functional.margin_ranking_loss 1,
    nn.functional.hinge_embedding_loss 1, nn.functional.soft_margin_loss 1, nn.functional.poisson_nll_loss 1,
    logcumsumexp 1, kthvalue 1, diag 1, diag_embed 1, hstack 1, dstack 1, hsplit 2, vsplit 1, rot90 1, fliplr 1,
    flipud 1, logspace 1, nn.functional.max_pool3d 2, nn.functional.avg_pool3d 2
  `,
  A_index: `
    scatter 1, masked_select 8, __getitem__ 18, sort 16, topk 8, nn.functional.embedding 2, slice 1, index_copy 2,
    index_fill 7, index_put 5, scatter_reduce 70, masked_scatter 8, take 13, put 15, argsort 14, msort 2,
    argwhere 4, nonzero 16, bincount 5, bucketize 15, searchsorted 15, unique 8, select_scatter 4, slice_scatter 4,
    diagonal_scatter 10, nn.functional.embedding_bag 12
  `,
  A_linalg: `
    addmm 3, einsum 6, tril 5, triu 8, baddbmm 6, addmv 7, addbmm 7, addr 1, inner 1, tensordot 4, kron 1, trace 2,
    diag 12, diag_embed 15, cross 3, cdist 6, linalg.norm 16, linalg.vector_norm 18, linalg.matrix_norm 14,
    linalg.det 22, linalg.inv 4, linalg.solve 6, linalg.cholesky 10, linalg.matrix_power 10, linalg.multi_dot 2,
    linalg.vecdot 6
  `,
  A_loss: `
    nn.functional.kl_div 10, nn.functional.cosine_similarity 4, nn.functional.cosine_embedding_loss 2,
    nn.functional.margin_ranking_loss 18, nn.functional.triplet_margin_loss 6, nn.functional.hinge_embedding_loss 6,
    nn.functional.soft_margin_loss 4, nn.functional.multi_margin_loss 4, nn.functional.multilabel_margin_loss 2,
    nn.functional.multilabel_soft_margin_loss 4, nn.functional.poisson_nll_loss 28,
    nn.functional.gaussian_nll_loss 24
  `,
  A_movement: `
    flip 10, roll 8, repeat 21, tile 26, nn.functional.pad 46, constant_pad_nd 35, diagonal 17, unfold 11, hstack 2,
    vstack 2, dstack 5, column_stack 2, tensor_split 11, hsplit 3, vsplit 1, meshgrid 12, rot90 17, fliplr 5,
    flipud 3, broadcast_tensors 1, repeat_interleave 3, atleast_1d 6, atleast_2d 7, atleast_3d 6, diagflat 8,
    block_diag 5, cartesian_prod 4, combinations 12, nn.functional.pixel_shuffle 4, nn.functional.pixel_unshuffle 6,
    nn.functional.unfold 4, triu_indices 1, tril_indices 1, as_strided 5
  `,
  A_nn: `
    nn.functional.conv1d 10, nn.functional.conv2d 18, nn.functional.max_pool1d 34, nn.functional.max_pool2d 34,
    nn.functional.avg_pool1d 13, nn.functional.avg_pool2d 3, nn.functional.layer_norm 2, nn.functional.batch_norm 6,
    nn.functional.group_norm 4, nn.functional.normalize 6, nn.functional.adaptive_avg_pool1d 4,
    nn.functional.adaptive_avg_pool2d 2, nn.functional.adaptive_max_pool1d 8, nn.functional.adaptive_max_pool2d 6,
    nn.functional.max_pool3d 16, nn.functional.avg_pool3d 3, nn.functional.conv_transpose1d 9,
    nn.functional.conv_transpose2d 12, nn.functional.instance_norm 8, nn.functional.local_response_norm 11,
    nn.functional.interpolate 32, nn.functional.bilinear 5, nn.functional.pairwise_distance 8,
    nn.functional.pdist 12
  `,
  A_promotion: 'add 1, mul 2, sub 2, div 4, eq 1, lt 2, cumsum 3, norm 3',
  A_reduction: `
    norm 28, cumsum 4, cumprod 8, cummax 9, cummin 8, logcumsumexp 2, median 8, nanmean 10, nansum 11,
    count_nonzero 15, var_mean 14, std_mean 12, diff 10, trapezoid 15, mode 7, kthvalue 11, quantile 10
  `,
  D_optim: `
    optim.NAdam 10, optim.RAdam 14, optim.RMSprop 14, optim.Adagrad 16, optim.Adadelta 4, optim.Adamax 12,
    optim.Rprop 4, optim.ASGD 2, optim.LBFGS 8
  `,
  D_optim_errors: 'optim.RAdam 1, optim.RMSprop 1, optim.Adagrad 1, optim.Adadelta 1, optim.Rprop 1',
  E_schedulers: `
    MultiStepLR 5, ExponentialLR 3, CosineAnnealingWarmRestarts 5, LinearLR 3, ConstantLR 2, PolynomialLR 2,
    OneCycleLR 5, ReduceLROnPlateau 25, MultiplicativeLR 1, LambdaLR 2, SequentialLR 6, ChainedScheduler 1,
    CyclicLR 1
  `,
  F_training: 'train.mlp_relu 22, train.mlp_bn 2, train.mlp_ln_gelu 4, train.cnn 2',
  G_autograd_programs: 'program 2',
  G_higher_order: `
    norm2 8, norm3 4, cumsum 6, cumprod 6, einsum 4, conv1d 8, conv2d 4, max_pool2d 6, avg_pool2d 6, layer_norm 8,
    batch_norm 2, group_norm 2, getitem 6, getitem_adv 4, sort 4, pad 2, embedding 8, kl_div 6, cosine_similarity 8,
    normalize 4
  `,
  H_init: `
    Conv1d 1, Conv2d 1, Conv3d 2, ConvTranspose2d 1, Embedding 1, EmbeddingBag 1, GroupNorm 1, RNN 1, LSTM 1, GRU 1,
    RNNCell 1, LSTMCell 1, GRUCell 1, Bilinear 1, MultiheadAttention 1
  `,
  H_module_errors: 'Conv2d 1, BatchNorm1d 1, GroupNorm 1, Embedding 1, LSTM 1, autograd 1',
  H_modules: `
    nn.Bilinear 2, nn.Conv2d 10, nn.Conv1d 4, nn.ConvTranspose1d 2, nn.ConvTranspose2d 2, nn.BatchNorm1d 24,
    nn.BatchNorm2d 14, nn.InstanceNorm1d 2, nn.InstanceNorm2d 2, nn.Dropout2d 2, nn.AlphaDropout 2, nn.LayerNorm 4,
    nn.GroupNorm 2, nn.LocalResponseNorm 2, nn.Embedding 2, nn.EmbeddingBag 2, nn.Unflatten 2, nn.MaxPool2d 2,
    nn.AvgPool2d 2, nn.AdaptiveAvgPool1d 2, nn.AdaptiveAvgPool2d 2, nn.AdaptiveMaxPool2d 2, nn.Upsample 2,
    nn.ConstantPad1d 2, nn.ReflectionPad1d 2, nn.PairwiseDistance 2, nn.RNNCell 2, nn.GRUCell 2, nn.LSTMCell 2,
    nn.RNN 6, nn.GRU 12, nn.LSTM 14, nn.MultiheadAttention 6, nn.TransformerEncoderLayer 6,
    nn.TransformerDecoderLayer 2, nn.KLDivLoss 2, nn.PoissonNLLLoss 4, nn.GaussianNLLLoss 2,
    nn.HingeEmbeddingLoss 4, nn.SoftMarginLoss 2, nn.MarginRankingLoss 2, nn.CosineEmbeddingLoss 4,
    nn.TripletMarginLoss 2, nn.MultiMarginLoss 4, nn.MultiLabelMarginLoss 2, nn.MultiLabelSoftMarginLoss 2,
    nn.CTCLoss 2, nn.Sequential 2
  `,
  H_state_dict: `
    Bilinear 1, Conv3d 1, ConvTranspose1d 1, LayerNorm 1, BatchNorm1d 1, InstanceNorm2d 1, RNNCell 1, LSTMCell 1,
    GRUCell 1, LSTM 2, GRU 1, MultiheadAttention 2, TransformerEncoderLayer 1, TransformerDecoderLayer 1,
    Sequential 1, ModuleDict 1, ParameterList 1
  `,
  S_seed_streams: 'Embedding 2, Conv2d 2',
  I_artifacts: 'safetensors 2',
};
