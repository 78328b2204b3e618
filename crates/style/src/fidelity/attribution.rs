//! Who seems to have written it? A classifier over the writers of a task, asked about ten replies
//! at once.

use rustc_hash::{FxHashMap, FxHashSet};

use super::chars::{is_digit, is_word, words};
use super::draws::Draws;
use super::logistic::Logistic;
use super::numbers::share;
use super::sparse::Row;
use super::task::{Reply, Task};
use super::terms::Terms;
use super::tfidf::{Bounds, Vocabulary, rarity, weigh};

/// Replies put together for one question.
pub(super) const REPLIES: usize = 10;
/// Questions asked about each writer.
const QUESTIONS: usize = 40;
/// Successive replies put together for one example, and how many examples a writer gives at most.
const EXAMPLE: usize = 5;
const EXAMPLES: usize = 160;
const TERMS: Terms = Terms::Chars { shortest: 3, longest: 5 };
const BOUNDS: Bounds = Bounds { texts_from: 3, share_up_to: 1.0, most: 200_000 };
/// How many of the commonest words are left as they are when topics are hidden.
const COMMON: usize = 300;

/// Words that do not tell what is spoken of.
#[derive(Debug)]
pub(super) struct CommonWords(FxHashSet<String>);

impl CommonWords {
    /// The commonest words of the histories; of those that are equally common, the first met.
    pub(super) fn of(task: &Task) -> Self {
        let mut uses: FxHashMap<String, (usize, usize)> = FxHashMap::default();
        for pair in task.writers.iter().flat_map(|writer| &writer.history) {
            let lower = pair.reply.text().to_lowercase();
            for word in words(&lower) {
                if let Some((times, _)) = uses.get_mut(word) {
                    *times += 1;
                } else {
                    uses.insert(word.to_owned(), (1, uses.len()));
                }
            }
        }
        let mut all: Vec<(String, (usize, usize))> = uses.into_iter().collect();
        all.sort_unstable_by(|(_, (a, a_first)), (_, (b, b_first))| {
            b.cmp(a).then(a_first.cmp(b_first))
        });
        Self(all.into_iter().take(COMMON).map(|(word, _)| word).collect())
    }

    /// The text with every other word replaced by its shape.
    fn mask(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        for part in text.split_inclusive(|c| !is_word(c)) {
            let word_end = part.char_indices().find(|(_, c)| !is_word(*c));
            let (word, rest) = part.split_at(word_end.map_or(part.len(), |(end, _)| end));
            if word.is_empty() || self.0.contains(&word.to_lowercase()) {
                masked.push_str(word);
            } else {
                masked.extend(word.chars().map(shape));
            }
            masked.push_str(rest);
        }
        masked
    }
}

fn shape(c: char) -> char {
    if is_digit(c) {
        '0'
    } else if c.is_uppercase() {
        'X'
    } else {
        'x'
    }
}

/// Tells writers apart by what they wrote on the judge's days.
#[derive(Debug)]
pub(super) struct Attribution<'a> {
    /// What hides the topics, if they are to be hidden.
    hidden: Option<&'a CommonWords>,
    vocabulary: Vocabulary,
    rarity: Vec<f64>,
    model: Logistic,
    writers: usize,
}

impl<'a> Attribution<'a> {
    /// Learns from the judge's days. `None` unless at least two writers have enough of them.
    pub(super) fn fit(task: &Task, hidden: Option<&'a CommonWords>) -> Option<Self> {
        let texts: Vec<Vec<String>> = task
            .writers
            .iter()
            .map(|writer| {
                writer.judge_days.iter().map(|at| prepare(hidden, &task.replies[*at])).collect()
            })
            .collect();
        let enough = texts.iter().filter(|texts| texts.len() >= EXAMPLE).count();
        if enough < 2 || enough < texts.len() {
            return None;
        }
        let all: Vec<&String> = texts.iter().flatten().collect();
        let vocabulary = Vocabulary::fit(TERMS, BOUNDS, &all);
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        for (label, texts) in texts.iter().enumerate() {
            let examples: Vec<&[String]> = texts.chunks_exact(EXAMPLE).collect();
            let used = examples.len().min(EXAMPLES);
            for at in 0..used {
                let example = examples[at * examples.len() / used];
                rows.push(sum(example.iter().map(|text| vocabulary.count(text))));
                labels.push(label);
            }
        }
        let mut rows_with = vec![0; vocabulary.len()];
        for (place, _) in rows.iter().flat_map(|row| &row.0) {
            rows_with[*place as usize] += 1;
        }
        let rarity: Vec<f64> = rows_with.iter().map(|with| rarity(rows.len(), *with)).collect();
        for row in &mut rows {
            weigh(row, &rarity);
        }
        let rows: Vec<&Row> = rows.iter().collect();
        let model = Logistic::fit(&rows, vocabulary.len(), &labels, texts.len(), true);
        Some(Self { hidden, vocabulary, rarity, model, writers: texts.len() })
    }

    /// Makes replies ready to be asked about.
    pub(super) fn read<'r>(&self, replies: impl IntoIterator<Item = &'r Reply>) -> Suspects {
        let mut places: FxHashMap<u32, u32> = FxHashMap::default();
        let mut suspects = Suspects {
            rows: Vec::new(),
            rarity: Vec::new(),
            weights: Vec::new(),
            intercepts: self.model.intercepts().collect(),
        };
        for reply in replies {
            let counts = self.vocabulary.count(&prepare(self.hidden, reply));
            let row = counts.0.into_iter().map(|(term, times)| {
                let place = *places.entry(term).or_insert_with(|| {
                    suspects.rarity.push(self.rarity[term as usize]);
                    suspects.weights.extend(self.model.weights(term as usize).map(|w| w as f32));
                    suspects.rarity.len() as u32 - 1
                });
                (place, times as u32)
            });
            suspects.rows.push(row.collect());
        }
        debug_assert_eq!(suspects.intercepts.len(), self.writers);
        suspects
    }
}

/// A reply as it is counted: runs of characters may tell where it begins and ends.
fn prepare(hidden: Option<&CommonWords>, reply: &Reply) -> String {
    let text = reply.text();
    match hidden {
        Some(common) => format!("\n{}\n", common.mask(&text)),
        None => format!("\n{text}\n"),
    }
}

fn sum(rows: impl Iterator<Item = Row>) -> Row {
    let mut all: Vec<(u32, f64)> = rows.flat_map(|row| row.0).collect();
    all.sort_unstable_by_key(|(place, _)| *place);
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    Row(all)
}

/// Replies whose writer is asked for. Only the terms that they hold are kept, near to each other:
/// hundreds of thousands of questions are asked about them.
#[derive(Debug)]
pub(super) struct Suspects {
    /// For each reply its terms and how often they stand there.
    rows: Vec<Vec<(u32, u32)>>,
    rarity: Vec<f64>,
    /// For each term a weight for each writer.
    weights: Vec<f32>,
    intercepts: Vec<f64>,
}

impl Suspects {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The share of questions about replies of `pool` that are answered with this writer. Needs at
    /// least ten in the pool.
    pub(super) fn hits(&self, writer: usize, draws: &mut Draws, pool: &[usize]) -> f64 {
        let mut asked = Asked::new(self.rarity.len(), self.intercepts.len());
        share((0..QUESTIONS).map(|_| {
            let group = draws.choose(pool.len(), REPLIES);
            asked.likeliest(self, group.iter().map(|at| pool[*at])) == writer
        }))
    }
}

/// Room for a question.
struct Asked {
    counts: Vec<u32>,
    touched: Vec<u32>,
    scores: Vec<f64>,
    /// 1 + ln of small counts.
    damped: [f64; 64],
}

impl Asked {
    fn new(terms: usize, writers: usize) -> Self {
        Self {
            counts: vec![0; terms],
            touched: Vec::new(),
            scores: vec![0.0; writers],
            damped: std::array::from_fn(|count| 1.0 + (count as f64).ln()),
        }
    }

    /// The likeliest writer of these replies together.
    fn likeliest(&mut self, suspects: &Suspects, group: impl Iterator<Item = usize>) -> usize {
        self.touched.clear();
        for row in group.map(|at| &suspects.rows[at]) {
            for (place, times) in row {
                let count = &mut self.counts[*place as usize];
                if *count == 0 {
                    self.touched.push(*place);
                }
                *count += times;
            }
        }
        let writers = self.scores.len();
        self.scores.fill(0.0);
        let mut square = 0.0;
        for place in &self.touched {
            let place = *place as usize;
            let count = std::mem::take(&mut self.counts[place]) as usize;
            let damped =
                self.damped.get(count).copied().unwrap_or_else(|| 1.0 + (count as f64).ln());
            let value = damped * suspects.rarity[place];
            square += value * value;
            let weights = &suspects.weights[place * writers..(place + 1) * writers];
            for (score, weight) in self.scores.iter_mut().zip(weights) {
                *score += value * f64::from(*weight);
            }
        }
        let length = if square > 0.0 { square.sqrt() } else { 1.0 };
        let mut best = (0, f64::NEG_INFINITY);
        for (writer, (score, intercept)) in self.scores.iter().zip(&suspects.intercepts).enumerate()
        {
            let score = score / length + intercept;
            if score > best.1 {
                best = (writer, score);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_hidden_by_the_shape_of_words() {
        let common = CommonWords(["это".to_owned()].into_iter().collect());
        assert_eq!(common.mask("Это 2й тест, Ну_да!"), "Это 0x xxxx, Xxxxx!");
        assert_eq!(common.mask(""), "");
    }

    #[test]
    fn rows_are_summed_by_place() {
        let rows = [Row(vec![(1, 1.0), (3, 2.0)]), Row(vec![(0, 1.0), (3, 1.0)])];
        assert_eq!(sum(rows.into_iter()), Row(vec![(0, 1.0), (1, 1.0), (3, 3.0)]));
    }
}
