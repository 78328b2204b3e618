//! What pages of a twin say of figures.

use domain::Relation;
use engine::Profile;

use super::Tab;
use crate::i18n::{Lang, t};

/// What a page is for.
pub(super) fn about(lang: Lang, tab: Tab) -> String {
    match tab {
        Tab::Portrait => t!(lang, "portrait-about"),
        Tab::Limits => t!(lang, "limits-about"),
        Tab::Answers => t!(lang, "answers-about"),
        Tab::Likeness => t!(lang, "likeness-about"),
    }
}

/// People who are this to the owner.
pub(crate) fn relation(lang: Lang, relation: Relation) -> String {
    match relation {
        Relation::Close => t!(lang, "relation-close"),
        Relation::Family => t!(lang, "relation-family"),
        Relation::Work => t!(lang, "relation-work"),
        Relation::Service => t!(lang, "relation-service"),
    }
}

/// How somebody writes, in one sentence.
pub(super) fn in_short(lang: Lang, profile: &Profile) -> String {
    let length = match profile.chars[1] {
        chars if chars <= 30.0 => t!(lang, "portrait-brief"),
        chars if chars <= 90.0 => t!(lang, "portrait-medium"),
        _ => t!(lang, "portrait-long"),
    };
    let bubbles = match profile.bubbles {
        mean if mean < 1.25 => t!(lang, "portrait-one-bubble"),
        mean if mean < 1.75 => t!(lang, "portrait-one-or-two-bubbles"),
        _ => t!(lang, "portrait-some-bubbles"),
    };
    let capitals = match profile.capitals {
        share if share >= 0.9 => Some(t!(lang, "portrait-capital")),
        share if share <= 0.1 => Some(t!(lang, "portrait-small")),
        _ => None,
    };
    let full_stop = match profile.endings.full_stop {
        share if share < 0.03 => Some(t!(lang, "portrait-no-full-stop")),
        share if share > 0.6 => Some(t!(lang, "portrait-full-stop")),
        _ => None,
    };
    let smile = (profile.endings.bracket >= 0.1).then(|| t!(lang, "portrait-smiles"));
    let parts: Vec<String> =
        [Some(length), Some(bubbles), capitals, full_stop, smile].into_iter().flatten().collect();
    t!(lang, "portrait-in-short", how = parts.join(", "))
}

/// Seconds as people say them.
pub(crate) fn wait(lang: Lang, seconds: f64) -> String {
    match seconds {
        seconds if seconds < 5.0 => t!(lang, "wait-at-once"),
        seconds if seconds < 90.0 => {
            format!("{:.0} {}", rounded(seconds), t!(lang, "unit-seconds"))
        }
        seconds if seconds < 5_400.0 => {
            format!("{:.0} {}", rounded(seconds / 60.0), t!(lang, "unit-minutes"))
        }
        seconds => format!("{:.0} {}", (seconds / 3_600.0).round(), t!(lang, "unit-hours")),
    }
}

/// A number as people say numbers: 7, 25, 130.
pub(super) fn rounded(number: f64) -> f64 {
    let step = match number {
        number if number < 10.0 => 1.0,
        number if number < 100.0 => 5.0,
        _ => 10.0,
    };
    (number / step).round() * step
}

/// A number with one place behind the point, if that is not nothing.
pub(super) fn tenths(lang: Lang, number: f64) -> String {
    crate::parts::model::decimal(lang, (number * 10.0).round() / 10.0)
}
