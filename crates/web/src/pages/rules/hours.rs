//! The week of the form: a square an hour to paint, which the script draws, and the fields that hold the truth.

use domain::policy::Span;
use maud::{Markup, html};

use super::form;
use super::page::{Shown, is_wrong, problem, value_of, wrong_at};
use crate::i18n::{Lang, t};
use crate::parts::week;

/// The grid, and a line a day with its hours in words and as a bar.
pub(super) fn days(lang: Lang, shown: &Shown<'_>) -> Markup {
    let names = [
        t!(lang, "day-monday"),
        t!(lang, "day-tuesday"),
        t!(lang, "day-wednesday"),
        t!(lang, "day-thursday"),
        t!(lang, "day-friday"),
        t!(lang, "day-saturday"),
        t!(lang, "day-sunday"),
    ];
    let is_always = value_of(shown.typed, form::WHEN).is_empty();
    let all_day = [Span { from: 0, to: 1_440 }];
    let drawn = |day| if is_always { all_day.to_vec() } else { form::drawn(shown.typed, day) };
    let spans: Vec<_> = (0..7).map(drawn).collect();
    html! {
        p.note data-paint hidden { (t!(lang, "rules-paint")) }
        noscript { p.note { (t!(lang, "rules-no-paint")) } }
        div.hours-grid hidden role="grid" aria-label=(t!(lang, "rules-grid")) aria-multiselectable="true" {}
        details.exact open {
            summary { (t!(lang, "rules-exact")) }
            div.week {
                @for (day, name) in names.iter().enumerate() {
                    @let field = form::day_field(day);
                    label for=(field) { (name) }
                    input id=(field) type="text" name=(field) value=(value_of(shown.typed, &field))
                        data-day=(name) placeholder=(t!(lang, "rules-closed-day"))
                        data-always="00:00–24:00" spellcheck="false"
                        aria-invalid=[is_wrong(shown, &field)] aria-describedby=[wrong_at(shown, &field)];
                    (week::bar(&spans[day], &spans[(day + 6) % 7]))
                    (problem(lang, shown, &field))
                }
            }
            p.note { (t!(lang, "rules-hours-hint")) }
        }
    }
}
