//! The half of Whisper that listens: two convolutions, then layers in which each place looks at all
//! others.

use super::ggml::{Weights, WeightsError};
use super::matrix::{Linear, Norm, View, add, gelu, product, softmax};

pub(super) struct Encoder {
    first: Linear,
    second: Linear,
    places: Vec<f32>,
    layers: Vec<Layer>,
    last: Norm,
    width: usize,
    heads: usize,
}

struct Layer {
    before_attention: Norm,
    /// What each place asks for, answers to, and says: side by side.
    asks: Linear,
    out: Linear,
    before_thought: Norm,
    wide: Linear,
    narrow: Linear,
}

/// Frames that one convolution looks at.
const KERNEL: usize = 3;

impl Encoder {
    pub(super) fn load(weights: &mut Weights) -> Result<Self, WeightsError> {
        let shape = weights.shape;
        let width = shape.audio_width;
        let layers = (0..shape.audio_layers)
            .map(|layer| Layer::load(weights, &format!("encoder.blocks.{layer}"), width))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            first: convolution(weights, "encoder.conv1", shape.mels, width)?,
            second: convolution(weights, "encoder.conv2", width, width)?,
            places: weights.take("encoder.positional_embedding", shape.audio_places * width)?,
            layers,
            last: norm(weights, "encoder.ln_post", width)?,
            width,
            heads: shape.audio_heads,
        })
    }

    /// The longest window, in frames of mels.
    pub(super) fn frames(&self) -> usize {
        self.places.len() / self.width * 2
    }

    /// What is heard in mels of an even number of frames: a row for each two of them.
    pub(super) fn run(&self, mels: &[f32], bands: usize) -> Vec<f32> {
        let frames = mels.len() / bands;
        let mut first =
            self.first.run(View::rows(&edged(mels, bands), [frames, KERNEL * bands], bands));
        gelu(&mut first);
        // The second takes every other frame.
        let second_view = edged(&first, self.width);
        drop(first);
        let (rows, width) = (frames / 2, self.width);
        let view = View::rows(&second_view, [rows, KERNEL * width], 2 * width);
        let mut heard = self.second.run(view);
        drop(second_view);
        gelu(&mut heard);
        add(&mut heard, &self.places[..rows * width]);
        for layer in &self.layers {
            layer.run(&mut heard, rows, width, self.heads);
        }
        self.last.run(&heard)
    }
}

/// The same with a row of silence at each end.
fn edged(rows: &[f32], width: usize) -> Vec<f32> {
    let mut edged = Vec::with_capacity(rows.len() + 2 * width);
    edged.resize(width, 0.0);
    edged.extend_from_slice(rows);
    edged.resize(rows.len() + 2 * width, 0.0);
    edged
}

impl Layer {
    fn load(weights: &mut Weights, name: &str, width: usize) -> Result<Self, WeightsError> {
        let parts = ["query", "key", "value"];
        let (asks, bias) = side_by_side(weights, name, "attn", &parts, width)?;
        Ok(Self {
            before_attention: norm(weights, &format!("{name}.attn_ln"), width)?,
            asks: Linear::new(&asks, 3 * width, Some(bias))?,
            out: linear(weights, &format!("{name}.attn.out"), width, width)?,
            before_thought: norm(weights, &format!("{name}.mlp_ln"), width)?,
            wide: linear(weights, &format!("{name}.mlp.0"), width, 4 * width)?,
            narrow: linear(weights, &format!("{name}.mlp.2"), 4 * width, width)?,
        })
    }

    fn run(&self, heard: &mut [f32], rows: usize, width: usize, heads: usize) {
        let normed = self.before_attention.run(heard);
        let asks = self.asks.run(View::rows(&normed, [rows, width], width));
        let seen = look(&asks, rows, width, heads);
        add(heard, &self.out.run(View::rows(&seen, [rows, width], width)));

        let normed = self.before_thought.run(heard);
        let mut wide = self.wide.run(View::rows(&normed, [rows, width], width));
        gelu(&mut wide);
        add(heard, &self.narrow.run(View::rows(&wide, [rows, 4 * width], 4 * width)));
    }
}

/// Each head of each place looks at all places.
fn look(asks: &[f32], rows: usize, width: usize, heads: usize) -> Vec<f32> {
    let head = width / heads;
    let factor = 1.0 / (head as f32).sqrt();
    let mut seen = vec![0.0; rows * width];
    for index in 0..heads {
        let part = |which: usize| {
            View::rows(&asks[which * width + index * head..], [rows, head], 3 * width)
        };
        let mut shares = product(part(0), part(1).turned(), factor);
        for row in shares.chunks_exact_mut(rows) {
            softmax(row);
        }
        let said = product(View::rows(&shares, [rows, rows], rows), part(2), 1.0);
        for (row, said) in seen.chunks_exact_mut(width).zip(said.chunks_exact(head)) {
            row[index * head..][..head].copy_from_slice(said);
        }
    }
    seen
}

/// The weights of a convolution as those of a product with frames side by side.
fn convolution(
    weights: &mut Weights,
    name: &str,
    inputs: usize,
    outputs: usize,
) -> Result<Linear, WeightsError> {
    let stored = weights.take(&format!("{name}.weight"), outputs * inputs * KERNEL)?;
    let bias = weights.take(&format!("{name}.bias"), outputs)?;
    let mut turned = Vec::with_capacity(stored.len());
    for output in stored.chunks_exact(inputs * KERNEL) {
        for frame in 0..KERNEL {
            turned.extend(output.chunks_exact(KERNEL).map(|input| input[frame]));
        }
    }
    Linear::new(&turned, outputs, Some(bias))
}

fn linear(
    weights: &mut Weights,
    name: &str,
    inputs: usize,
    outputs: usize,
) -> Result<Linear, WeightsError> {
    let stored = weights.take(&format!("{name}.weight"), outputs * inputs)?;
    let bias = weights.take(&format!("{name}.bias"), outputs)?;
    Linear::new(&stored, outputs, Some(bias))
}

pub(super) fn norm(weights: &mut Weights, name: &str, width: usize) -> Result<Norm, WeightsError> {
    let stored = weights.take(&format!("{name}.weight"), width)?;
    Ok(Norm::new(stored, weights.take(&format!("{name}.bias"), width)?))
}

/// Weights of several parts, one under another. `key` has no bias.
pub(super) fn side_by_side(
    weights: &mut Weights,
    name: &str,
    kind: &str,
    parts: &[&str],
    width: usize,
) -> Result<(Vec<f32>, Vec<f32>), WeightsError> {
    let mut all = Vec::with_capacity(parts.len() * width * width);
    let mut bias = Vec::with_capacity(parts.len() * width);
    for part in parts {
        all.extend(weights.take(&format!("{name}.{kind}.{part}.weight"), width * width)?);
        match *part {
            "key" => bias.resize(bias.len() + width, 0.0),
            _ => bias.extend(weights.take(&format!("{name}.{kind}.{part}.bias"), width)?),
        }
    }
    Ok((all, bias))
}
