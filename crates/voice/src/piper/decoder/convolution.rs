//! A convolution over time.

use rten_simd::ops::{BitOps as _, NumOps as _};
use rten_simd::{Isa, Simd as _, SimdOp};

use super::Signal;

/// How many channels are computed beside each other, and in how many registers each.
const BESIDE: usize = 6;
const REGISTERS: usize = 2;
/// How many numbers of all inputs are looked at before the next: they stay near the processor.
const NEAR: usize = 8_192;

/// A layer: each output is a sum over all inputs at some times around its own.
pub(super) struct Convolution {
    inputs: usize,
    outputs: usize,
    taps: usize,
    /// How far taps are from each other.
    dilation: usize,
    /// How many zeros stand before and after the inputs.
    padding: [usize; 2],
    /// What negative inputs are multiplied with before: how steep a leaky rectifier is.
    leak: f32,
    /// For each group of outputs: input by input, tap by tap, the weights of its outputs.
    weights: Vec<f32>,
    /// Of each output, and zeros up to the end of its group.
    bias: Vec<f32>,
    /// Where it makes several outputs of one input.
    spread: Option<Spread>,
}

/// A transposed convolution makes `stride` outputs of each input: they are so many channels of an ordinary
/// one, which are then put between each other.
struct Spread {
    stride: usize,
    /// How many of the first and of the last are left out.
    padding: [usize; 2],
    outputs: usize,
    /// How many taps there were.
    taps: usize,
}

/// Weights as a model has them.
pub(super) struct Weights<'a> {
    pub(super) data: &'a [f32],
    pub(super) shape: [usize; 3],
    pub(super) bias: &'a [f32],
}

impl Convolution {
    /// Of weights by output, input and tap; nothing if they are of other sizes than they say.
    pub(super) fn new(weights: &Weights<'_>, dilation: usize, padding: [usize; 2]) -> Option<Self> {
        let [outputs, inputs, taps] = weights.shape;
        let of = |output: usize, input: usize, tap: usize| {
            weights.data.get((output * inputs + input) * taps + tap).copied()
        };
        let layer = Self {
            inputs,
            outputs,
            taps,
            dilation,
            padding,
            leak: 1.0,
            weights: packed([outputs, inputs, taps], of)?,
            bias: bias(weights.bias, outputs, 1)?,
            spread: None,
        };
        Some(layer)
    }

    /// Of weights by input, output and tap.
    pub(super) fn transposed(
        weights: &Weights<'_>,
        stride: usize,
        padding: [usize; 2],
    ) -> Option<Self> {
        let [inputs, outputs, taps] = weights.shape;
        let reach = taps.div_ceil(stride);
        let of = |output: usize, input: usize, tap: usize| {
            let (output, place) = (output / stride, output % stride);
            // The last of the taps that meet here is that of the oldest input.
            let from = place + (reach - 1 - tap) * stride;
            match from < taps {
                true => weights.data.get((input * outputs + output) * taps + from).copied(),
                false => Some(0.0),
            }
        };
        let layer = Self {
            inputs,
            outputs: outputs * stride,
            taps: reach,
            dilation: 1,
            padding: [reach - 1; 2],
            leak: 1.0,
            weights: packed([outputs * stride, inputs, reach], of)?,
            bias: bias(weights.bias, outputs, stride)?,
            spread: Some(Spread { stride, padding, outputs, taps }),
        };
        Some(layer)
    }

    /// The same after a leaky rectifier.
    pub(super) fn after_leak(self, leak: f32) -> Self {
        Self { leak, ..self }
    }

    /// How many outputs it makes of each input, and how many inputs around it they depend on; nothing if it
    /// makes a signal longer or shorter than that.
    pub(super) fn reach(&self) -> Option<(usize, usize)> {
        let reach = (self.taps - 1) * self.dilation;
        match &self.spread {
            None => (self.padding[0] + self.padding[1] == reach)
                .then_some((1, self.padding[0].max(self.padding[1]))),
            Some(spread) => {
                let left_out = spread.padding[0] + spread.padding[1];
                let is_even = spread.taps == left_out + spread.stride;
                is_even.then_some((spread.stride, self.taps))
            }
        }
    }

    /// The outputs, in what is no longer needed; nothing if these are not its inputs.
    pub(super) fn run(&self, signal: &Signal, spare: &mut Vec<Vec<f32>>) -> Option<Signal> {
        let length = signal.length();
        let reach = (self.taps - 1) * self.dilation;
        let made = (length + self.padding[0] + self.padding[1]).checked_sub(reach)?;
        if signal.channels != self.inputs || length == 0 || made == 0 {
            return None;
        }
        let mut out = spare.pop().unwrap_or_default();
        out.resize(self.outputs * made, 0.0);
        Near { layer: self, signal: &signal.data, length, out: &mut out, made }.dispatch();
        match &self.spread {
            None => Some(Signal { data: out, channels: self.outputs }),
            Some(spread) => {
                let spread = spread.run(&out, length, made, spare.pop().unwrap_or_default());
                spare.push(out);
                spread
            }
        }
    }
}

impl Spread {
    fn run(
        &self,
        values: &[f32],
        length: usize,
        made: usize,
        mut data: Vec<f32>,
    ) -> Option<Signal> {
        let all = (length - 1) * self.stride + self.taps;
        let kept = all.checked_sub(self.padding[0] + self.padding[1])?;
        data.clear();
        let mut row = vec![0.0; made * self.stride];
        for channels in values.chunks_exact(made * self.stride) {
            for (place, channel) in channels.chunks_exact(made).enumerate() {
                for (to, value) in row.iter_mut().skip(place).step_by(self.stride).zip(channel) {
                    *to = *value;
                }
            }
            data.extend_from_slice(row.get(self.padding[0]..self.padding[0] + kept)?);
        }
        Some(Signal { data, channels: self.outputs })
    }
}

/// Weights in the order in which they are needed.
fn packed(
    [outputs, inputs, taps]: [usize; 3],
    of: impl Fn(usize, usize, usize) -> Option<f32>,
) -> Option<Vec<f32>> {
    if outputs == 0 || inputs == 0 || taps == 0 {
        return None;
    }
    let mut packed = Vec::with_capacity(outputs.next_multiple_of(BESIDE) * inputs * taps);
    for group in (0..outputs).step_by(BESIDE) {
        for (input, tap) in (0..inputs).flat_map(|input| (0..taps).map(move |tap| (input, tap))) {
            for output in group..group + BESIDE {
                packed.push(if output < outputs { of(output, input, tap)? } else { 0.0 });
            }
        }
    }
    Some(packed)
}

/// What is added to each output, `times` one after another; zeros where a model has none.
fn bias(given: &[f32], outputs: usize, times: usize) -> Option<Vec<f32>> {
    let all = (outputs * times).next_multiple_of(BESIDE);
    if given.is_empty() {
        return Some(vec![0.0; all]);
    }
    let mut bias: Vec<f32> =
        given.iter().flat_map(|one| std::iter::repeat_n(*one, times)).collect();
    if bias.len() != outputs * times {
        return None;
    }
    bias.resize(all, 0.0);
    Some(bias)
}

/// The work, in the widest registers that the processor has.
struct Near<'a> {
    layer: &'a Convolution,
    signal: &'a [f32],
    length: usize,
    out: &'a mut [f32],
    made: usize,
}

impl SimdOp for Near<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self { layer, signal, length, out, made } = self;
        let step = isa.f32().len() * REGISTERS;
        let reach = (layer.taps - 1) * layer.dilation;
        let width = (NEAR / layer.inputs / step * step).max(step);
        let row = width + reach;
        let mut near = vec![0.0; row * layer.inputs];
        for at in (0..made).step_by(width) {
            for (to, from) in near.chunks_exact_mut(row).zip(signal.chunks_exact(length)) {
                gather(to, from, at, layer);
            }
            let width = width.min(made - at);
            let size = layer.inputs * layer.taps * BESIDE;
            let groups = layer.weights.chunks_exact(size).zip(layer.bias.chunks_exact(BESIDE));
            for ((weights, bias), out) in groups.zip(out.chunks_mut(made * BESIDE)) {
                for start in (0..width).step_by(step) {
                    let mut sums = [[isa.f32().zero(); REGISTERS]; BESIDE];
                    for (sums, bias) in sums.iter_mut().zip(bias) {
                        *sums = [isa.f32().splat(*bias); REGISTERS];
                    }
                    sum(isa, layer, &mut sums, &near[start..], row, weights);
                    let place = at + start..made.min(at + start + step);
                    for (sums, out) in sums.iter().zip(out.chunks_exact_mut(made)) {
                        put(isa, sums, &mut out[place.clone()]);
                    }
                }
            }
        }
    }
}

/// Inputs from a time on, behind what bends them, with zeros before their beginning and after their end.
#[inline(always)]
fn gather(to: &mut [f32], from: &[f32], at: usize, layer: &Convolution) {
    let before = layer.padding[0].saturating_sub(at).min(to.len());
    let (zeros, to) = to.split_at_mut(before);
    zeros.fill(0.0);
    let from = from.get((at + before).saturating_sub(layer.padding[0])..).unwrap_or_default();
    let (to, zeros) = to.split_at_mut(from.len().min(to.len()));
    zeros.fill(0.0);
    for (to, from) in to.iter_mut().zip(from) {
        *to = if *from < 0.0 { *from * layer.leak } else { *from };
    }
}

/// Adds up a group of outputs, for as many times as its registers hold.
#[inline(always)]
fn sum<I: Isa>(
    isa: I,
    layer: &Convolution,
    sums: &mut [[I::F32; REGISTERS]; BESIDE],
    near: &[f32],
    row: usize,
    weights: &[f32],
) {
    let ops = isa.f32();
    let mut all = *sums;
    for (input, weights) in weights.chunks_exact(layer.taps * BESIDE).enumerate() {
        let near = &near[input * row..];
        for (tap, weights) in weights.as_chunks::<BESIDE>().0.iter().enumerate() {
            let values: [_; REGISTERS] = ops.load_many(&near[tap * layer.dilation..]);
            for index in 0..BESIDE {
                let weight = ops.splat(weights[index]);
                for register in 0..REGISTERS {
                    all[index][register] =
                        ops.mul_add(values[register], weight, all[index][register]);
                }
            }
        }
    }
    *sums = all;
}

#[inline(always)]
fn put<I: Isa>(isa: I, sums: &[I::F32; REGISTERS], out: &mut [f32]) {
    let ops = isa.f32();
    for (sum, out) in sums.iter().zip(out.chunks_mut(ops.len())) {
        match out.len() == ops.len() {
            true => ops.store(*sum, out),
            false => {
                let values = sum.to_array();
                let values: &[f32] = values.as_ref();
                out.copy_from_slice(&values[..out.len()]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(count: usize) -> Vec<f32> {
        (0..count).map(|n| ((n * 37 % 101) as f32 - 50.0) / 50.0).collect()
    }

    fn near(a: &[f32], b: &[f32]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4)
    }

    /// The sums as they are defined.
    fn by_hand(
        weights: &Weights<'_>,
        dilation: usize,
        [before, after]: [usize; 2],
        signal: &Signal,
    ) -> Vec<f32> {
        let [outputs, inputs, taps] = weights.shape;
        let length = signal.length();
        let made = length + before + after - (taps - 1) * dilation;
        let value = |input: usize, at: usize| {
            let at = at.checked_sub(before).filter(|at| *at < length);
            at.map_or(0.0, |at| signal.data[input * length + at])
        };
        let one = |output: usize, at: usize| {
            let sum: f32 = (0..inputs * taps)
                .map(|index| {
                    let weight = weights.data[output * inputs * taps + index];
                    weight * value(index / taps, at + index % taps * dilation)
                })
                .sum();
            sum + weights.bias.get(output).copied().unwrap_or_default()
        };
        (0..outputs).flat_map(|output| (0..made).map(move |at| one(output, at))).collect()
    }

    #[test]
    fn outputs_are_the_sums_that_they_should_be() {
        for (outputs, inputs, taps, dilation, padding, length) in [
            (1, 1, 1, 1, [0, 0], 1),
            (7, 3, 5, 2, [4, 4], 50),
            (6, 2, 3, 12, [12, 12], 5),
            (32, 16, 7, 3, [9, 9], 1_200),
            (2, 9, 2, 1, [0, 1], 100),
        ] {
            let (data, bias) = (noise(outputs * inputs * taps), noise(outputs));
            let weights = Weights { data: &data, shape: [outputs, inputs, taps], bias: &bias };
            let signal = Signal { data: noise(inputs * length), channels: inputs };
            let layer = Convolution::new(&weights, dilation, padding).unwrap();
            let made = layer.run(&signal, &mut Vec::new()).unwrap();
            assert_eq!(made.channels, outputs);
            let expected = by_hand(&weights, dilation, padding, &signal);
            assert!(near(&made.data, &expected), "{:?}", weights.shape);
        }
    }

    #[test]
    fn negative_inputs_are_made_smaller_first() {
        let weights = Weights { data: &[1.0], shape: [1, 1, 1], bias: &[] };
        let layer = Convolution::new(&weights, 1, [0, 0]).unwrap().after_leak(0.1);
        let signal = Signal { data: vec![-1.0, 2.0, -30.0], channels: 1 };
        // What lies in spare memory does not matter.
        let made = layer.run(&signal, &mut vec![vec![9.0; 5]]).unwrap();
        assert!(near(&made.data, &[-0.1, 2.0, -3.0]), "{made:?}");
    }

    #[test]
    fn a_transposed_one_puts_each_input_at_several_places() {
        for (inputs, outputs, taps, stride, padding, length) in
            [(1, 1, 4, 2, [1, 1], 3), (3, 2, 16, 8, [4, 4], 20), (2, 5, 5, 3, [1, 1], 7)]
        {
            let (data, bias) = (noise(inputs * outputs * taps), noise(outputs));
            let weights = Weights { data: &data, shape: [inputs, outputs, taps], bias: &bias };
            let signal = Signal { data: noise(inputs * length), channels: inputs };
            let layer = Convolution::transposed(&weights, stride, padding).unwrap();
            let made = layer.run(&signal, &mut Vec::new()).unwrap();
            let all = (length - 1) * stride + taps;
            let mut expected = Vec::new();
            for output in 0..outputs {
                let mut row = vec![bias[output]; all];
                for (input, at, tap) in (0..inputs * length * taps)
                    .map(|n| (n / (length * taps), n / taps % length, n % taps))
                {
                    row[at * stride + tap] += signal.data[input * length + at]
                        * data[(input * outputs + output) * taps + tap];
                }
                expected.extend_from_slice(&row[padding[0]..all - padding[1]]);
            }
            assert!(near(&made.data, &expected), "{:?}: {:?}", weights.shape, made.data);
        }
    }

    #[test]
    fn weights_and_signals_of_another_size_are_refused() {
        let of = |data: &[f32], bias: &[f32]| {
            Convolution::new(&Weights { data, shape: [2, 1, 3], bias }, 1, [1, 1])
        };
        assert!(of(&[0.0; 5], &[]).is_none());
        assert!(of(&[0.0; 6], &[0.0]).is_none());
        let layer = of(&[0.0; 6], &[0.0; 2]).unwrap();
        let run = |data: Vec<f32>, channels| layer.run(&Signal { data, channels }, &mut Vec::new());
        assert!(run(vec![0.0; 4], 2).is_none());
        assert!(run(Vec::new(), 1).is_none());
        assert_eq!(run(vec![0.0; 1], 1).unwrap().data, [0.0; 2]);
    }
}
