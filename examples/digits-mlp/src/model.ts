import { nn } from 'cotangent';

/** From 64 pixels to a score for each of the 10 digits. */
export function createModel() {
  return new nn.Sequential(
    new nn.Linear(64, 128),
    new nn.ReLU(),
    new nn.Linear(128, 64),
    new nn.ReLU(),
    new nn.Linear(64, 10),
  );
}

export type Model = ReturnType<typeof createModel>;
