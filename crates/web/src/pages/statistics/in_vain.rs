//! What models, ears and mouths were asked in vain, in numbers.

use domain::{Failing, Helper};
use engine::{DayNumbers, InVain};
use maud::{Markup, html};

use super::date;
use super::page::{Shown, drawn};
use crate::i18n::{Lang, t};
use crate::parts::chart::{Bar, Bars};
use crate::parts::number::{self, grouped};

/// How often it was in vain, and why, and on which days; nothing where it never was.
pub(super) fn errors(lang: Lang, shown: &Shown<'_>) -> Markup {
    let by_reason = &shown.numbers.in_vain;
    let count = by_reason.values().sum::<u64>();
    if count == 0 {
        return html! {};
    }
    let bars = drawn(lang, shown).map(|(name, told, days)| {
        let sum = together(days);
        let words = t!(
            lang,
            "numbers-errors-bar",
            models = grouped(lang, sum.models),
            ears = grouped(lang, sum.ears),
            mouths = grouped(lang, sum.mouths)
        );
        Bar { name, told: format!("{told}: {words}"), parts: vec![sum.total()] }
    });
    let title = t!(lang, "numbers-errors");
    let chart = Bars { title: &title, classes: &["in-vain"], bars: bars.collect() }.draw();
    html! {
        h2 { (title) }
        p { (t!(lang, "numbers-errors-count", count = grouped(lang, count))) }
        @if !shown.account.is_empty() { p.note { (t!(lang, "numbers-errors-of-all")) } }
        dl.pairs {
            @for ((helper, why), count) in by_reason {
                div { dt { (reason(lang, *helper, *why)) } dd { (grouped(lang, *count)) } }
            }
        }
        (chart)
        (table(lang, shown))
    }
}

fn together(days: &[DayNumbers]) -> InVain {
    let mut sum = InVain::default();
    days.iter().for_each(|day| sum += day.in_vain);
    sum
}

fn reason(lang: Lang, helper: Helper, why: Failing) -> String {
    let why = match why {
        Failing::Unreachable => t!(lang, "failing-unreachable"),
        Failing::Key => t!(lang, "failing-key"),
        Failing::Limit => t!(lang, "failing-limit"),
        Failing::Money => t!(lang, "failing-money"),
        Failing::Answer => t!(lang, "failing-answer"),
        Failing::Other => t!(lang, "failing-other"),
    };
    match helper {
        Helper::Model => t!(lang, "numbers-model-failed", why = why),
        Helper::Ear => t!(lang, "numbers-ear-failed", why = why),
        Helper::Mouth => t!(lang, "numbers-mouth-failed", why = why),
    }
}

/// The days on which something was in vain.
fn table(lang: Lang, shown: &Shown<'_>) -> Markup {
    let days = shown.numbers.days.iter().rev().filter(|day| day.in_vain.total() > 0);
    html! {
        details.more {
            summary { (t!(lang, "numbers-table")) }
            table {
                thead {
                    tr {
                        th scope="col" { (t!(lang, "numbers-day")) }
                        th scope="col" { (t!(lang, "numbers-models")) }
                        th scope="col" { (t!(lang, "numbers-hearing")) }
                        th scope="col" { (t!(lang, "numbers-speaking")) }
                    }
                }
                tbody {
                    @for day in days {
                        @let InVain { models, ears, mouths } = day.in_vain;
                        tr {
                            th scope="row" { (number::day(lang, date(day.from, shown.zone))) }
                            @for count in [models, ears, mouths] { td { (grouped(lang, count)) } }
                        }
                    }
                }
            }
        }
    }
}
