//! From systems' replies to the table of figures.

use serde::Serialize;

use super::attribution::{Attribution, CommonWords, REPLIES, Suspects};
use super::baseline::{self, REAL};
use super::content::{echo, novel_ranks, verbatim};
use super::draws::Draws;
use super::embed::Embedder;
use super::features::{FEATURES, Habits, NAMES, distances, profile, spread};
use super::numbers::{Interval, auc, interval, ks, mean, share};
use super::parallel;
use super::selection::{self, Selection};
use super::task::{ContextWords, Reply, System, Task};
use super::two_sample;

/// Bootstrap samples for an interval, unless said otherwise.
pub const BOOTSTRAPS: usize = 200;
/// So many habits are named as the worst.
const WORST: usize = 4;
/// A delay this near to the true one, in seconds, that is longer than that, was read off the clock.
const TOLD_WITHIN: f64 = 1.0;
const TOLD_FROM: f64 = 120.0;
/// A system that knows so many of the delays knows them from the clock.
const TOLD_SHARE: f64 = 0.2;

/// The figures of a system: means over the owners. What could not be measured is `None`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figures {
    /// Moments answered.
    pub n: usize,
    /// Their share of all moments.
    pub coverage: Option<f64>,
    /// How often ten replies together are attributed to their owner.
    #[serde(rename = "AA@10")]
    pub attribution: Option<f64>,
    /// The same with all but the commonest words hidden.
    #[serde(rename = "AAmask@10")]
    pub attribution_masked: Option<f64>,
    /// Its interval.
    #[serde(rename = "AAmask@10_ci")]
    pub attribution_masked_interval: Option<Interval>,
    /// How well a classifier tells the replies from the real ones: 0.5 not at all, 1 always.
    #[serde(rename = "C2ST")]
    pub two_sample: Option<f64>,
    /// Its interval.
    #[serde(rename = "C2ST_ci")]
    pub two_sample_interval: Option<Interval>,
    /// How far the habits are off, in standard deviations between writers.
    pub styledist: Option<f64>,
    /// The Kolmogorov-Smirnov distance of lengths.
    #[serde(rename = "KSlen")]
    pub lengths: Option<f64>,
    /// The difference in messages per turn.
    #[serde(rename = "dBurst")]
    pub bursts: Option<f64>,
    /// How often the real reply comes first by what the system's adds to the context.
    #[serde(rename = "novR@1")]
    pub novel_first: Option<f64>,
    /// How often it is among the first ten.
    #[serde(rename = "novR@10")]
    pub novel_among_ten: Option<f64>,
    /// Its interval.
    #[serde(rename = "novR@10_ci")]
    pub novel_interval: Option<Interval>,
    /// The share of copies among longer messages.
    pub verbatim: Option<f64>,
    /// The share of words that repeat the context.
    pub echo: Option<f64>,
    /// The Kolmogorov-Smirnov distance of delays.
    #[serde(rename = "delayKS")]
    pub delays: Option<f64>,
    /// The habits that are furthest off, the worst first.
    pub worst_features: Vec<&'static str>,
    /// Whether the delays equal the true ones: the system read them off the moment's time, and
    /// [`Self::delays`] means nothing.
    pub delays_told: bool,
}

/// A system and its figures.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The system's name.
    pub system: String,
    /// Its figures.
    pub figures: Figures,
    /// For each writer and answered moment, in order: the moment's place and the rank of the real
    /// reply among the replies of the same writer.
    pub ranks: Vec<Vec<(usize, f64)>>,
}

/// All that is measured on a task.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The baselines, and then the systems in their order.
    pub table: Vec<Judged>,
    /// How well the systems chose among candidates; empty unless asked for.
    pub selection: Vec<Selection>,
}

/// Measures the baselines and these systems, with `bootstraps` samples for each interval.
pub fn evaluate(
    task: &Task,
    mut systems: Vec<System>,
    bootstraps: usize,
    with_selection: bool,
) -> Verdict {
    let embedder = Embedder::fit(task);
    let selection =
        if with_selection { selection::table(task, &embedder, &systems) } else { Vec::new() };
    systems.retain(|system| system.replies.iter().flatten().any(Option::is_some));
    let mut all = baseline::systems(task, &embedder);
    all.append(&mut systems);

    let common = CommonWords::of(task);
    let attributions =
        parallel::map(&[None, Some(&common)], |hidden| Attribution::fit(task, *hidden));
    let [plain, masked] = attributions.as_slice() else {
        return Verdict { table: Vec::new(), selection };
    };
    let profiles: Vec<Habits> = task
        .writers
        .iter()
        .map(|writer| {
            let turns: Vec<&Reply> = writer.history.iter().map(|pair| &pair.reply).collect();
            profile(&turns)
        })
        .collect();
    let common = Common {
        task,
        systems: &all,
        embedder: &embedder,
        plain: plain.as_ref(),
        masked: masked.as_ref(),
        spread: spread(&profiles),
        bootstraps,
    };
    let writers: Vec<usize> = (0..task.writers.len()).collect();
    let found = parallel::map(&writers, |writer| common.of_writer(*writer));
    let table = all
        .iter()
        .enumerate()
        .map(|(at, system)| {
            let of_system: Vec<&OfWriter> = found.iter().filter_map(|all| all.get(at)).collect();
            let figures = figures(&of_system, bootstraps);
            let ranks =
                found.iter().map(|all| all.get(at).map_or_else(Vec::new, |of| of.ranks.clone()));
            Judged { system: system.name.clone(), figures, ranks: ranks.collect() }
        })
        .collect();
    Verdict { table, selection }
}

/// The figures of one system for one owner.
#[derive(Default)]
struct OfWriter {
    moments: usize,
    answered: usize,
    attribution: Option<f64>,
    attribution_masked: Option<f64>,
    attribution_masked_samples: Vec<f64>,
    two_sample: Option<f64>,
    two_sample_samples: Vec<f64>,
    distances: Option<Habits>,
    lengths: Option<f64>,
    bursts: Option<f64>,
    ranks: Vec<(usize, f64)>,
    novel_samples: Vec<f64>,
    verbatim: Option<f64>,
    echo: Option<f64>,
    delays: Option<f64>,
    /// Whether each delay that could have been read off the clock equals the true one.
    told: Vec<bool>,
}

/// What the figures of all owners need.
struct Common<'a> {
    task: &'a Task,
    systems: &'a [System],
    embedder: &'a Embedder,
    plain: Option<&'a Attribution<'a>>,
    masked: Option<&'a Attribution<'a>>,
    spread: Habits,
    bootstraps: usize,
}

impl Common<'_> {
    /// The figures of each system; nothing for who has no moments.
    fn of_writer(&self, writer: usize) -> Vec<OfWriter> {
        let who = &self.task.writers[writer];
        if who.moments.is_empty() {
            return Vec::new();
        }
        let contexts: Vec<ContextWords> = who.moments.iter().map(ContextWords::of).collect();
        let ranks = novel_ranks(self.task, self.embedder, writer, &contexts, self.systems);
        let heldout: Vec<&Reply> = who.heldout.iter().map(|at| &self.task.replies[*at]).collect();
        self.systems
            .iter()
            .zip(ranks)
            .map(|(system, ranks)| self.of_system(writer, system, ranks, &contexts, &heldout))
            .collect()
    }

    fn of_system(
        &self,
        writer: usize,
        system: &System,
        ranks: Vec<f64>,
        contexts: &[ContextWords],
        heldout: &[&Reply],
    ) -> OfWriter {
        let who = &self.task.writers[writer];
        let said = system.said(writer);
        let mut found =
            OfWriter { moments: who.moments.len(), answered: said.len(), ..OfWriter::default() };
        if said.is_empty() {
            return found;
        }
        let truth = |place: usize| &self.task.replies[who.moments[place].truth];
        let halves = Draws::of(self.task.seed, &["halves", &who.name]).permutation(heldout.len());
        let (one, other) = halves.split_at(heldout.len() / 2);
        let pick = |half: &[usize]| -> Vec<&Reply> { half.iter().map(|at| heldout[*at]).collect() };
        let is_real = system.name == REAL;
        // Real replies are compared with other real replies, which shows how far apart two samples
        // of one writer are.
        let (turns, reference, truths) = if is_real {
            let (turns, reference) = (pick(one), pick(other));
            let truths = reference.clone();
            (turns, reference, truths)
        } else {
            let turns = said.iter().map(|(_, reply)| *reply).collect();
            (turns, heldout.to_vec(), said.iter().map(|(place, _)| truth(*place)).collect())
        };
        let pairs = turns.len().min(truths.len()).min(who.moments.len());

        let mut draws = Draws::of(self.task.seed, &["owner", &who.name]);
        if pairs >= two_sample::FEWEST {
            let (low, high) = two_sample::scores(&truths[..pairs], &turns[..pairs], &mut draws);
            found.two_sample = auc(&low, &high);
            found.two_sample_samples = (0..self.bootstraps)
                .filter_map(|_| {
                    let drawn = draws.integers(pairs, pairs);
                    let at =
                        |scores: &[f64]| drawn.iter().map(|at| scores[*at]).collect::<Vec<_>>();
                    auc(&at(&low), &at(&high))
                })
                .collect();
        }
        let hits: Vec<bool> = ranks.iter().map(|rank| *rank <= 10.0).collect();
        found.novel_samples = (0..self.bootstraps)
            .map(|_| share(draws.integers(hits.len(), hits.len()).into_iter().map(|at| hits[at])))
            .collect();
        found.ranks = said.iter().map(|(place, _)| *place).zip(ranks).collect();
        found.distances = Some(distances(&profile(&turns), &profile(&reference), &self.spread));
        found.lengths = ks(&lengths(&turns), &lengths(&reference));
        let burst = |turns: &[&Reply]| mean(turns.iter().map(|turn| turn.bubbles.len() as f64));
        found.bursts = burst(&turns).zip(burst(&reference)).map(|(a, b)| (a - b).abs());
        found.delays = ks(&delays(&turns), &delays(&reference));
        found.verbatim = Some(verbatim(&who.seen, said.iter().map(|(_, reply)| *reply)));
        found.echo = Some(echo(said.iter().map(|(place, reply)| (&contexts[*place], *reply))));
        if !is_real {
            let known = said.iter().filter_map(|(place, reply)| {
                let (own, real) = (reply.delay_s?, truth(*place).delay_s?);
                (real > TOLD_FROM).then(|| (own - real).abs() <= TOLD_WITHIN)
            });
            found.told = known.collect();
        }
        if said.len() >= REPLIES {
            let replies = || said.iter().map(|(_, reply)| *reply);
            found.attribution =
                self.plain.map(|model| self.attribute(writer, &model.read(replies()), 0).0);
            if let Some(model) = self.masked {
                let (point, samples) =
                    self.attribute(writer, &model.read(replies()), self.bootstraps);
                found.attribution_masked = Some(point);
                found.attribution_masked_samples = samples;
            }
        }
        found
    }

    /// The share of questions that name this writer, and the same for bootstrap samples.
    fn attribute(&self, writer: usize, suspects: &Suspects, bootstraps: usize) -> (f64, Vec<f64>) {
        let mut draws = Draws::of(self.task.seed, &["aa", &self.task.writers[writer].name]);
        let everything: Vec<usize> = (0..suspects.len()).collect();
        let point = suspects.hits(writer, &mut draws, &everything);
        let samples = (0..bootstraps).map(|_| {
            let pool = draws.integers(everything.len(), everything.len());
            suspects.hits(writer, &mut draws, &pool)
        });
        (point, samples.collect())
    }
}

fn lengths(turns: &[&Reply]) -> Vec<f64> {
    let messages = turns.iter().flat_map(|turn| &turn.bubbles);
    messages.map(|text| text.chars().count() as f64).collect()
}

fn delays(turns: &[&Reply]) -> Vec<f64> {
    turns.iter().filter_map(|turn| turn.delay()).collect()
}

/// The means over owners.
fn figures(owners: &[&OfWriter], bootstraps: usize) -> Figures {
    let over = |figure: &dyn Fn(&OfWriter) -> Option<f64>| {
        mean(owners.iter().filter_map(|owner| figure(owner)))
    };
    let samples = |of: &dyn Fn(&OfWriter) -> &Vec<f64>| {
        let sampled: Vec<&Vec<f64>> =
            owners.iter().map(|owner| of(owner)).filter(|samples| !samples.is_empty()).collect();
        let at = |sample: usize| mean(sampled.iter().filter_map(|of| of.get(sample).copied()));
        interval((0..bootstraps).filter_map(at).collect())
    };
    let up_to = |most: f64| {
        over(&|owner| {
            (owner.answered > 0).then(|| share(owner.ranks.iter().map(|(_, rank)| *rank <= most)))
        })
    };
    let apart = |at: usize| over(&|owner| owner.distances.map(|apart| apart[at])).unwrap_or(0.0);
    let mut worst: Vec<usize> = (0..FEATURES).collect();
    worst.sort_by(|a, b| apart(*b).total_cmp(&apart(*a)));
    let told: Vec<bool> = owners.iter().flat_map(|owner| owner.told.iter().copied()).collect();
    let has_distances = owners.iter().any(|owner| owner.distances.is_some());
    Figures {
        n: owners.iter().map(|owner| owner.answered).sum(),
        coverage: over(&|owner| Some(owner.answered as f64 / owner.moments as f64)),
        attribution: over(&|owner| owner.attribution),
        attribution_masked: over(&|owner| owner.attribution_masked),
        attribution_masked_interval: samples(&|owner| &owner.attribution_masked_samples),
        two_sample: over(&|owner| owner.two_sample),
        two_sample_interval: samples(&|owner| &owner.two_sample_samples),
        styledist: over(&|owner| owner.distances.and_then(mean)),
        lengths: over(&|owner| owner.lengths),
        bursts: over(&|owner| owner.bursts),
        novel_first: up_to(1.0),
        novel_among_ten: up_to(10.0),
        novel_interval: samples(&|owner| &owner.novel_samples),
        verbatim: over(&|owner| owner.verbatim),
        echo: over(&|owner| owner.echo),
        delays: over(&|owner| owner.delays),
        worst_features: if has_distances {
            worst.into_iter().take(WORST).map(|at| NAMES[at]).collect()
        } else {
            Vec::new()
        },
        delays_told: share(told) > TOLD_SHARE,
    }
}
