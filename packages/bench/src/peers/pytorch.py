"""PyTorch's runner, which is told what to do as those in JavaScript: see measuring/runner.ts."""

import argparse
import json
import os
import time

import numpy as np
import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--workload", default="W1")
parser.add_argument("--mode", default="bench", choices=["bench", "check", "startup", "growth"])
parser.add_argument("--steps", type=int)
args = parser.parse_args()

with open(os.path.join(args.data, "spec.json")) as file:
    SPEC = json.load(file)
with open(os.path.join(args.data, "manifest.json")) as file:
    MANIFEST = json.load(file)
BYTES = np.fromfile(os.path.join(args.data, "data.bin"), dtype=np.int8)

# one core, as everyone else
torch.set_num_threads(1)


def read(name):
    entry = MANIFEST[name]
    count = int(np.prod(entry["shape"]))
    values = BYTES[entry["offset"] : entry["offset"] + count].astype(np.float64) * entry["scale"]
    return torch.from_numpy(values.astype(np.float32).reshape(entry["shape"]))


def hash_uniform(count, seed, scale=1.0):
    mask = np.uint64(0xFFFFFFFF)
    i = np.arange(count, dtype=np.uint64)
    x = (i * np.uint64(0x9E3779B1) + np.uint64(seed) * np.uint64(0x85EBCA77)) & mask
    x = ((x ^ (x >> np.uint64(15))) * np.uint64(0x85EBCA77)) & mask
    x = ((x ^ (x >> np.uint64(13))) * np.uint64(0xC2B2AE3D)) & mask
    x = x ^ (x >> np.uint64(16))
    numbers = ((x >> np.uint64(8)).astype(np.float64) / 8388608 - 1) * scale
    return torch.from_numpy(numbers.astype(np.float32))


def blas():
    """The libraries for linear algebra that the process has loaded; none where it is part of PyTorch itself."""
    try:
        with open("/proc/self/maps") as maps:
            files = {line.split()[-1] for line in maps if "blas" in line or "mkl" in line}
    except OSError:
        return []
    return sorted(file for file in files if file.startswith("/"))


def output(metric, figures, checks=None, workload=args.workload):
    def rounded(values):
        return {key: float("%.7g" % v) if isinstance(v, float) else v for key, v in values.items()}

    line = {"framework": "pytorch", "version": torch.__version__, "workload": workload, "metric": metric}
    line.update(rounded(figures), checks=rounded(checks or {}), blas=blas())
    print(json.dumps(line), flush=True)


def time_steps(step, timing):
    clock = time.perf_counter
    index = 0
    start = clock()
    while index < timing["warmSteps"] or (clock() - start) * 1e3 < timing["warmMs"]:
        step(index)
        index += 1
    times = []
    start = before = clock()
    while len(times) < timing["minSteps"] or (before - start) * 1e3 < timing["measureMs"]:
        if len(times) >= timing["maxSteps"]:
            break
        step(index)
        index += 1
        after = clock()
        times.append((after - before) * 1e3)
        before = after
    return times


def measure(check, step, metric="ms/step", figure=lambda ms: ms, **timing):
    checks = check()
    if args.mode == "check":
        output(metric, {}, checks)
        return
    figures = np.array([figure(ms) for ms in time_steps(step, {**SPEC["timing"], **timing})])
    p10, median, p90 = (float(q) for q in np.quantile(figures, [0.1, 0.5, 0.9]))
    output(metric, {"median": median, "p10": p10, "p90": p90, "n": len(figures)}, checks)


def batches(training, sample):
    x, y = read(training["x"]), read(training["y"]).long()
    size = training["batch"]
    stride = training.get("xBatchStride", size)
    starts = [i * stride for i in range(training["batches"])]
    return [(x[s : s + size].clone().view(size, *sample), y[s : s + size].clone()) for s in starts]


def trainer(model, training, data):
    adam = SPEC["adam"]
    if training["opt"] == "sgd":
        optimizer = torch.optim.SGD(model.parameters(), lr=training["lr"], momentum=training["momentum"])
    else:
        betas = (adam["b1"], adam["b2"])
        optimizer = torch.optim.Adam(model.parameters(), lr=training["lr"], betas=betas, eps=adam["eps"])
    criterion = nn.CrossEntropyLoss(label_smoothing=training["smoothing"])

    def step(index):
        x, y = data[index % len(data)]
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def load(layer, weight, bias):
    with torch.no_grad():
        values = read(weight)
        layer.weight.copy_(values.t() if values.dim() == 2 else values)
        layer.bias.copy_(read(bias))
    return layer


def mlp_step(name):
    training = SPEC[name]
    dims = training["dims"]
    layers = []
    for i in range(len(dims) - 1):
        layers.append(load(nn.Linear(dims[i], dims[i + 1]), f"{name}_w{i}", f"{name}_b{i}"))
        if i + 2 < len(dims):
            layers.append(nn.Tanh() if training["act"] == "tanh" else nn.ReLU())
    return trainer(nn.Sequential(*layers), training, batches(training, [dims[0]]))


def cnn_step():
    training = SPEC["W9"]
    first = load(nn.Conv2d(1, training["c1"], 3, padding=1), "W9_k0", "W9_kb0")
    second = load(nn.Conv2d(training["c1"], training["c2"], 3, padding=1), "W9_k1", "W9_kb1")
    last = load(nn.Linear(49 * training["c2"], 10), "W9_w", "W9_b")
    hidden = [first, nn.ReLU(), nn.MaxPool2d(2), second, nn.ReLU(), nn.MaxPool2d(2)]
    model = nn.Sequential(*hidden, nn.Flatten(), last)
    return trainer(model, training, batches(training, [1, 28, 28]))


def train(step):
    count = SPEC[args.workload]["checkSteps"]

    def check():
        losses = [step(i) for i in range(count)]
        return {"loss_1": losses[0], f"loss_{count}": losses[-1]}

    measure(check, lambda index: step(count + index))


def matmul():
    spec = SPEC["W5"]
    for n in spec["sizes"]:
        a = hash_uniform(n * n, spec["seedA"]).view(n, n)
        b = hash_uniform(n * n, spec["seedB"]).view(n, n)
        measure(
            check=lambda: {f"c00_{n}": (a @ b)[0, 0].item()},
            step=lambda index: a @ b,
            metric=f"GFLOPS-{n}",
            figure=lambda ms: 2 * n**3 / ms / 1e6,
            warmSteps=3,
        )


def elementwise():
    spec = SPEC["W6"]
    a, b, c = inputs = [hash_uniform(spec["n"], seed).requires_grad_() for seed in spec["seeds"]]

    def step(index):
        for x in inputs:
            x.grad = None
        total = torch.relu(a * b + c).sum()
        total.backward()
        return total.item()

    def check():
        total = step(0)
        return {"sum": total, "ga7": a.grad[7].item(), "gb7": b.grad[7].item(), "gc7": c.grad[7].item()}

    measure(check, step)


def cross_entropy():
    spec = SPEC["W7"]
    rows, cols = spec["rows"], spec["cols"]
    logits = hash_uniform(rows * cols, spec["seed"], spec["scale"]).view(rows, cols).requires_grad_()
    labels = (torch.arange(rows) * 7) % cols
    criterion = nn.CrossEntropyLoss(label_smoothing=spec["smoothing"])

    def step(index):
        logits.grad = None
        loss = criterion(logits, labels)
        loss.backward()
        return loss.item()

    measure(lambda: {"loss": step(0), "g1": logits.grad[0, 1].item()}, step, warmSteps=3)


def scalar_chain():
    spec = SPEC["W8"]
    iters, factor, summand = spec["iters"], spec["mul"], spec["add"]
    start = torch.tensor([float(spec["x0"])], requires_grad=True)

    def step(index):
        start.grad = None
        x = start
        for _ in range(iters):
            x = x * factor + summand
        total = x.sum()
        total.backward()
        return total.item()

    measure(
        check=lambda: {"value": step(0), "grad": start.grad[0].item()},
        step=step,
        metric="us/op",
        figure=lambda ms: ms * 1000 / (2 * iters),
    )


def megabytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def growth(name, count):
    step = mlp_step(name)
    for i in range(5 * count):
        step(i)
    start = peak = megabytes()
    for i in range(count):
        step(5 * count + i)
        if i % 100 == 0:
            peak = max(peak, megabytes())
    figures = {"median": megabytes() - start, "n": count, "rssStart": start, "rssPeak": peak}
    output(f"MB growth, {count} steps of {name}", figures, workload="W10")


if args.mode == "startup":
    mlp_step("W1")(0)
    print("STEP", flush=True)
    output("first step", {}, workload="W11")
elif args.mode == "growth":
    growth(args.workload, args.steps)
elif args.workload in ("W1", "W2", "W3", "W4"):
    train(mlp_step(args.workload))
elif args.workload == "W9":
    train(cnn_step())
else:
    {"W5": matmul, "W6": elementwise, "W7": cross_entropy, "W8": scalar_chain}[args.workload]()
