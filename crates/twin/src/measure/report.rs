//! Everything that a report shows, however it is shown.

use domain::{Author, Usage};
use serde::{Deserialize, Serialize, Serializer};
use style::fidelity::baseline::{RANDOM_OWN, REAL};
use style::fidelity::features::{Habits, profile};
use style::fidelity::{Figures, Judged, Reply, evaluate};
use style::holdout::Holdout;
use style::mask::mask;

use super::alarms::Alarms;
use super::grade::{Against, Grade, Measure};
use super::said::{ITSELF, Said, TWIN, UNSURE, systems};

/// How many moments are shown side by side, how many of them at which the twin is silent if there
/// are enough others, and how many messages before each.
const EXAMPLES: usize = 12;
const SILENT_EXAMPLES: usize = 3;
const EXAMPLE_CONTEXT: usize = 4;
/// Longer replies, in characters, would be told by what they say.
const LONGEST_APART: usize = 240;
/// With fewer writers nothing can be said about how far apart writers are.
const FEWEST_WRITERS: usize = 3;
/// The true reply among so many counts as found.
const FOUND_WITHIN: f64 = 10.0;

/// What was measured, and on what.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Messages that the twin learnt from.
    pub learnt: usize,
    /// Replies of the owner that were found.
    pub pairs: usize,
    /// Replies held out and asked for.
    pub asked: usize,
    /// The owner and the others from whom they are told apart; 1 if there is nobody.
    pub people: usize,
    /// How many replies the true one is looked for among.
    pub pool: usize,
    /// Baselines and the twin.
    #[serde(serialize_with = "by_system")]
    pub table: Vec<Judged>,
    /// How good the twin's figures are.
    pub grades: Vec<(&'static str, Grade)>,
    /// Habits of the real replies and of the twin's, in the order of their names.
    pub habits: Sides<Vec<f64>>,
    /// Characters of each message.
    pub lengths: Sides<Vec<f64>>,
    /// Messages of each reply.
    pub bursts: Sides<Vec<f64>>,
    /// Seconds until each reply.
    pub delays: Sides<Vec<f64>>,
    /// How often the content is right when the twin gives only the surer answers, from all that the
    /// guard lets pass to the surest.
    pub curve: Vec<Trade>,
    /// What the guard for models says of the owner's real replies.
    pub real_alarms: Alarms,
    /// The model that wrote, if one did.
    pub model: Option<ByModel>,
    /// Moments side by side.
    pub examples: Vec<Example>,
    /// Moments at which the twin says something else than the owner did, to be told apart.
    #[serde(skip)]
    pub pairs_apart: Vec<Example>,
}

/// The figures of a report, to be kept: nothing that anybody wrote.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Messages that the twin learnt from.
    pub learnt: usize,
    /// Replies of the owner that were found.
    pub pairs: usize,
    /// Replies held out and asked for.
    pub asked: usize,
    /// The owner and the others from whom they are told apart; 1 if there is nobody.
    pub people: usize,
    /// How many replies the true one is looked for among.
    pub pool: usize,
    /// The measures, in the order in which they are read.
    pub measured: Vec<Measured>,
}

/// A measure of the twin with what it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Which.
    pub measure: Measure,
    /// The twin's figure.
    pub twin: f64,
    /// That of the owner's real replies.
    pub real: Option<f64>,
    /// That of a random reply of the owner's past.
    pub random: Option<f64>,
    /// Whether it is good; `None` where there is no better and worse.
    pub grade: Option<Grade>,
}

impl Summary {
    /// The figure of a measure.
    pub fn of(&self, measure: Measure) -> Option<&Measured> {
        self.measured.iter().find(|one| one.measure == measure)
    }

    /// How hard it is to tell the twin's replies from the real ones, 0 to 1: 1 where a program that learns to
    /// tell them does no better than chance. `None` where there are too few.
    pub fn likeness(&self) -> Option<f64> {
        let told_apart = self.of(Measure::TwoSample)?.twin;
        Some((2.0 * (1.0 - told_apart)).clamp(0.0, 1.0))
    }
}

/// All that the twin says, and what it takes.
#[derive(Debug)]
pub struct Answers {
    /// At each moment.
    pub said: Vec<Said>,
    /// What the guard for models says of the owner's real replies.
    pub real_alarms: Alarms,
    /// What it says of those of the model that writes, if one does, and what the model took.
    pub model: Option<(Alarms, Took)>,
}

/// What a model took for its replies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Took {
    /// Its name.
    pub model: String,
    /// How many moments it was asked about.
    pub replies: usize,
    /// Tokens.
    pub usage: Usage,
    /// Money, in billionths of the currency of the prices; `None` if no prices are set.
    pub cost: Option<u64>,
}

/// What a model took for its replies, and what the guard says of them.
#[derive(Debug, Serialize)]
pub struct ByModel {
    /// What it took.
    #[serde(flatten)]
    pub took: Took,
    /// What the guard says.
    pub alarms: Alarms,
}

/// The owner's and the twin's.
#[derive(Debug, Default, Serialize)]
pub struct Sides<T> {
    /// The owner's.
    pub real: T,
    /// The twin's.
    pub twin: T,
}

/// What a threshold of confidence gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trade {
    /// The least confidence with which an answer is given.
    pub confidence: f64,
    /// The share of the moments that are answered.
    pub coverage: f64,
    /// The share of the answers for which the true reply is among the first ten.
    pub precision: f64,
}

/// A moment, what the owner said and what the twin says. Texts are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// What came before: whether the owner said it, and what.
    pub context: Vec<(bool, String)>,
    /// What the owner said.
    pub real: Vec<String>,
    /// If it must say something.
    pub twin: Vec<String>,
    /// By itself; nothing is silence.
    pub itself: Vec<String>,
}

impl Report {
    /// Measures what the twin answered to what was held out.
    pub fn make(holdout: &Holdout, answers: Answers, bootstraps: usize) -> Self {
        let Answers { said, real_alarms, model } = answers;
        let systems = systems(holdout, &said);
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
            pairs_apart: pairs_apart(holdout, &said),
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
    pub fn figures(&self, system: &str) -> Option<&Figures> {
        self.row(system).map(|row| &row.figures)
    }

    /// The share of the moments that the twin answers by itself.
    pub fn answered(&self) -> f64 {
        self.figures(ITSELF).and_then(|figures| figures.coverage).unwrap_or(0.0)
    }

    /// How good a figure of the twin is.
    pub fn grade(&self, measure: Measure) -> Option<Grade> {
        let graded = self.grades.iter().find(|(key, _)| *key == measure.key());
        graded.map(|(_, grade)| *grade)
    }

    /// The figures alone.
    pub fn summary(&self) -> Summary {
        let of = |measure: Measure, system| measure.of(self.figures(system)?);
        let measured = Measure::ALL.into_iter().filter_map(|measure| {
            let twin = match measure {
                Measure::Coverage => Some(self.answered()),
                measure => of(measure, TWIN),
            };
            Some(Measured {
                measure,
                twin: twin?,
                real: of(measure, REAL),
                random: of(measure, RANDOM_OWN),
                grade: self.grade(measure),
            })
        });
        let measured = measured.collect();
        let Self { learnt, pairs, asked, people, pool, .. } = *self;
        Summary { learnt, pairs, asked, people, pool, measured }
    }

    /// What the twin's figures are compared with.
    pub fn against(&self) -> Option<Against<'_>> {
        Some(Against {
            real: self.figures(REAL)?,
            random: self.figures(RANDOM_OWN)?,
            chance: (FOUND_WITHIN / self.pool.max(1) as f64).min(1.0),
        })
    }
}

/// The figures of each system by its name, as a field.
fn by_system<S: Serializer>(rows: &[Judged], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(rows.iter().map(|row| (&row.system, &row.figures)))
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
    shown.into_iter().map(|at| example(holdout, said, at)).collect()
}

/// Moments at which both said something short, and not the same.
fn pairs_apart(holdout: &Holdout, said: &[Said]) -> Vec<Example> {
    let all = (0..said.len()).map(|at| example(holdout, said, at));
    let is_short = |texts: &[String]| {
        let chars: usize = texts.iter().map(|text| text.chars().count()).sum();
        (1..=LONGEST_APART).contains(&chars)
    };
    let plain = |texts: &[String]| texts.join("\n").to_lowercase();
    all.filter(|one| is_short(&one.real) && is_short(&one.twin))
        .filter(|one| plain(&one.real) != plain(&one.twin))
        .collect()
}

/// A moment, what the owner said and what the twin says.
fn example(holdout: &Holdout, said: &[Said], at: usize) -> Example {
    let masked = |texts: &[String]| texts.iter().map(|text| mask(text).into_owned()).collect();
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
