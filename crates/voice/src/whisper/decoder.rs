//! The half of Whisper that writes: one token after another, looking at what it wrote and at what was
//! heard. Several texts are written beside each other, so that weights are read once for all of them.

use super::encoder::{norm, side_by_side};
use super::ggml::{Weights, WeightsError};
use super::matrix::{Linear, Norm, Small, View, add, attend, gelu};

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

/// What is known while texts are written.
pub(super) struct Writing {
    /// What was heard, for each layer: what it answers to and says, a row for each place.
    heard: Vec<Vec<f32>>,
    /// What was written, for each layer, in the same way: a row for each token of any text. Texts that
    /// began as one have the rows of their beginning in common.
    own: Vec<Vec<f32>>,
    /// Rows so far.
    rows: usize,
}

/// A text, as the rows of what was written that are its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    rows: Vec<usize>,
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

    /// How many tokens there are in all.
    pub(super) fn vocabulary(&self) -> usize {
        self.tokens.outputs()
    }

    /// Begins to write about what was heard.
    pub(super) fn begin(&self, heard: &[f32]) -> Writing {
        let view = View::rows(heard, [heard.len() / self.width, self.width], self.width);
        Writing {
            heard: self.layers.iter().map(|layer| layer.heard_says.run(view)).collect(),
            own: self.layers.iter().map(|_| Vec::new()).collect(),
            rows: 0,
        }
    }

    /// Writes tokens, as many to each text, and says for each text how much each token of the vocabulary
    /// would be its next: a row for each. There must be room for them.
    pub(super) fn write(
        &self,
        writing: &mut Writing,
        texts: &mut [Text],
        tokens: &[u32],
    ) -> Vec<f32> {
        let width = self.width;
        let each = tokens.len() / texts.len().max(1);
        let mut rows = Vec::with_capacity(tokens.len() * width);
        for (text, tokens) in texts.iter_mut().zip(tokens.chunks_exact(each.max(1))) {
            for token in tokens {
                let place = &self.places[text.rows.len() * width..][..width];
                let token = self.tokens.row(usize::try_from(*token).unwrap_or(0));
                rows.extend(token.zip(place).map(|(token, place)| token + place));
                text.rows.push(writing.rows);
                writing.rows += 1;
            }
        }
        // Each sees itself and what stands before it in its text.
        let seen: Vec<&[usize]> = texts
            .iter()
            .flat_map(|text| {
                let before = text.rows.len() - each;
                (1..=each).map(move |count| &text.rows[..before + count])
            })
            .collect();
        for (index, layer) in self.layers.iter().enumerate() {
            layer.run(&mut rows, &mut writing.own[index], &seen, &writing.heard[index], self);
        }
        let last = rows.chunks_exact(each * width).flat_map(|text| &text[(each - 1) * width..]);
        let last: Vec<f32> = last.copied().collect();
        self.tokens.run(&self.last.run(&last))
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

    fn run(
        &self,
        rows: &mut [f32],
        own: &mut Vec<f32>,
        seen: &[&[usize]],
        heard: &[f32],
        decoder: &Decoder,
    ) {
        let (width, heads) = (decoder.width, decoder.heads);
        let asked = self.own.run(&self.before_own.run(rows));
        for row in asked.chunks_exact(3 * width) {
            own.extend_from_slice(&row[width..]);
        }
        let mut looked = Vec::with_capacity(rows.len());
        for (row, seen) in asked.chunks_exact(3 * width).zip(seen) {
            let of_text: Vec<&[f32]> =
                seen.iter().map(|index| &own[index * 2 * width..][..2 * width]).collect();
            looked.extend(attend(&row[..width], &of_text, heads));
        }
        add(rows, &self.own_out.run(&looked));

        let asked = self.heard_asks.run(&self.before_heard.run(rows));
        let places: Vec<&[f32]> = heard.chunks_exact(2 * width).collect();
        add(rows, &self.heard_out.run(&attend(&asked, &places, heads)));

        let mut wide = self.wide.run(&self.before_thought.run(rows));
        gelu(&mut wide);
        add(rows, &self.narrow.run(&wide));
    }
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
