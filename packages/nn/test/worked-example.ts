/**
 * preds [[2, 1, 0.1], [1.5, 2.5, 0.3]] and targets [0, 1], with ε = 0.1 where a label is smoothed and class weights
 * [1, 2, 1] where weighted. Values and gradients of PyTorch 2.13 in float64; the tutorials' formula was evaluated in it.
 */
export interface WorkedExample {
  readonly formula: 'crossEntropy' | 'crossEntropySmoothed' | 'labelSmoothingCrossEntropy';
  readonly weighted: boolean;
  readonly reduction: 'none' | 'mean' | 'sum';
  readonly loss: readonly number[];
  /** Of the loss (with `none`, of the sum of the losses) with respect to preds, row-major. */
  readonly gradient: readonly number[];
}

export const workedExamples: readonly WorkedExample[] = [
  {
    formula: 'labelSmoothingCrossEntropy',
    weighted: false,
    reduction: 'none',
    loss: [0.5620300162778336, 0.5511515559200587],
    gradient: [
      -0.24099886111403213, 0.19243297070471388, 0.04856589040931819, 0.19878864557372455, -0.2237223456100067,
      0.024933700036282105,
    ],
  },
  {
    formula: 'labelSmoothingCrossEntropy',
    weighted: false,
    reduction: 'mean',
    loss: [0.5565907860989461],
    gradient: [
      -0.12049943055701606, 0.09621648535235694, 0.024282945204659095, 0.09939432278686228, -0.11186117280500335,
      0.012466850018141053,
    ],
  },
  {
    formula: 'labelSmoothingCrossEntropy',
    weighted: false,
    reduction: 'sum',
    loss: [1.1131815721978922],
    gradient: [
      -0.24099886111403213, 0.19243297070471388, 0.04856589040931819, 0.19878864557372455, -0.2237223456100067,
      0.024933700036282105,
    ],
  },
  {
    formula: 'labelSmoothingCrossEntropy',
    weighted: true,
    reduction: 'none',
    loss: [0.6328815170917252, 0.9031879562481115],
    gradient: [
      -0.2080488041697337, 0.1545546192399496, 0.053494184929784104, 0.42269842659007667, -0.5150724566590127,
      0.09237403006893602,
    ],
  },
  {
    formula: 'labelSmoothingCrossEntropy',
    weighted: true,
    reduction: 'mean',
    loss: [0.7680347366699184],
    gradient: [
      -0.10402440208486685, 0.0772773096199748, 0.026747092464892052, 0.21134921329503834, -0.25753622832950634,
      0.04618701503446801,
    ],
  },
  {
    formula: 'labelSmoothingCrossEntropy',
    weighted: true,
    reduction: 'sum',
    loss: [1.5360694733398368],
    gradient: [
      -0.2080488041697337, 0.1545546192399496, 0.053494184929784104, 0.42269842659007667, -0.5150724566590127,
      0.09237403006893602,
    ],
  },
  {
    formula: 'crossEntropySmoothed',
    weighted: false,
    reduction: 'none',
    loss: [0.5136966829445002, 0.49781822258672537],
    gradient: [
      -0.27433219444736545, 0.20909963737138057, 0.06523255707598485, 0.21545531224039122, -0.25705567894334,
      0.041600366702948775,
    ],
  },
  {
    formula: 'crossEntropySmoothed',
    weighted: false,
    reduction: 'mean',
    loss: [0.5057574527656128],
    gradient: [
      -0.13716609722368273, 0.10454981868569029, 0.03261627853799243, 0.10772765612019561, -0.12852783947167,
      0.020800183351474388,
    ],
  },
  {
    formula: 'crossEntropySmoothed',
    weighted: false,
    reduction: 'sum',
    loss: [1.0115149055312256],
    gradient: [
      -0.27433219444736545, 0.20909963737138057, 0.06523255707598485, 0.21545531224039122, -0.25705567894334,
      0.041600366702948775,
    ],
  },
  {
    formula: 'crossEntropySmoothed',
    weighted: true,
    reduction: 'none',
    loss: [0.560931016820428, 0.8628930081121136],
    gradient: [
      -0.25236548981783313, 0.1838474030615377, 0.06851808675629548, 0.44765804810920085, -0.5591965348460127,
      0.11153848673681209,
    ],
  },
  {
    formula: 'crossEntropySmoothed',
    weighted: true,
    reduction: 'mean',
    loss: [0.47460800831084715],
    gradient: [
      -0.08412182993927773, 0.06128246768717923, 0.02283936225209849, 0.14921934936973358, -0.18639884494867104,
      0.037179495578937356,
    ],
  },
  {
    formula: 'crossEntropySmoothed',
    weighted: true,
    reduction: 'sum',
    loss: [1.4238240249325416],
    gradient: [
      -0.25236548981783313, 0.1838474030615377, 0.06851808675629548, 0.44765804810920085, -0.5591965348460127,
      0.11153848673681209,
    ],
  },
  {
    formula: 'crossEntropy',
    weighted: false,
    reduction: 'none',
    loss: [0.41703001627783354, 0.3911515559200587],
    gradient: [
      -0.3409988611140321, 0.2424329707047139, 0.0985658904093182, 0.24878864557372454, -0.3237223456100067,
      0.07493370003628211,
    ],
  },
  {
    formula: 'crossEntropy',
    weighted: false,
    reduction: 'mean',
    loss: [0.4040907860989461],
    gradient: [
      -0.17049943055701605, 0.12121648535235695, 0.0492829452046591, 0.12439432278686227, -0.16186117280500334,
      0.037466850018141054,
    ],
  },
  {
    formula: 'crossEntropy',
    weighted: false,
    reduction: 'sum',
    loss: [0.8081815721978922],
    gradient: [
      -0.3409988611140321, 0.2424329707047139, 0.0985658904093182, 0.24878864557372454, -0.3237223456100067,
      0.07493370003628211,
    ],
  },
  {
    formula: 'crossEntropy',
    weighted: true,
    reduction: 'none',
    loss: [0.41703001627783354, 0.7823031118401174],
    gradient: [
      -0.3409988611140321, 0.2424329707047139, 0.0985658904093182, 0.4975772911474491, -0.6474446912200134,
      0.14986740007256422,
    ],
  },
  {
    formula: 'crossEntropy',
    weighted: true,
    reduction: 'mean',
    loss: [0.3997777093726503],
    gradient: [
      -0.1136662870380107, 0.08081099023490462, 0.03285529680310606, 0.1658590970491497, -0.21581489707333779,
      0.04995580002418807,
    ],
  },
  {
    formula: 'crossEntropy',
    weighted: true,
    reduction: 'sum',
    loss: [1.199333128117951],
    gradient: [
      -0.3409988611140321, 0.2424329707047139, 0.0985658904093182, 0.4975772911474491, -0.6474446912200134,
      0.14986740007256422,
    ],
  },
];
