// Networks in plain JavaScript, as scripts/autogrid/model/numpy_model.py applies them, layer by layer. Activations
// by Keras' names take and return the units of a layer, or the channels of a pixel.

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

// Layers by the names of their classes, each a function from its fields to a function from tensors to tensors: values in
// a row and their shape, of images height, width, channels. A black pixel costs nothing.
const KINDS = {
  Dense({kernel, bias, activation}) {
    const [inputs, units] = kernel.shape;
    return ({values}) => {
      const sums = Float64Array.from(bias.values);
      for (let i = 0; i < inputs; i += 1) if (values[i] !== 0) added(sums, 0, kernel.values, i * units, units, values[i]);
      return {values: ACTIVATIONS[activation](sums), shape: [units]};
    };
  },
  Conv2D({kernel, bias, strides, activation}) {
    const [tall, wide, inputs, outputs] = kernel.shape;
    return ({values, shape: [height, width]}) => {
      const shape = [Math.ceil(height / strides[0]), Math.ceil(width / strides[1]), outputs], sums = repeated(bias.values, shape);
      const top = padding(height, tall, strides[0]), left = padding(width, wide, strides[1]);
      forEach([shape[0], shape[1], tall, wide], (y, x, i, j) => {
        const [row, column] = [y * strides[0] + i - top, x * strides[1] + j - left];
        if (row < 0 || row >= height || column < 0 || column >= width) return;
        for (let c = 0; c < inputs; c += 1) {
          const value = values[(row * width + column) * inputs + c];
          if (value !== 0) added(sums, (y * shape[1] + x) * outputs, kernel.values, ((i * wide + j) * inputs + c) * outputs, outputs, value);
        }
      });
      return {values: byPixel(sums, outputs, ACTIVATIONS[activation]), shape};
    };
  },
  Conv2DTranspose({kernel, bias, strides, activation}) {
    const [tall, wide, outputs, inputs] = kernel.shape;
    return ({values, shape: [height, width]}) => {
      const shape = [height * strides[0], width * strides[1], outputs], sums = repeated(bias.values, shape);
      const top = padding(shape[0], tall, strides[0]), left = padding(shape[1], wide, strides[1]);
      forEach([height, width, tall, wide], (y, x, i, j) => {
        const [row, column] = [y * strides[0] + i - top, x * strides[1] + j - left];
        if (row < 0 || row >= shape[0] || column < 0 || column >= shape[1]) return;
        for (let o = 0; o < outputs; o += 1) {
          let sum = 0;
          for (let c = 0; c < inputs; c += 1) sum += values[(y * width + x) * inputs + c] * kernel.values[((i * wide + j) * outputs + o) * inputs + c];
          sums[(row * shape[1] + column) * outputs + o] += sum;
        }
      });
      return {values: byPixel(sums, outputs, ACTIVATIONS[activation]), shape};
    };
  },
  Reshape: ({target_shape: shape}) => ({values}) => ({values, shape}),
  Flatten: () => ({values}) => ({values, shape: [values.length]}),
  Cropping2D: ({cropping: [[top, bottom], [left, right]]}) => ({values, shape: [height, width, channels]}) => {
    const shape = [height - top - bottom, width - left - right, channels], found = new Float64Array(shape[0] * shape[1] * channels);
    forEach(shape, (y, x, c) => (found[(y * shape[1] + x) * channels + c] = values[((y + top) * width + x + left) * channels + c]));
    return {values: found, shape};
  },
  Activation: ({activation}) => ({values, shape}) => ({values: ACTIVATIONS[activation](values), shape}),
};

// Add a multiple of some of the values of an array to some of another.
function added(sums, to, values, from, count, factor) {
  for (let k = 0; k < count; k += 1) sums[to + k] += factor * values[from + k];
}

// Zeros before a side of an image, for Keras' padding "same".
const padding = (size, kernel, stride) => Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0) >> 1;
const repeated = (values, [height, width]) => Float64Array.from({length: height * width * values.length}, (_, i) => values[i % values.length]);

// Call a function with every index of an array of a shape.
function forEach([count, ...rest], visit, ...before) {
  for (let i = 0; i < count; i += 1) rest.length ? forEach(rest, visit, ...before, i) : visit(...before, i);
}

function byPixel(values, channels, activate) {
  for (let i = 0; i < values.length; i += channels) values.set(activate(values.subarray(i, i + channels)), i);
  return values;
}

// Layers applied one after another to the values of an image or a code.
function applied(layers) {
  const steps = layers.map(({kind, ...fields}) => KINDS[kind](Object.fromEntries(Object.entries(fields).map(([name, value]) =>
    [name, typeof value.values === "string" ? {shape: value.shape, values: halves(value.values)} : value]))));
  return values => steps.reduce((tensor, step) => step(tensor), {values, shape: [values.length]}).values;
}

// What is lost of an image, by the measures of the grid: the mean binary cross-entropy in nats per pixel, with the
// clipping of Keras, and the mean squared error of what is restored, clipped to intensities.
const LOST = {
  error: (image, restored) => meanOf(image, (x, i) => {
    const p = clip(restored[i], 1e-7, 1 - 1e-7);
    return -x * Math.log(p) - (1 - x) * Math.log(1 - p);
  }),
  mse: (image, restored) => meanOf(image, (x, i) => (x - clip(restored[i], 0, 1)) ** 2),
};
const meanOf = (image, value) => image.reduce((sum, x, i) => sum + value(x, i), 0) / image.length;
