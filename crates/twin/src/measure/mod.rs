//! How like its owner the twin writes, measured on the owner's own last replies, which it has not seen
//! ([`style::holdout`]), by what the likeness benchmark measures ([`style::fidelity`]).
//!
//! | module | what it holds |
//! |---|---|
//! | `said` | what the twin says at the moments that were held out |
//! | `asked` | what a model writes at them, and what that would take |
//! | `alarms` | what the guard says of real replies and of a model's |
//! | `grade` | the measures, and whether a figure is good |
//! | `report` | everything that a report shows |
//!
//! Whoever shows a report words it.

mod alarms;
mod asked;
mod grade;
mod report;
mod said;

pub use alarms::{Alarms, Objections};
pub use asked::{Questions, Written};
pub use grade::{Against, Grade, Measure};
pub use report::{Answers, ByModel, Example, Measured, Report, Sides, Summary, Took, Trade};
pub use said::{
    ITSELF, Occasion, Said, TWIN, UNSURE, in_its_marks, learnt, occasions, recalled, written,
};
