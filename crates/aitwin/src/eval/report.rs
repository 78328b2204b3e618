//! Everything that a report shows, however it is shown.

use domain::Author;
use serde::Serialize;
use style::fidelity::baseline::{RANDOM_OWN, REAL};
use style::fidelity::features::{Habits, profile};
use style::fidelity::{Figures, Judged, Reply, evaluate};
use style::holdout::Holdout;
use style::mask::mask;

use super::alarms::Alarms;
use super::measure::{Against, Grade, Measure};
use super::record::by_system;
use super::twin::{self, Answers, ITSELF, Said, TWIN, UNSURE};
use crate::writer::Took;

/// How many moments are shown side by side, how many of them at which the twin is silent if there
/// are enough others, and how many messages before each.
const EXAMPLES: usize = 12;
const SILENT_EXAMPLES: usize = 3;
const EXAMPLE_CONTEXT: usize = 4;
/// With fewer writers nothing can be said about how far apart writers are.
const FEWEST_WRITERS: usize = 3;
/// The true reply among so many counts as found.
const FOUND_WITHIN: f64 = 10.0;

/// What was measured, and on what.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Messages that the twin learnt from.
    pub(crate) learnt: usize,
    /// Replies of the owner that were found.
    pub(crate) pairs: usize,
    /// Replies held out and asked for.
    pub(crate) asked: usize,
    /// The owner and the others from whom they are told apart; 1 if there is nobody.
    pub(crate) people: usize,
    /// How many replies the true one is looked for among.
    pub(crate) pool: usize,
    /// Baselines and the twin.
    #[serde(serialize_with = "by_system")]
    pub(crate) table: Vec<Judged>,
    /// How good the twin's figures are.
    pub(crate) grades: Vec<(&'static str, Grade)>,
    /// Habits of the real replies and of the twin's, in the order of their names.
    pub(crate) habits: Sides<Vec<f64>>,
    /// Characters of each message.
    pub(crate) lengths: Sides<Vec<f64>>,
    /// Messages of each reply.
    pub(crate) bursts: Sides<Vec<f64>>,
    /// Seconds until each reply.
    pub(crate) delays: Sides<Vec<f64>>,
    /// How often the content is right when the twin gives only the surer answers, from all that the
    /// guard lets pass to the surest.
    pub(crate) curve: Vec<Trade>,
    /// What the guard for models says of the owner's real replies.
    pub(crate) real_alarms: Alarms,
    /// The model that wrote, if one did.
    pub(crate) model: Option<ByModel>,
    /// Moments side by side.
    pub(crate) examples: Vec<Example>,
}

/// What a model took for its replies, and what the guard says of them.
#[derive(Debug, Serialize)]
pub(crate) struct ByModel {
    #[serde(flatten)]
    pub(crate) took: Took,
    pub(crate) alarms: Alarms,
}

/// The owner's and the twin's.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Sides<T> {
    pub(crate) real: T,
    pub(crate) twin: T,
}

/// What a threshold of confidence gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Trade {
    /// The least confidence with which an answer is given.
    pub(crate) confidence: f64,
    /// The share of the moments that are answered.
    pub(crate) coverage: f64,
    /// The share of the answers for which the true reply is among the first ten.
    pub(crate) precision: f64,
}

/// A moment, what the owner said and what the twin says. Texts are masked.
#[derive(Debug, Serialize)]
pub(crate) struct Example {
    /// What came before: whether the owner said it, and what.
    pub(crate) context: Vec<(bool, String)>,
    pub(crate) real: Vec<String>,
    /// If it must say something.
    pub(crate) twin: Vec<String>,
    /// By itself; nothing is silence.
    pub(crate) itself: Vec<String>,
}

impl Report {
    /// Measures what the twin answered to what was held out.
    pub(crate) fn make(holdout: &Holdout, answers: Answers, bootstraps: usize) -> Self {
        let Answers { said, real_alarms, model } = answers;
        let systems = twin::systems(holdout, &said);
        let verdict = evaluate(&holdout.task, systems, bootstraps, false);
        let owner = &holdout.task.writers[0];
        let people = if holdout.attribution { holdout.task.writers.len() } else { 1 };
        let mut table = verdict.table;
        for row in &mut table {
            if !holdout.attribution {
                row.figures.attribution = None;
                row.figures.attribution_masked = None;
                row.figures.attribution_masked_interval = None;
            }
            if holdout.task.writers.len() < FEWEST_WRITERS {
                row.figures.styledist = None;
                row.figures.worst_features.clear();
            }
        }
        let real: Vec<&Reply> = owner.heldout.iter().map(|at| &holdout.task.replies[*at]).collect();
        let own: Vec<&Reply> = said.iter().filter_map(|said| said.always.as_ref()).collect();
        let sides = |of: &dyn Fn(&Reply) -> Vec<f64>| Sides {
            real: real.iter().flat_map(|reply| of(reply)).collect(),
            twin: own.iter().flat_map(|reply| of(reply)).collect(),
        };
        let mut report = Self {
            learnt: holdout.learn.len(),
            pairs: holdout.pairs,
            asked: holdout.moments.len(),
            people,
            pool: owner.moments.iter().map(|moment| moment.same.len()).min().unwrap_or(0),
            habits: Sides { real: habits(&real), twin: habits(&own) },
            lengths: sides(&|reply| {
                reply.bubbles.iter().map(|text| text.chars().count() as f64).collect()
            }),
            bursts: sides(&|reply| vec![reply.bubbles.len() as f64]),
            delays: sides(&|reply| reply.delay_s.into_iter().collect()),
            curve: Vec::new(),
            examples: examples(holdout, &said),
            grades: Vec::new(),
            real_alarms,
            model: model.map(|(alarms, took)| ByModel { took, alarms }),
            table,
        };
        report.curve = curve(&said, report.row(UNSURE));
        let graded = Measure::ALL.iter().filter_map(|measure| {
            let grade = measure.grade(report.figures(TWIN)?, report.against()?)?;
            Some((measure.key(), grade))
        });
        report.grades = graded.collect();
        report
    }

    fn row(&self, system: &str) -> Option<&Judged> {
        self.table.iter().find(|row| row.system == system)
    }

    /// The figures of a system; `None` if it said nothing at all.
    pub(crate) fn figures(&self, system: &str) -> Option<&Figures> {
        self.row(system).map(|row| &row.figures)
    }

    /// The share of the moments that the twin answers by itself.
    pub(crate) fn answered(&self) -> f64 {
        self.figures(ITSELF).and_then(|figures| figures.coverage).unwrap_or(0.0)
    }

    /// How good a figure of the twin is.
    pub(crate) fn grade(&self, measure: Measure) -> Option<Grade> {
        let graded = self.grades.iter().find(|(key, _)| *key == measure.key());
        graded.map(|(_, grade)| *grade)
    }

    /// What the twin's figures are compared with.
    pub(crate) fn against(&self) -> Option<Against<'_>> {
        Some(Against {
            real: self.figures(REAL)?,
            random: self.figures(RANDOM_OWN)?,
            chance: (FOUND_WITHIN / self.pool.max(1) as f64).min(1.0),
        })
    }
}

fn habits(replies: &[&Reply]) -> Vec<f64> {
    let habits: Habits = profile(replies);
    habits.to_vec()
}

/// The trade between answering much and answering right.
fn curve(said: &[Said], row: Option<&Judged>) -> Vec<Trade> {
    let ranks = row.and_then(|row| row.ranks.first()).map_or(&[][..], Vec::as_slice);
    let mut answers: Vec<(f64, bool)> = ranks
        .iter()
        .map(|(place, rank)| (said[*place].confidence, *rank <= FOUND_WITHIN))
        .collect();
    answers.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mut curve = Vec::new();
    let mut found = 0_usize;
    for (at, (confidence, right)) in answers.iter().enumerate() {
        found += usize::from(*right);
        // Answers that are equally sure are given together.
        if answers.get(at + 1).is_none_or(|(next, _)| next < confidence) {
            curve.push(Trade {
                confidence: *confidence,
                coverage: (at + 1) as f64 / said.len() as f64,
                precision: found as f64 / (at + 1) as f64,
            });
        }
    }
    curve.reverse();
    curve
}

fn examples(holdout: &Holdout, said: &[Said]) -> Vec<Example> {
    let (answered, silent): (Vec<usize>, Vec<usize>) =
        (0..said.len()).partition(|at| said[*at].itself.is_some());
    let mut shown = evenly(&answered, EXAMPLES - SILENT_EXAMPLES.min(silent.len()));
    shown.extend(evenly(&silent, EXAMPLES - shown.len()));
    let masked = |texts: &[String]| texts.iter().map(|text| mask(text).into_owned()).collect();
    let of = |at: usize| {
        let held = &holdout.moments[at];
        let before: Vec<_> = held.before.iter().chain(&held.burst).collect();
        let context = before[before.len().saturating_sub(EXAMPLE_CONTEXT)..].iter();
        let truth = holdout.task.writers[0].moments[at].truth;
        Example {
            context: context
                .filter_map(|message| {
                    let text = mask(message.content.text()?).into_owned();
                    Some((message.author == Author::Owner, text))
                })
                .collect(),
            real: masked(&holdout.task.replies[truth].bubbles),
            twin: said[at].always.as_ref().map_or_else(Vec::new, |reply| masked(&reply.bubbles)),
            itself: said[at].itself.as_ref().map_or_else(Vec::new, |reply| masked(&reply.bubbles)),
        }
    };
    shown.into_iter().map(of).collect()
}

/// So many of the items at most, evenly spaced.
fn evenly(items: &[usize], most: usize) -> Vec<usize> {
    let count = items.len().min(most);
    (0..count).map(|at| items[at * items.len() / count]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_goes_from_all_answers_to_the_surest() {
        let said: Vec<Said> = [0.9, 0.5, 0.9, 0.0, 0.7]
            .map(|confidence| Said { confidence, ..Said::default() })
            .to_vec();
        let row = Judged {
            system: UNSURE.to_owned(),
            figures: Figures::default(),
            ranks: vec![vec![(0, 1.0), (1, 50.0), (2, 40.0), (4, 10.0)]],
        };
        let curve = curve(&said, Some(&row));
        let trade = |confidence, coverage, precision| Trade { confidence, coverage, precision };
        assert_eq!(curve, [trade(0.5, 0.8, 0.5), trade(0.7, 0.6, 2.0 / 3.0), trade(0.9, 0.4, 0.5)]);
        assert_eq!(super::curve(&said, None), []);
    }
}
