//! How like its owner does a twin write? The measures of the likeness benchmark, on real replies and
//! a system's replies to the same moments. Pure computation; no language model judges.
//!
//! | module | what it holds |
//! |---|---|
//! | [`task`] | owners, moments, real replies, and what systems said |
//! | [`clean`](mod@clean) | texts without links, addresses and numbers |
//! | [`evaluate`](mod@evaluate) | the table of figures |
//! | [`baseline`] | systems without understanding, to compare with |
//! | [`gates`](mod@gates) | conditions over the figures |
//! | `attribution` | AA@10: who seems to have written it |
//! | `two_sample` | C2ST: can it be told from real replies |
//! | [`features`] | habits as numbers, and their distance |
//! | `content` | novel R@k, copies, echo |
//! | [`selection`] | the real reply among candidates, by the system's scores |
//! | [`numbers`] | Kolmogorov-Smirnov distance, area under the curve, ranks, intervals |
//! | `chars`, `terms`, `tfidf`, `sparse`, `embed` | from texts to rows of numbers |
//! | `logistic`, `lbfgs` | the classifier of both tests |
//! | [`draws`] | numpy's random draws |
//! | `parallel` | all processors |
//!
//! The definitions are those of a program in Python with numpy and scikit-learn, down to the random
//! draws, so that figures made here and there can be compared.
//!
//! **To add a measure**: a file here with its definition and source, a field of
//! [`Figures`], and its place in `evaluate`.

mod attribution;
pub mod baseline;
mod chars;
pub mod clean;
mod content;
pub mod draws;
mod embed;
pub mod evaluate;
pub mod features;
pub mod gates;
mod lbfgs;
mod logistic;
pub mod numbers;
mod parallel;
pub mod selection;
mod sparse;
pub mod task;
mod terms;
mod tfidf;
mod two_sample;

pub use clean::{clean, clean_bubbles};
pub use evaluate::{BOOTSTRAPS, Figures, Judged, Verdict, evaluate};
pub use gates::{Gate, gates};
pub use numbers::Interval;
pub use parallel::on_one_processor;
pub use selection::Selection;
pub use task::{Moment, Pair, Reply, Scores, Seen, System, Task, Writer};
