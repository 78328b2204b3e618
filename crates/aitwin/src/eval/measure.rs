//! The measures in words.

use twin::measure::{Grade, Measure, Report};

use crate::language::{Texts, text};

/// The name of a measure.
pub(crate) fn name(measure: Measure, texts: &Texts) -> String {
    match measure {
        Measure::Coverage => text!(texts, "measure-coverage"),
        Measure::Attribution => text!(texts, "measure-attribution"),
        Measure::AttributionMasked => text!(texts, "measure-attribution-masked"),
        Measure::TwoSample => text!(texts, "measure-two-sample"),
        Measure::Habits => text!(texts, "measure-habits"),
        Measure::Lengths => text!(texts, "measure-lengths"),
        Measure::Bursts => text!(texts, "measure-bursts"),
        Measure::Content => text!(texts, "measure-content"),
        Measure::Delays => text!(texts, "measure-delays"),
        Measure::Echo => text!(texts, "measure-echo"),
        Measure::Copies => text!(texts, "measure-copies"),
    }
}

/// What the figure of a report means, in a sentence.
pub(crate) fn meaning(measure: Measure, texts: &Texts, report: &Report) -> String {
    let Report { people, pool, model, .. } = report;
    let (people, pool) = (*people, *pool);
    match measure {
        Measure::Coverage if model.is_some() => text!(texts, "measure-coverage-means-model"),
        Measure::Copies if model.is_some() => text!(texts, "measure-copies-means-model"),
        Measure::Coverage => text!(texts, "measure-coverage-means"),
        Measure::Attribution => text!(texts, "measure-attribution-means", people = people),
        Measure::AttributionMasked => text!(texts, "measure-attribution-masked-means"),
        Measure::TwoSample => text!(texts, "measure-two-sample-means"),
        Measure::Habits => text!(texts, "measure-habits-means"),
        Measure::Lengths => text!(texts, "measure-lengths-means"),
        Measure::Bursts => text!(texts, "measure-bursts-means"),
        Measure::Content => text!(texts, "measure-content-means", pool = pool),
        Measure::Delays => text!(texts, "measure-delays-means"),
        Measure::Echo => text!(texts, "measure-echo-means"),
        Measure::Copies => text!(texts, "measure-copies-means"),
    }
}

/// A figure as it is written: shares in percent, distances with two decimals.
pub(crate) fn written(measure: Measure, texts: &Texts, figure: f64) -> String {
    match measure {
        Measure::TwoSample
        | Measure::Habits
        | Measure::Lengths
        | Measure::Bursts
        | Measure::Delays => texts.decimal(figure, 2),
        _ => format!("{:.0} %", figure * 100.0),
    }
}

/// The name of a grade.
pub(crate) fn grade(grade: Grade, texts: &Texts) -> String {
    match grade {
        Grade::Good => text!(texts, "grade-good"),
        Grade::Fair => text!(texts, "grade-fair"),
        Grade::Poor => text!(texts, "grade-poor"),
    }
}
