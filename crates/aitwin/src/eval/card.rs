//! The report in the terminal: a figure a paragraph, in words.

use style::fidelity::Interval;
use style::fidelity::baseline::{RANDOM_OWN, REAL};
use twin::measure::{Alarms, ITSELF, Measure, Report, TWIN};

use super::measure;
use crate::language::{Texts, text};
use crate::rule;
use crate::writer::took_in_words;

/// The lines of the card.
pub(crate) fn lines(texts: &Texts, report: &Report) -> Vec<String> {
    let mut lines = head(texts, report);
    for measure in Measure::ALL {
        let Some((figure, beside)) = figure(texts, report, measure) else { continue };
        let grade =
            report.grade(measure).map_or_else(String::new, |grade| measure::grade(grade, texts));
        lines.push(String::new());
        let line = format!("{:26} {figure:>9}  {grade}", measure::name(measure, texts));
        lines.push(line.trim_end().to_owned());
        lines.push(format!("    {}", measure::meaning(measure, texts, report)));
        lines.extend(beside.map(|beside| format!("    {beside}")));
    }
    lines.push(String::new());
    lines.push(text!(texts, "eval-guard"));
    lines.extend(guard(texts, report).into_iter().map(|line| format!("    {line}")));
    for (name, refused, asked) in by_rule(texts, &report.real_alarms) {
        let line = text!(texts, "eval-guard-rule", rule = name, refused = refused, asked = asked);
        lines.push(format!("      {line}"));
    }
    lines.push(String::new());
    lines.extend(notes(texts, report));
    lines
}

/// What the guard says of real replies, and of those of the model that wrote.
pub(super) fn guard(texts: &Texts, report: &Report) -> Vec<String> {
    let real = &report.real_alarms;
    let mut lines = vec![text!(
        texts,
        "eval-guard-real",
        count = real.replies,
        refused = percent(texts, real, real.refused),
        asked = percent(texts, real, real.asked)
    )];
    lines.extend(report.model.as_ref().map(|model| {
        let alarms = &model.alarms;
        text!(
            texts,
            "eval-guard-model",
            count = alarms.replies,
            refused = percent(texts, alarms, alarms.refused),
            asked = percent(texts, alarms, alarms.asked)
        )
    }));
    lines
}

/// The rules that object to replies, with how many each refuses and asks about.
pub(super) fn by_rule(texts: &Texts, alarms: &Alarms) -> Vec<(String, String, String)> {
    let rules = alarms.by_rule().into_iter();
    rules
        .map(|(rule, found)| {
            let percent = |count| percent(texts, alarms, count);
            (rule::name(texts, rule), percent(found.refused), percent(found.asked))
        })
        .collect()
}

fn percent(texts: &Texts, alarms: &Alarms, count: usize) -> String {
    format!("{} %", texts.decimal(alarms.share(count) * 100.0, 1))
}

/// What was measured, and on what.
pub(super) fn head(texts: &Texts, report: &Report) -> Vec<String> {
    vec![
        text!(texts, "eval-title"),
        text!(
            texts,
            "eval-basis",
            asked = report.asked,
            pairs = report.pairs,
            learnt = report.learnt
        ),
    ]
}

/// The twin's figure, and the real replies' and the random ones' to compare it with; `None` if it
/// could not be measured.
pub(super) fn figure(
    texts: &Texts,
    report: &Report,
    measure: Measure,
) -> Option<(String, Option<String>)> {
    if measure == Measure::Coverage {
        return Some(answered(texts, report));
    }
    let own = report.figures(TWIN)?;
    let written = measure::written(measure, texts, measure.of(own)?);
    let other =
        |system: &str| Some(measure::written(measure, texts, measure.of(report.figures(system)?)?));
    let beside = match measure {
        Measure::Content => own.novel_interval.map(|Interval(low, high)| {
            let chance = report.against().map_or(0.0, |against| against.chance);
            text!(
                texts,
                "eval-beside-chance",
                low = measure::written(measure, texts, low),
                high = measure::written(measure, texts, high),
                chance = measure::written(measure, texts, chance)
            )
        }),
        _ => other(REAL)
            .zip(other(RANDOM_OWN))
            .map(|(real, random)| text!(texts, "eval-beside", real = real, random = random)),
    };
    Some((written, beside))
}

/// How often the twin answers by itself, and how often that is what the owner said.
fn answered(texts: &Texts, report: &Report) -> (String, Option<String>) {
    let share = measure::written(Measure::Coverage, texts, report.answered());
    let right = report.figures(ITSELF).and_then(|figures| figures.novel_among_ten);
    let beside = right.map(|right| {
        text!(texts, "eval-beside-right", right = measure::written(Measure::Content, texts, right))
    });
    (share, beside)
}

/// What was left out and why, and what is to be known of the figures.
pub(super) fn notes(texts: &Texts, report: &Report) -> Vec<String> {
    let mut notes =
        report.model.as_ref().map_or_else(Vec::new, |model| took_in_words(&model.took, texts));
    let Some(own) = report.figures(TWIN) else {
        notes.push(match report.model {
            Some(_) => text!(texts, "eval-silent-model"),
            None => text!(texts, "eval-silent"),
        });
        return notes;
    };
    if report.people < 2 {
        notes.push(text!(texts, "eval-no-attribution", needed = style::holdout::FEWEST_JUDGED));
    }
    if own.styledist.is_none() {
        notes.push(text!(texts, "eval-no-habits"));
    }
    if own.two_sample.is_none() {
        notes.push(text!(texts, "eval-few-answers", count = own.n));
    }
    notes.push(text!(texts, "eval-seed-note"));
    notes
}
