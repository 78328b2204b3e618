//! When a twin is as like its owner as it must be: figures against those of the baselines of the
//! same table.

use super::baseline::{REAL, RETRIEVAL};
use super::evaluate::{Figures, Verdict};

/// A condition and whether it holds; `None` if a figure is missing, which is no pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// The condition.
    pub title: &'static str,
    /// Whether it holds.
    pub passed: Option<bool>,
}

/// The figures of the system, of the real replies and of the retrieval baseline, to whether a
/// condition holds.
type Test = fn(&Figures, &Figures, &Figures) -> Option<bool>;

const GATES: [(&str, Test); 8] = [
    ("coverage >= 0.95", |own, _, _| Some(own.coverage? >= 0.95)),
    ("AAmask@10 >= real - 0.10", |own, real, _| {
        Some(own.attribution_masked? >= real.attribution_masked? - 0.10)
    }),
    ("C2ST <= retrieval", |own, _, near| Some(own.two_sample? <= near.two_sample?)),
    ("styledist <= retrieval", |own, _, near| Some(own.styledist? <= near.styledist?)),
    ("novel R@10 > retrieval, and its lower bound > 0.10", |own, _, near| {
        Some(own.novel_among_ten? > near.novel_among_ten? && own.novel_interval?.0 > 0.10)
    }),
    ("verbatim <= real + 0.02", |own, real, _| Some(own.verbatim? <= real.verbatim? + 0.02)),
    ("echo <= real + 0.10", |own, real, _| Some(own.echo? <= real.echo? + 0.10)),
    ("delayKS <= 0.25", |own, _, _| if own.delays_told { None } else { Some(own.delays? <= 0.25) }),
];

/// How a system stands against the gates; empty if it or a baseline is not in the table.
pub fn gates(verdict: &Verdict, system: &str) -> Vec<Gate> {
    let of =
        |name: &str| verdict.table.iter().find(|row| row.system == name).map(|row| &row.figures);
    let (Some(own), Some(real), Some(near)) = (of(system), of(REAL), of(RETRIEVAL)) else {
        return Vec::new();
    };
    GATES.iter().map(|(title, test)| Gate { title, passed: test(own, real, near) }).collect()
}
