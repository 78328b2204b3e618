//! Products of matrices: in 32 bits for many rows at once, in 8 for one row at a time. All matrices are
//! slices with their rows one after another.

use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{Isa, SimdOp, SimdUnaryOp as _};
use rten_tensor::{Matrix, NdTensorView};
use rten_vecmath::{Gelu, Softmax, SumExpSub};

use super::ggml::{WeightsError, not};

/// A part of a slice seen as a matrix: rows and columns, where it begins, and how far its rows and its
/// columns are from each other. Rows may overlap.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) data: &'a [f32],
    pub(super) shape: [usize; 2],
    pub(super) strides: [usize; 2],
}

impl<'a> View<'a> {
    /// A matrix whose columns are next to each other.
    pub(super) fn rows(data: &'a [f32], shape: [usize; 2], stride: usize) -> Self {
        Self { data, shape, strides: [stride, 1] }
    }

    /// The same with rows and columns changed about.
    pub(super) fn turned(self) -> Self {
        let [rows, columns] = self.shape;
        let [row, column] = self.strides;
        Self { data: self.data, shape: [columns, rows], strides: [column, row] }
    }

    /// The callers know their sizes; a view that is larger than its slice is a mistake of ours.
    fn matrix(&self) -> Matrix<'a> {
        NdTensorView::from_slice_with_strides(self.shape, self.data, self.strides)
            .expect("a view lies within its slice")
    }
}

/// `a · b`, times a factor.
pub(super) fn product(a: View<'_>, b: View<'_>, factor: f32) -> Vec<f32> {
    let mut out = vec![0.0; a.shape[0] * b.shape[1]];
    let options = GemmOptions { alpha: factor, ..GemmOptions::default() };
    GemmExecutor::<f32>::new()
        .gemm(&mut out, GemmInputA::Unpacked(a.matrix()), GemmInputB::Unpacked(b.matrix()), options)
        .expect("the sizes fit");
    out
}

/// Weights in 32 bits, packed for the processor.
pub(super) struct Linear {
    packed: PackedBMatrix<f32>,
    bias: Option<Vec<f32>>,
    outputs: usize,
}

impl Linear {
    /// Weights with one row for each output, and what is added to each.
    pub(super) fn new(
        weights: &[f32],
        outputs: usize,
        bias: Option<Vec<f32>>,
    ) -> Result<Self, WeightsError> {
        let inputs = weights.len() / outputs.max(1);
        if bias.as_ref().is_some_and(|bias| bias.len() != outputs) {
            return Err(not("a bias is of another length than its weights"));
        }
        // An executor is no more than the choice of what this processor can; it cannot be shared.
        let turned = View::rows(weights, [outputs, inputs], inputs).turned();
        let packed = GemmExecutor::<f32>::new().prepack_b(turned.matrix());
        Ok(Self { packed, bias, outputs })
    }

    /// The outputs for each row.
    pub(super) fn run(&self, rows: View<'_>) -> Vec<f32> {
        let mut out = vec![0.0; rows.shape[0] * self.outputs];
        let options = GemmOptions {
            bias: self.bias.as_deref().map(BiasVector::Row),
            ..GemmOptions::default()
        };
        GemmExecutor::<f32>::new()
            .gemm(
                &mut out,
                GemmInputA::Unpacked(rows.matrix()),
                GemmInputB::Packed(&self.packed),
                options,
            )
            .expect("the sizes fit");
        out
    }
}

/// Weights in 8 bits, each row with a scale of its own.
pub(super) struct Small {
    weights: Vec<i8>,
    scales: Vec<f32>,
    bias: Option<Vec<f32>>,
    inputs: usize,
}

/// What a row is multiplied with: 12 bits and a sign, so that the sum of thousands of products with 8
/// bits has room in 32.
const STEPS: f32 = 2_047.0;

impl Small {
    /// Weights with one row for each output, and what is added to each.
    pub(super) fn new(weights: &[f32], outputs: usize, bias: Option<Vec<f32>>) -> Self {
        let inputs = weights.len() / outputs.max(1);
        let mut small = Vec::with_capacity(weights.len());
        let mut scales = Vec::with_capacity(outputs);
        for row in weights.chunks_exact(inputs) {
            let scale = largest(row) / 127.0;
            let per = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            small.extend(row.iter().map(|weight| (weight * per).round() as i8));
            scales.push(scale);
        }
        Self { weights: small, scales, bias, inputs }
    }

    /// A row of weights, as numbers.
    pub(super) fn row(&self, index: usize) -> impl Iterator<Item = f32> {
        let scale = self.scales[index];
        let row = &self.weights[index * self.inputs..][..self.inputs];
        row.iter().map(move |weight| f32::from(*weight) * scale)
    }

    /// The outputs for each row.
    pub(super) fn run(&self, rows: &[f32]) -> Vec<f32> {
        let outputs = self.scales.len();
        let count = rows.len() / self.inputs;
        let mut steps = Vec::with_capacity(rows.len());
        let mut sizes = Vec::with_capacity(count);
        for row in rows.chunks_exact(self.inputs) {
            let size = largest(row) / STEPS;
            let per = if size > 0.0 { 1.0 / size } else { 0.0 };
            steps.extend(row.iter().map(|value| (value * per).round() as i16));
            sizes.push(size);
        }
        let mut out = vec![0.0; count * outputs];
        wide(
            #[inline(always)]
            || {
                let weights = self.weights.chunks_exact(self.inputs).zip(&self.scales);
                for (output, (weights, scale)) in weights.enumerate() {
                    let bias = self.bias.as_ref().map_or(0.0, |bias| bias[output]);
                    // Weights are read from memory once for all rows.
                    let rows = steps.chunks_exact(self.inputs).zip(&sizes);
                    for (index, (row, size)) in rows.enumerate() {
                        out[index * outputs + output] =
                            dot_small(weights, row) as f32 * scale * size + bias;
                    }
                }
            },
        );
        out
    }

    pub(super) fn outputs(&self) -> usize {
        self.scales.len()
    }
}

/// Plain loops for the widest registers that the processor has: the program is built for any.
struct Wide<F>(F);

impl<T, F: FnOnce() -> T> SimdOp for Wide<F> {
    type Output = T;

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) -> T {
        (self.0)()
    }
}

fn wide<T>(work: impl FnOnce() -> T) -> T {
    Wide(work).dispatch()
}

fn largest(row: &[f32]) -> f32 {
    row.iter().fold(0.0, |largest: f32, value| largest.max(value.abs()))
}

/// The compiler makes of it the instruction that multiplies and adds pairs of 16 bits.
#[inline(always)]
fn dot_small(weights: &[i8], row: &[i16]) -> i32 {
    weights.iter().zip(row).map(|(weight, value)| i32::from(*weight) * i32::from(*value)).sum()
}

/// A sum of products, in sixteen sums beside each other.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 16];
    let (a_blocks, b_blocks) = (a.chunks_exact(16), b.chunks_exact(16));
    let rest: f32 = a_blocks.remainder().iter().zip(b_blocks.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_blocks.zip(b_blocks) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    for half in [8, 4, 2, 1] {
        for index in 0..half {
            sums[index] += sums[index + half];
        }
    }
    sums[0] + rest
}

/// Each head of each row of questions looks at places: what they answer to and what they say stand side
/// by side in them.
pub(super) fn attend(asks: &[f32], places: &[&[f32]], heads: usize) -> Vec<f32> {
    let width = places.first().map_or(asks.len(), |place| place.len() / 2);
    let head = width / heads;
    let factor = 1.0 / (head as f32).sqrt();
    let mut seen = vec![0.0; asks.len()];
    let count = asks.len() / width;
    let mut shares = vec![0.0; count * places.len()];
    for at in (0..heads).map(|index| index * head) {
        wide(
            #[inline(always)]
            || {
                for (place, answers) in places.iter().enumerate() {
                    let answers = &answers[at..at + head];
                    for (row, asks) in asks.chunks_exact(width).enumerate() {
                        shares[row * places.len() + place] =
                            dot(&asks[at..at + head], answers) * factor;
                    }
                }
            },
        );
        for row in shares.chunks_exact_mut(places.len()) {
            softmax(row);
        }
        wide(
            #[inline(always)]
            || {
                for (seen, shares) in
                    seen.chunks_exact_mut(width).zip(shares.chunks_exact(places.len()))
                {
                    let seen = &mut seen[at..at + head];
                    for (place, share) in places.iter().zip(shares) {
                        let said = &place[width + at..width + at + head];
                        for (seen, said) in seen.iter_mut().zip(said) {
                            *seen += share * said;
                        }
                    }
                }
            },
        );
    }
    seen
}

/// What brings rows to the same size before a layer.
pub(super) struct Norm {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    pub(super) fn new(weights: Vec<f32>, bias: Vec<f32>) -> Self {
        Self { weights, bias }
    }

    /// Each row less its mean and over its deviation, then weighed.
    pub(super) fn run(&self, rows: &[f32]) -> Vec<f32> {
        const EPSILON: f32 = 1e-5;
        let width = self.weights.len();
        let mut out = Vec::with_capacity(rows.len());
        for row in rows.chunks_exact(width) {
            let mean = row.iter().sum::<f32>() / width as f32;
            let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / width as f32;
            let scale = 1.0 / (variance + EPSILON).sqrt();
            let weighed = row.iter().zip(&self.weights).zip(&self.bias);
            out.extend(weighed.map(|((x, weight), bias)| (x - mean) * scale * weight + bias));
        }
        out
    }
}

/// The bend between two layers (D. Hendrycks, K. Gimpel, Gaussian Error Linear Units).
pub(super) fn gelu(values: &mut [f32]) {
    Gelu {}.map_mut(values);
}

/// Turns a row into shares of 1.
pub(super) fn softmax(row: &mut [f32]) {
    Softmax::new_mut(row).dispatch();
}

/// The logarithm of the sum of the exponentials of a row, of which the largest must be a number.
pub(super) fn log_sum(row: &[f32]) -> f32 {
    let most = row.iter().fold(f32::NEG_INFINITY, |most, value| most.max(*value));
    if most == f32::NEG_INFINITY {
        return most;
    }
    most + SumExpSub::new(row, most).dispatch().ln()
}

/// Adds one slice to another.
pub(super) fn add(to: &mut [f32], what: &[f32]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += what;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_what_they_are_by_hand() {
        let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let rows = View::rows(&a, [2, 3], 3);
        assert_eq!(product(rows, rows.turned(), 0.5), [7.0, 16.0, 16.0, 38.5]);
        // Rows that overlap: (1 2 3), (3 4 5).
        let overlapping = View::rows(&a, [2, 3], 2);
        let linear = Linear::new(&[1.0, 0.0, 1.0], 1, Some(vec![0.5])).unwrap();
        assert_eq!(linear.run(overlapping), [4.5, 8.5]);
        assert_eq!(dot(&a, &a), 91.0);
        let long: Vec<f32> = (0..70).map(|n| n as f32).collect();
        assert_eq!(dot(&long, &long), 69.0 * 70.0 * 139.0 / 6.0);
    }

    #[test]
    fn each_head_of_each_row_looks_for_itself() {
        // Two heads of one number each; places answer to 0 and to 9, and say 1, 2 and 3, 4.
        let places = [&[0.0, 0.0, 1.0, 2.0][..], &[9.0, 9.0, 3.0, 4.0][..]];
        let seen = attend(&[0.0, 9.0, 9.0, 0.0], &places, 2);
        let expected = [2.0, 4.0, 3.0, 3.0];
        assert!(seen.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{seen:?}");
    }

    #[test]
    fn a_sum_of_exponentials_is_taken_without_overflow() {
        assert!((log_sum(&[1_000.0, 1_000.0]) - 1_000.0 - 2.0_f32.ln()).abs() < 1e-3);
        assert!((log_sum(&[0.0; 9]) - 9.0_f32.ln()).abs() < 1e-5);
        assert_eq!(log_sum(&[f32::NEG_INFINITY; 3]), f32::NEG_INFINITY);
    }

    #[test]
    fn eight_bits_are_nearly_what_32_are() {
        let weights: Vec<f32> =
            (0..6 * 40).map(|n| ((n * 37 % 101) as f32 - 50.0) / 25.0).collect();
        let rows: Vec<f32> = (0..2 * 40).map(|n| ((n * 53 % 97) as f32 - 48.0) / 10.0).collect();
        let bias: Vec<f32> = (0..6).map(|n| n as f32).collect();
        let small = Small::new(&weights, 6, Some(bias.clone())).run(&rows);
        let exact =
            Linear::new(&weights, 6, Some(bias)).unwrap().run(View::rows(&rows, [2, 40], 40));
        let size = largest(&exact);
        for (small, exact) in small.iter().zip(&exact) {
            assert!((small - exact).abs() < size * 0.01, "{small} {exact}");
        }
        assert_eq!(Small::new(&[0.0; 8], 2, None).run(&[0.0; 4]), [0.0, 0.0]);
    }

    #[test]
    fn rows_are_brought_to_the_same_size() {
        let norm = Norm::new(vec![2.0, 2.0], vec![1.0, 1.0]);
        let out = norm.run(&[5.0, 7.0]);
        assert!((out[0] + 1.0).abs() < 1e-4 && (out[1] - 3.0).abs() < 1e-4, "{out:?}");
        let mut row = [0.0, 0.0, f32::NEG_INFINITY];
        softmax(&mut row);
        assert_eq!(row, [0.5, 0.5, 0.0]);
    }
}
