//! The measures as people read them: what each is, and whether its figure is good.

use style::fidelity::Figures;

use super::report::Report;
use crate::language::{Texts, text};

/// A measure of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Coverage,
    Attribution,
    AttributionMasked,
    TwoSample,
    Habits,
    Lengths,
    Bursts,
    Content,
    Delays,
    Echo,
    Copies,
}

/// How good a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Grade {
    Good,
    Fair,
    Poor,
}

/// The figures that a figure is compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Against<'a> {
    /// Two halves of the owner's real replies, or the real replies themselves.
    pub(crate) real: &'a Figures,
    /// A random reply of the owner's past.
    pub(crate) random: &'a Figures,
    /// What chance would give [`Measure::Content`].
    pub(crate) chance: f64,
}

impl Measure {
    /// In the order in which they are read.
    pub(crate) const ALL: [Self; 11] = [
        Self::Coverage,
        Self::Attribution,
        Self::AttributionMasked,
        Self::TwoSample,
        Self::Habits,
        Self::Lengths,
        Self::Bursts,
        Self::Content,
        Self::Delays,
        Self::Echo,
        Self::Copies,
    ];

    /// Its name in files.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Attribution => "AA@10",
            Self::AttributionMasked => "AAmask@10",
            Self::TwoSample => "C2ST",
            Self::Habits => "styledist",
            Self::Lengths => "KSlen",
            Self::Bursts => "dBurst",
            Self::Content => "novR@10",
            Self::Delays => "delayKS",
            Self::Echo => "echo",
            Self::Copies => "verbatim",
        }
    }

    pub(crate) fn of(self, figures: &Figures) -> Option<f64> {
        match self {
            Self::Coverage => figures.coverage,
            Self::Attribution => figures.attribution,
            Self::AttributionMasked => figures.attribution_masked,
            Self::TwoSample => figures.two_sample,
            Self::Habits => figures.styledist,
            Self::Lengths => figures.lengths,
            Self::Bursts => figures.bursts,
            Self::Content => figures.novel_among_ten,
            Self::Delays => figures.delays,
            Self::Echo => figures.echo,
            Self::Copies => figures.verbatim,
        }
    }

    pub(crate) fn name(self, texts: &Texts) -> String {
        match self {
            Self::Coverage => text!(texts, "measure-coverage"),
            Self::Attribution => text!(texts, "measure-attribution"),
            Self::AttributionMasked => text!(texts, "measure-attribution-masked"),
            Self::TwoSample => text!(texts, "measure-two-sample"),
            Self::Habits => text!(texts, "measure-habits"),
            Self::Lengths => text!(texts, "measure-lengths"),
            Self::Bursts => text!(texts, "measure-bursts"),
            Self::Content => text!(texts, "measure-content"),
            Self::Delays => text!(texts, "measure-delays"),
            Self::Echo => text!(texts, "measure-echo"),
            Self::Copies => text!(texts, "measure-copies"),
        }
    }

    /// What the figure of a report means, in a sentence.
    pub(crate) fn meaning(self, texts: &Texts, report: &Report) -> String {
        let Report { people, pool, model, .. } = report;
        let (people, pool) = (*people, *pool);
        match self {
            Self::Coverage if model.is_some() => text!(texts, "measure-coverage-means-model"),
            Self::Copies if model.is_some() => text!(texts, "measure-copies-means-model"),
            Self::Coverage => text!(texts, "measure-coverage-means"),
            Self::Attribution => text!(texts, "measure-attribution-means", people = people),
            Self::AttributionMasked => text!(texts, "measure-attribution-masked-means"),
            Self::TwoSample => text!(texts, "measure-two-sample-means"),
            Self::Habits => text!(texts, "measure-habits-means"),
            Self::Lengths => text!(texts, "measure-lengths-means"),
            Self::Bursts => text!(texts, "measure-bursts-means"),
            Self::Content => text!(texts, "measure-content-means", pool = pool),
            Self::Delays => text!(texts, "measure-delays-means"),
            Self::Echo => text!(texts, "measure-echo-means"),
            Self::Copies => text!(texts, "measure-copies-means"),
        }
    }

    /// A figure as it is written: shares in percent, distances with two decimals.
    pub(crate) fn written(self, texts: &Texts, figure: f64) -> String {
        match self {
            Self::TwoSample | Self::Habits | Self::Lengths | Self::Bursts | Self::Delays => {
                texts.decimal(figure, 2)
            }
            _ => format!("{:.0} %", figure * 100.0),
        }
    }

    /// Whether a figure is good; `None` where there is no better and worse.
    pub(crate) fn grade(self, figures: &Figures, against: Against<'_>) -> Option<Grade> {
        let figure = self.of(figures)?;
        let (real, random) = (self.of(against.real), self.of(against.random));
        Some(match self {
            Self::Coverage | Self::Copies => return None,
            // A tenth below the real replies is hardly heard.
            Self::Attribution | Self::AttributionMasked => {
                least(figure, real? - 0.10, real? - 0.25)
            }
            // Between the floor and a random reply of the owner's, nearer to the floor is good.
            Self::TwoSample => most(figure, middle(real?.max(0.5), random?), random? + 0.05),
            Self::Habits | Self::Lengths | Self::Bursts => {
                most(figure, middle(real?, random?).max(real?), random?.max(real?) * 1.1)
            }
            Self::Content => least(figure, against.chance * 1.4, against.chance),
            Self::Delays => most(figure, 0.12, 0.25),
            Self::Echo => most(figure, real? + 0.05, real? + 0.10),
        })
    }
}

fn middle(a: f64, b: f64) -> f64 {
    (a + b) / 2.0
}

fn most(figure: f64, good: f64, fair: f64) -> Grade {
    if figure <= good {
        Grade::Good
    } else if figure <= fair {
        Grade::Fair
    } else {
        Grade::Poor
    }
}

fn least(figure: f64, good: f64, fair: f64) -> Grade {
    most(-figure, -good, -fair)
}

impl Grade {
    pub(crate) fn name(self, texts: &Texts) -> String {
        match self {
            Self::Good => text!(texts, "grade-good"),
            Self::Fair => text!(texts, "grade-fair"),
            Self::Poor => text!(texts, "grade-poor"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_graded_against_real_and_random_replies() {
        let real = Figures {
            attribution_masked: Some(0.9),
            two_sample: Some(0.49),
            styledist: Some(0.3),
            ..Figures::default()
        };
        let random = Figures { two_sample: Some(0.64), styledist: Some(0.5), ..Figures::default() };
        let against = Against { real: &real, random: &random, chance: 0.1 };
        for (measure, figures, grade) in [
            (Measure::AttributionMasked, (0.82, 0.0), Some(Grade::Good)),
            (Measure::AttributionMasked, (0.7, 0.0), Some(Grade::Fair)),
            (Measure::AttributionMasked, (0.5, 0.0), Some(Grade::Poor)),
            (Measure::TwoSample, (0.0, 0.55), Some(Grade::Good)),
            (Measure::TwoSample, (0.0, 0.9), Some(Grade::Poor)),
            (Measure::Lengths, (0.0, 0.0), None),
        ] {
            let (masked, two_sample) = figures;
            let figures = Figures {
                attribution_masked: Some(masked),
                two_sample: Some(two_sample),
                ..Figures::default()
            };
            assert_eq!(measure.grade(&figures, against), grade, "{measure:?}");
        }
    }
}
