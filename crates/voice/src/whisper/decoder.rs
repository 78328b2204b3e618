//! The half of Whisper that writes: one token after another, looking at what it wrote and at what was
//! heard.

use super::encoder::{norm, side_by_side};
use super::ggml::{Weights, WeightsError};
use super::matrix::{Linear, Norm, Small, View, add, dot, gelu, softmax};

pub(super) struct Decoder {
    /// What each token means, and by the same numbers which token is meant.
    tokens: Small,
    places: Vec<f32>,
    layers: Vec<Layer>,
    last: Norm,
    width: usize,
    heads: usize,
}

struct Layer {
    before_own: Norm,
    /// What is asked for, answered to, and said: side by side.
    own: Small,
    own_out: Small,
    before_heard: Norm,
    heard_asks: Small,
    /// What was heard answers, and says: side by side. Many rows at once, so in 32 bits.
    heard_says: Linear,
    heard_out: Small,
    before_thought: Norm,
    wide: Small,
    narrow: Small,
}

/// What is known while a text is written.
pub(super) struct Writing {
    /// What was heard, for each layer: what it answers to and says, a row for each place.
    heard: Vec<Vec<f32>>,
    /// What was written, for each layer, in the same way.
    own: Vec<Vec<f32>>,
    written: usize,
}

impl Decoder {
    pub(super) fn load(weights: &mut Weights) -> Result<Self, WeightsError> {
        let shape = weights.shape;
        let width = shape.text_width;
        let layers = (0..shape.text_layers)
            .map(|layer| Layer::load(weights, &format!("decoder.blocks.{layer}"), width))
            .collect::<Result<Vec<_>, _>>()?;
        let tokens = weights.take("decoder.token_embedding.weight", shape.vocabulary * width)?;
        Ok(Self {
            tokens: Small::new(&tokens, shape.vocabulary, None),
            places: weights.take("decoder.positional_embedding", shape.text_places * width)?,
            layers,
            last: norm(weights, "decoder.ln", width)?,
            width,
            heads: shape.text_heads,
        })
    }

    /// How many tokens there may be, those of the question among them.
    pub(super) fn longest(&self) -> usize {
        self.places.len() / self.width
    }

    /// Begins a text about what was heard.
    pub(super) fn begin(&self, heard: &[f32]) -> Writing {
        let view = View::rows(heard, [heard.len() / self.width, self.width], self.width);
        Writing {
            heard: self.layers.iter().map(|layer| layer.heard_says.run(view)).collect(),
            own: self.layers.iter().map(|_| Vec::new()).collect(),
            written: 0,
        }
    }

    /// Writes tokens, and says how much each token of the vocabulary would be the next. There must be
    /// room for them.
    pub(super) fn write(&self, writing: &mut Writing, tokens: &[u32]) -> Vec<f32> {
        let width = self.width;
        let mut rows = Vec::with_capacity(tokens.len() * width);
        for token in tokens {
            rows.extend(self.tokens.row(usize::try_from(*token).unwrap_or(0)));
        }
        add(&mut rows, &self.places[writing.written * width..]);
        for (index, layer) in self.layers.iter().enumerate() {
            layer.run(&mut rows, &mut writing.own[index], &writing.heard[index], self);
        }
        writing.written += tokens.len();
        let last = &rows[rows.len() - width..];
        self.tokens.run(&self.last.run(last))
    }
}

impl Layer {
    fn load(weights: &mut Weights, name: &str, width: usize) -> Result<Self, WeightsError> {
        let (own, own_bias) =
            side_by_side(weights, name, "attn", &["query", "key", "value"], width)?;
        let (says, says_bias) =
            side_by_side(weights, name, "cross_attn", &["key", "value"], width)?;
        Ok(Self {
            before_own: norm(weights, &format!("{name}.attn_ln"), width)?,
            own: Small::new(&own, 3 * width, Some(own_bias)),
            own_out: small(weights, &format!("{name}.attn.out"), width, width)?,
            before_heard: norm(weights, &format!("{name}.cross_attn_ln"), width)?,
            heard_asks: small(weights, &format!("{name}.cross_attn.query"), width, width)?,
            heard_says: Linear::new(&says, 2 * width, Some(says_bias))?,
            heard_out: small(weights, &format!("{name}.cross_attn.out"), width, width)?,
            before_thought: norm(weights, &format!("{name}.mlp_ln"), width)?,
            wide: small(weights, &format!("{name}.mlp.0"), width, 4 * width)?,
            narrow: small(weights, &format!("{name}.mlp.2"), 4 * width, width)?,
        })
    }

    fn run(&self, rows: &mut [f32], own: &mut Vec<f32>, heard: &[f32], decoder: &Decoder) {
        let (width, heads) = (decoder.width, decoder.heads);
        let asked = self.own.run(&self.before_own.run(rows));
        let mut seen = Vec::with_capacity(rows.len());
        for row in asked.chunks_exact(3 * width) {
            // Each sees itself and what stands before it.
            own.extend_from_slice(&row[width..]);
            seen.extend(look(&row[..width], own, heads));
        }
        add(rows, &self.own_out.run(&seen));

        let asked = self.heard_asks.run(&self.before_heard.run(rows));
        let seen: Vec<f32> =
            asked.chunks_exact(width).flat_map(|row| look(row, heard, heads)).collect();
        add(rows, &self.heard_out.run(&seen));

        let mut wide = self.wide.run(&self.before_thought.run(rows));
        gelu(&mut wide);
        add(rows, &self.narrow.run(&wide));
    }
}

/// Each head of one row looks at rows of what is answered and said.
fn look(asks: &[f32], rows: &[f32], heads: usize) -> Vec<f32> {
    let width = asks.len();
    let head = width / heads;
    let factor = 1.0 / (head as f32).sqrt();
    let mut seen = vec![0.0; width];
    let mut shares = Vec::with_capacity(rows.len() / (2 * width));
    for index in 0..heads {
        let at = index * head;
        let asks = &asks[at..at + head];
        shares.clear();
        shares.extend(
            rows.chunks_exact(2 * width).map(|row| dot(asks, &row[at..at + head]) * factor),
        );
        softmax(&mut shares);
        let seen = &mut seen[at..at + head];
        for (row, share) in rows.chunks_exact(2 * width).zip(&shares) {
            for (seen, said) in seen.iter_mut().zip(&row[width + at..width + at + head]) {
                *seen += share * said;
            }
        }
    }
    seen
}

fn small(
    weights: &mut Weights,
    name: &str,
    inputs: usize,
    outputs: usize,
) -> Result<Small, WeightsError> {
    let stored = weights.take(&format!("{name}.weight"), outputs * inputs)?;
    let bias = weights.take(&format!("{name}.bias"), outputs)?;
    Ok(Small::new(&stored, outputs, Some(bias)))
}
