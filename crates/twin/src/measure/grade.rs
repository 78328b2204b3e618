//! The measures as people read them: which there are, and whether a figure is good.

use style::fidelity::Figures;

/// A measure of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How often the twin answers by itself.
    Coverage,
    /// How often ten of its replies are taken for the owner's.
    Attribution,
    /// The same with rare words hidden.
    AttributionMasked,
    /// How well its replies are told from the real ones.
    TwoSample,
    /// How far its habits are off.
    Habits,
    /// How far its lengths are off.
    Lengths,
    /// How far off it is in messages per reply.
    Bursts,
    /// How often it says what the owner said.
    Content,
    /// How far its delays are off.
    Delays,
    /// How much it repeats of what it answers.
    Echo,
    /// How much of it are old messages.
    Copies,
}

/// How good a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// As good as can be expected.
    Good,
    /// Worse than that.
    Fair,
    /// Not better than chance, or than a random reply of the owner's.
    Poor,
}

/// The figures that a figure is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// Two halves of the owner's real replies, or the real replies themselves.
    pub real: &'a Figures,
    /// A random reply of the owner's past.
    pub random: &'a Figures,
    /// What chance would give [`Measure::Content`].
    pub chance: f64,
}

impl Measure {
    /// In the order in which they are read.
    pub const ALL: [Self; 11] = [
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
    pub fn key(self) -> &'static str {
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

    /// Its figure.
    pub fn of(self, figures: &Figures) -> Option<f64> {
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

    /// Whether a figure is good; `None` where there is no better and worse.
    pub fn grade(self, figures: &Figures, against: Against<'_>) -> Option<Grade> {
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
