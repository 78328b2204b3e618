//! The last part of a voice, which turns what is to be heard into samples: layers of convolutions (J. Kong
//! and others, HiFi-GAN, 2020), and most of a voice's work. Here they are computed where their inputs lie;
//! `rten` copies every input once for each tap of a layer, which takes as long as the products.
//!
//! | module | what it holds |
//! |---|---|
//! | `read` | which operators at the end of a model are of that kind, and their weights |
//! | `convolution` | one layer |

mod convolution;
mod read;

use std::cmp::Ordering;
use std::ops::Range;

use rten_simd::SimdUnaryOp as _;
use rten_vecmath::Tanh;

use convolution::Convolution;
pub(super) use read::read;

/// Numbers over time: one row for each channel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Signal {
    pub(super) data: Vec<f32>,
    pub(super) channels: usize,
}

impl Signal {
    fn length(&self) -> usize {
        self.data.len() / self.channels.max(1)
    }

    fn part(&self, times: Range<usize>) -> Self {
        let rows = self.data.chunks_exact(self.length());
        let data = rows.flat_map(|row| &row[times.clone()]).copied().collect();
        Self { data, channels: self.channels }
    }
}

/// The operators at the end of a model, one after another.
pub(super) struct Decoder {
    /// By what names the model gives what they begin with.
    pub(super) given: Vec<String>,
    steps: Vec<Step>,
    /// After which step nobody asks for a value any more.
    last: Vec<usize>,
    /// How many samples are made of each time that is given, and how many times around it they depend on.
    rate: usize,
    around: usize,
}

/// How many times are computed at once, some seconds: what is longer needs no more memory.
const AT_ONCE: usize = 384;

/// What makes the next value of those that are there; values have the numbers of their making, after
/// those that are given.
enum Step {
    Convolution { of: usize, by: Convolution },
    Sum(usize, usize),
    Times(usize, f32),
    Tanh(usize),
}

impl Step {
    fn inputs(&self) -> impl Iterator<Item = usize> {
        let (first, second) = match self {
            Self::Convolution { of, .. } | Self::Times(of, _) | Self::Tanh(of) => (*of, None),
            Self::Sum(a, b) => (*a, Some(*b)),
        };
        std::iter::once(first).chain(second)
    }
}

impl Decoder {
    /// Nothing if its layers change how long a signal is, but for those that make several outputs of an input.
    fn new(given: Vec<String>, steps: Vec<Step>) -> Option<Self> {
        let mut last = vec![0; given.len() + steps.len()];
        // The rate of each value, and what it depends on.
        let mut values = vec![(1, 0.0); given.len()];
        for (index, step) in steps.iter().enumerate() {
            for input in step.inputs() {
                last[input] = index;
            }
            let value = match step {
                Step::Convolution { of, by } => {
                    let (rate, around) = *values.get(*of)?;
                    let (times, reach) = by.reach()?;
                    (rate * times, around + reach as f64 / rate as f64)
                }
                Step::Sum(a, b) => {
                    let ((rate, around), (other, also)) = (*values.get(*a)?, *values.get(*b)?);
                    (rate, if rate == other { f64::max(around, also) } else { return None })
                }
                Step::Times(of, _) | Step::Tanh(of) => *values.get(*of)?,
            };
            values.push(value);
        }
        let (rate, around) = *values.last()?;
        Some(Self { given, steps, last, rate, around: around.ceil() as usize })
    }

    /// The samples; nothing if what is given does not fit together.
    pub(super) fn run(&self, given: &[Signal]) -> Option<Vec<f32>> {
        let all = given.iter().map(Signal::length).max()?;
        if given.len() != self.given.len() {
            return None;
        }
        // What is not needed any more makes room for what comes.
        let mut spare: Vec<Vec<f32>> = Vec::new();
        let mut samples = Vec::with_capacity(all * self.rate);
        for at in (0..all).step_by(AT_ONCE) {
            let end = all.min(at + AT_ONCE);
            let part = at.saturating_sub(self.around)..all.min(end + self.around);
            // What is the same at all times has one.
            let given = given.iter().map(|signal| match signal.length() == all {
                true => signal.part(part.clone()),
                false => signal.clone(),
            });
            let made = self.part(given.collect(), &mut spare)?;
            let wanted = (at - part.start) * self.rate..(end - part.start) * self.rate;
            samples.extend_from_slice(made.data.get(wanted)?);
            spare.push(made.data);
        }
        Some(samples)
    }

    fn part(&self, given: Vec<Signal>, spare: &mut Vec<Vec<f32>>) -> Option<Signal> {
        let mut values: Vec<Option<Signal>> = given.into_iter().map(Some).collect();
        for (index, step) in self.steps.iter().enumerate() {
            let ends = |input: usize| self.last[input] == index;
            let made = match step {
                Step::Convolution { of, by } => by.run(values[*of].as_ref()?, spare)?,
                Step::Sum(a, b) if a == b => times(owned(&mut values, *a, ends(*a))?, 2.0),
                Step::Sum(a, b) => {
                    let length = |value: usize| Some(values[value].as_ref()?.data.len());
                    // The longer one is added to: of the other there may be one number for all times.
                    let (to, what) = match length(*a)?.cmp(&length(*b)?) {
                        Ordering::Less => (*b, *a),
                        Ordering::Equal if ends(*b) && !ends(*a) => (*b, *a),
                        _ => (*a, *b),
                    };
                    add(owned(&mut values, to, ends(to))?, values[what].as_ref()?)?
                }
                Step::Times(of, factor) => times(owned(&mut values, *of, ends(*of))?, *factor),
                Step::Tanh(of) => {
                    let mut value = owned(&mut values, *of, ends(*of))?;
                    Tanh {}.map_mut(&mut value.data);
                    value
                }
            };
            values.push(Some(made));
            for input in step.inputs().filter(|input| ends(*input)) {
                spare.extend(values[input].take().map(|value| value.data));
            }
        }
        values.pop()?
    }
}

/// A value to be changed: itself where nobody asks for it any more.
fn owned(values: &mut [Option<Signal>], index: usize, ends: bool) -> Option<Signal> {
    if ends { values[index].take() } else { values[index].clone() }
}

fn times(mut value: Signal, factor: f32) -> Signal {
    for number in &mut value.data {
        *number *= factor;
    }
    value
}

fn add(mut to: Signal, what: &Signal) -> Option<Signal> {
    if to.channels != what.channels {
        return None;
    }
    let length = to.length();
    match what.length() {
        same if same == length => {
            for (to, what) in to.data.iter_mut().zip(&what.data) {
                *to += what;
            }
        }
        1 => {
            for (row, what) in to.data.chunks_exact_mut(length).zip(&what.data) {
                for to in row {
                    *to += what;
                }
            }
        }
        _ => return None,
    }
    Some(to)
}

#[cfg(test)]
mod tests {
    use super::convolution::Weights;
    use super::*;

    fn signal(data: &[f32], channels: usize) -> Signal {
        Signal { data: data.to_vec(), channels }
    }

    fn given() -> Vec<String> {
        vec!["a".to_owned(), "b".to_owned()]
    }

    #[test]
    fn values_are_kept_as_long_as_somebody_asks_for_them() {
        // (a + b) + a, halved, plus itself.
        let steps = vec![Step::Sum(0, 1), Step::Sum(2, 0), Step::Times(3, 0.5), Step::Sum(4, 4)];
        let decoder = Decoder::new(given(), steps).unwrap();
        let told = decoder.run(&[signal(&[1.0, 2.0], 1), signal(&[10.0, 20.0], 1)]);
        assert_eq!(told, Some(vec![12.0, 24.0]));
    }

    #[test]
    fn one_number_of_a_channel_is_added_at_all_times() {
        let numbers = signal(&[1.0, 2.0, 3.0, 4.0], 2);
        let bias = signal(&[10.0, 20.0], 2);
        let decoder = Decoder::new(given(), vec![Step::Sum(0, 1)]).unwrap();
        for given in [[numbers.clone(), bias.clone()], [bias, numbers]] {
            assert_eq!(decoder.run(&given), Some(vec![11.0, 12.0]), "of the first channel");
        }
    }

    #[test]
    fn what_is_long_is_computed_in_parts_that_fit_together() {
        let noise = |count: usize| -> Vec<f32> {
            (0..count).map(|n| ((n * 37 % 101) as f32 - 50.0) / 50.0).collect()
        };
        let (wide, up) = (noise(3 * 2 * 5), noise(3 * 2 * 4));
        let weights = Weights { data: &wide, shape: [3, 2, 5], bias: &[] };
        let wide = Convolution::new(&weights, 3, [6, 6]).unwrap();
        let weights = Weights { data: &up, shape: [3, 2, 4], bias: &[0.5, -0.5] };
        let up = Convolution::transposed(&weights, 2, [1, 1]).unwrap();
        let steps = vec![
            Step::Convolution { of: 0, by: wide },
            Step::Convolution { of: 1, by: up.after_leak(0.1) },
            Step::Tanh(2),
        ];
        let decoder = Decoder::new(vec!["a".to_owned()], steps).unwrap();
        assert_eq!((decoder.rate, decoder.around), (2, 8));
        let whole = signal(&noise(2 * 1_000), 2);
        let at_once = decoder.part(vec![whole.clone()], &mut Vec::new()).unwrap();
        let samples = decoder.run(&[whole]).unwrap();
        assert_eq!(samples, at_once.data[..2_000]);
    }

    #[test]
    fn what_does_not_fit_together_is_not_said() {
        let decoder = Decoder::new(given(), vec![Step::Sum(0, 1)]).unwrap();
        assert_eq!(decoder.run(&[signal(&[0.0; 6], 2), signal(&[0.0; 4], 2)]), None);
        assert_eq!(decoder.run(&[signal(&[0.0; 6], 2), signal(&[0.0; 6], 3)]), None);
        assert_eq!(decoder.run(&[signal(&[0.0; 6], 2)]), None);
        // Layers that make a signal shorter.
        let weights = Weights { data: &[1.0; 3], shape: [1, 1, 3], bias: &[] };
        let by = Convolution::new(&weights, 1, [1, 0]).unwrap();
        assert!(Decoder::new(given(), vec![Step::Convolution { of: 0, by }]).is_none());
    }
}
