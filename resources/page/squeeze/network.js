// Dense networks in plain JavaScript, as scripts/autogrid/model/numpy_model.py applies them: layer by layer
// activation(x · kernel + bias). Activations take and return a whole layer, by Keras' names.

const sigmoid = x => 1 / (1 + Math.exp(-x));
const softplus = x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const elu = (x, alpha = 1) => (x > 0 ? x : alpha * Math.expm1(x));
const clip = (x, low, high) => Math.min(Math.max(x, low), high);
const total = values => values.reduce((sum, value) => sum + value, 0);

// The error function, by Abramowitz and Stegun's formula 7.1.26; it is off by 1.5e-7 at most.
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

function softmax(values) {
  const most = Math.max(...values), powers = values.map(value => Math.exp(value - most)), sum = total(powers);
  return powers.map(power => power / sum);
}

function logSoftmax(values) {
  const most = Math.max(...values), log = Math.log(total(values.map(value => Math.exp(value - most))));
  return values.map(value => value - most - log);
}

// As Keras computes it, whose threshold is another than that of Martins and Astudillo.
function sparsemax(values) {
  let sum = 0, count = 0, sums = 0;
  values.toSorted().reverse().forEach((value, index) => {
    sum += value;
    if (value - (sum - 1) / (index + 1) <= 0) return;
    count += 1;
    sums += sum;
  });
  return values.map(value => Math.max(value - (sums - 1) / count, 0));
}

const each = of => values => values.map(value => of(value));
const ACTIVATIONS = {
  celu: each(x => elu(x)),
  elu: each(x => elu(x)),
  exponential: each(Math.exp),
  gelu: each(x => (x * (1 + erf(x / Math.SQRT2))) / 2),
  hard_shrink: each(x => (Math.abs(x) > 0.5 ? x : 0)),
  hard_sigmoid: each(x => clip(x / 6 + 0.5, 0, 1)),
  hard_silu: each(x => x * clip(x / 6 + 0.5, 0, 1)),
  hard_tanh: each(x => clip(x, -1, 1)),
  leaky_relu: each(x => (x > 0 ? x : 0.2 * x)),
  linear: each(x => x),
  log_sigmoid: each(x => -softplus(-x)),
  log_softmax: logSoftmax,
  mish: each(x => x * Math.tanh(softplus(x))),
  relu: each(x => Math.max(x, 0)),
  relu6: each(x => clip(x, 0, 6)),
  selu: each(x => 1.05070098 * elu(x, 1.67326324)),
  sigmoid: each(sigmoid),
  silu: each(x => x * sigmoid(x)),
  soft_shrink: each(x => x - clip(x, -0.5, 0.5)),
  softmax,
  softplus: each(softplus),
  softsign: each(x => x / (1 + Math.abs(x))),
  sparse_plus: each(x => (x > 1 ? x : x > -1 ? (x + 1) ** 2 / 4 : 0)),
  sparse_sigmoid: each(x => clip((x + 1) / 2, 0, 1)),
  sparsemax,
  squareplus: each(x => (x + Math.sqrt(x * x + 4)) / 2),
  tanh: each(Math.tanh),
  tanh_shrink: each(x => x - Math.tanh(x)),
};

// Numbers in half precision, as base64 of two bytes each, the lower one first.
function halves(base64) {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  return Float32Array.from({length: bytes.length / 2}, (_, i) => half(bytes[2 * i] | (bytes[2 * i + 1] << 8)));
}

function half(bits) {
  const sign = bits >> 15 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

// A dense layer as a function from its inputs to its units; a black pixel costs nothing.
function dense({inputs, units, activation, weights}) {
  const numbers = halves(weights), activate = ACTIVATIONS[activation];
  return values => {
    const sums = Float64Array.from(numbers.subarray(inputs * units));
    for (let i = 0; i < inputs; i += 1) {
      const value = values[i];
      if (value === 0) continue;
      for (let j = 0, at = i * units; j < units; j += 1, at += 1) sums[j] += value * numbers[at];
    }
    return activate(sums);
  };
}

// Layers applied one after another.
function applied(layers) {
  const steps = layers.map(dense);
  return values => steps.reduce((found, step) => step(found), values);
}

// The mean binary cross-entropy of an image in nats per pixel, with the clipping of Keras.
function crossEntropy(image, restored) {
  let sum = 0;
  for (let i = 0; i < image.length; i += 1) {
    const p = clip(restored[i], 1e-7, 1 - 1e-7);
    sum -= image[i] * Math.log(p) + (1 - image[i]) * Math.log(1 - p);
  }
  return sum / image.length;
}
