//! Does the twin know its owner's reply when it sees it? Ranks by the scores that a system gave.

use serde::Serialize;

use super::embed::Embedder;
use super::numbers::{mean, rank_of_first, share};
use super::parallel;
use super::sparse::{Row, Spread};
use super::task::{System, Task};

/// How well a system found the real reply among candidates. Means over owners.
#[derive(Debug, Clone, Serialize)]
pub struct Selection {
    /// The system; `tfidf` looks for words that context and candidate share, `random` draws.
    #[serde(skip)]
    pub system: String,
    /// Whose the other candidates are: `same` or `cross`.
    #[serde(skip)]
    pub pool: &'static str,
    /// Over how many moments.
    pub n: usize,
    /// How often the real reply came first.
    #[serde(rename = "R@1")]
    pub first: f64,
    /// How often it was among the first ten.
    #[serde(rename = "R@10")]
    pub among_ten: f64,
    /// The mean of 1 / rank.
    #[serde(rename = "MRR")]
    pub reciprocal: f64,
}

/// Ranks, one list for each owner.
type Ranks = Vec<Vec<f64>>;

pub(super) fn table(task: &Task, embedder: &Embedder, systems: &[System]) -> Vec<Selection> {
    let texts: Vec<Row> = parallel::map(&task.replies, |reply| embedder.embed(&reply.text()));
    let mut table = Vec::new();
    for pool in ["same", "cross"] {
        let of = |moment: &super::Moment| {
            if pool == "same" { moment.same.clone() } else { moment.cross.clone() }
        };
        let writers: Vec<usize> = (0..task.writers.len()).collect();
        let tfidf: Ranks = parallel::map(&writers, |writer| {
            let mut spread = Spread::new(embedder.width());
            let moments = &task.writers[*writer].moments;
            let asked = moments.iter().map(|moment| (moment, of(moment)));
            asked
                .filter(|(_, candidates)| !candidates.is_empty())
                .map(|(moment, candidates)| {
                    spread.set(embedder.embed(&moment.query));
                    let scores = candidates.iter().map(|at| spread.dot(&texts[*at]));
                    rank_of_first(&scores.collect::<Vec<f64>>())
                })
                .collect()
        });
        let random: Ranks = task
            .writers
            .iter()
            .map(|writer| {
                let sizes = writer.moments.iter().map(|moment| of(moment).len());
                sizes.flat_map(|size| (1..=size).map(|rank| rank as f64)).collect()
            })
            .collect();
        let asked = tfidf.iter().map(Vec::len).sum();
        table.extend(row("tfidf", pool, asked, &tfidf));
        table.extend(row("random", pool, asked, &random));
        for system in systems {
            let ranks = scored(system, pool);
            table.extend(row(&system.name, pool, ranks.iter().map(Vec::len).sum(), &ranks));
        }
    }
    table
}

/// The ranks of a system's own scores, where it gave any.
fn scored(system: &System, pool: &str) -> Ranks {
    let of = |scores: &super::Scores| {
        let scores = if pool == "same" { &scores.same } else { &scores.cross };
        scores.iter().any(|score| score.is_finite()).then(|| rank_of_first(scores))
    };
    system.scores.iter().map(|moments| moments.iter().filter_map(of).collect()).collect()
}

/// `None` if nothing was ranked.
fn row(system: &str, pool: &'static str, n: usize, ranks: &Ranks) -> Option<Selection> {
    let owners = || ranks.iter().filter(|ranks| !ranks.is_empty());
    let up_to = |most: f64| mean(owners().map(|ranks| share(ranks.iter().map(|r| *r <= most))));
    Some(Selection {
        system: system.to_owned(),
        pool,
        n,
        first: up_to(1.0)?,
        among_ten: up_to(10.0)?,
        reciprocal: mean(owners().filter_map(|ranks| mean(ranks.iter().map(|r| 1.0 / r))))?,
    })
}
